import datetime as dt
from collections import Counter

import pytest
from django.urls import reverse

from klankbord.people.models import Member, Organisation, Role
from klankbord.site.sample import remove_sample
from klankbord.site.sample.posts import DAYS, OUTAGE_DAY, Town
from klankbord.site.start import start_path

UNTIL = dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)


def test_one_seed_gives_one_town():
    assert Town(until=UNTIL).posts() == Town(until=UNTIL).posts()


def test_the_town_lives():
    posts = Town(until=UNTIL).posts()
    assert len(posts) > 4000
    assert {post.lang for post in posts} == {"nl", "en"}
    assert len({post.platform for post in posts}) >= 6
    hours = Counter(post.published_at.hour for post in posts)
    assert hours[18] > 5 * hours[2]
    days = sorted(Counter(post.published_at.date() for post in posts).items())
    usual = sorted(n for _, n in days)[len(days) // 2]
    assert max(n for _, n in days) > 2.5 * usual
    outage = (UNTIL - dt.timedelta(days=DAYS - OUTAGE_DAY)).date()
    assert dict(days)[outage] > 2.5 * usual
    assert len({post.id for post in posts}) == len(posts)
    known = {post.id for post in posts}
    answers = [post for post in posts if post.in_reply_to]
    assert len(answers) > 300
    assert all(post.in_reply_to in known for post in answers)


@pytest.mark.django_db
def test_what_was_added_by_oneself_stays(make_member):
    own = make_member("Own", Role.ADMINISTRATOR)
    Organisation.objects.all().delete()
    Member.objects.filter(pk=own.pk).update(department=None)
    remove_sample(by="test", at=UNTIL)
    assert Member.objects.get() == own


@pytest.mark.django_db
def test_an_empty_house_begins_with_the_printed_key(client):
    form = {
        "organisation": "Waterschap Proef",
        "words": "",
        "name": "Me",
        "email": "me@proef.example",
        "password": "het regent in de polder",
        "language": "nl",
    }
    assert client.get(reverse("site:start-own")).status_code == 403
    assert client.get(reverse("site:start-own") + "?key=guess").status_code == 403
    address = start_path()
    assert client.get(address).status_code == 200
    assert client.post(address, form).status_code == 302
    assert Member.objects.get().has_role(Role.ADMINISTRATOR)
    assert client.post(address, form).status_code == 403
