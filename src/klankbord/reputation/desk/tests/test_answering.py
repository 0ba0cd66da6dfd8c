"""What the platform map shows of the desk is what the desk shows of itself."""

import datetime as dt

import pytest
from django.utils import timezone

from klankbord.reputation.desk.figures.counting import Clock, Figures, Until
from klankbord.reputation.desk.models import Case

pytestmark = pytest.mark.django_db


def test_the_platform_map_tells_how_the_desk_answers(client_of, manager, make_case, make_mention):
    at = timezone.now() - dt.timedelta(days=10)
    make_mention()
    for number in range(3):
        case = make_case(at=at)
        Case.objects.filter(pk=case.pk).update(platform="mastodon")
        if number:
            Case.objects.filter(pk=case.pk).update(first_response_at=at + dt.timedelta(days=7))
    client = client_of(manager)
    said = {each["platform"]: each for each in client.get("/api/v1/platforms/map").json()}
    answered = said["mastodon"]["answered"]
    assert (answered["n_asked"], answered["n_answered"]) == (3, 2)
    assert answered["half_within_hours"] > 0
    line = client.get("/platforms/on/mastodon/").context["line"]
    assert line.platform.answered.n_answered == 2
    assert client.get(line.platform.answered.url).status_code == 200
    figures = Figures(line.platform.period, at=timezone.now())
    group = next(each for each in figures.groups("platform") if each.key == "mastodon")
    assert (group.n_cases, group.n_answered) == (3, 2)
    half = group.times[Until.FIRST, Clock.OFFICE].median.at
    assert half == pytest.approx(answered["half_within_hours"], abs=0.01)
