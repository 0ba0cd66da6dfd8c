import datetime as dt

import pytest

from klankbord.participate.archive.actions import local_days
from klankbord.participate.listening.queries import local_day, local_midnight
from klankbord.people.models import Organisation
from klankbord.people.queries import house_zone, zone_of
from klankbord.reputation.desk.clocks.running import office_calendar
from klankbord.site.checks import findings
from klankbord.site.environment import EnvironmentRefused, read_environment
from klankbord.site.forms import StartForm
from klankbord.site.start import found_organisation

LATE = dt.datetime(2026, 3, 10, 22, 30, tzinfo=dt.UTC)  # the tenth in Lisbon, the next day in Sofia


@pytest.mark.parametrize(("zone", "day"), [("Europe/Lisbon", 10), ("Europe/Sofia", 11)])
def test_all_days_and_clocks_are_those_of_the_house(organisation, owner, zone, day):
    Organisation.objects.update(time_zone=zone)
    assert local_day(LATE) == dt.date(2026, 3, day)
    assert local_days().day_of(int(LATE.timestamp())) == dt.date(2026, 3, day)
    assert local_midnight(dt.date(2026, 3, day)) <= LATE
    assert office_calendar(LATE).zone == house_zone() == zone_of(owner)
    owner.time_zone = "Europe/Dublin"
    assert zone_of(owner).key == "Europe/Dublin"


def test_a_new_house_begins_in_the_zone_of_the_settings(db, settings, now):
    settings.TIME_ZONE = "Europe/Brussels"
    assert house_zone().key == "Europe/Brussels"
    asked = {
        "organisation": "Stad Voorbeeld",
        "words": "",
        "name": "Nora",
        "email": "nora@proefdam.example",
        "password": "a long enough sentence",
        "language": "nl",
    }
    form = StartForm(asked, has_sample=False)
    assert form.is_valid(), form.errors
    found_organisation(form, at=now)
    assert Organisation.objects.get().time_zone == "Europe/Brussels"


def test_another_zone_afterwards_is_told_and_changes_no_day(organisation, settings, now):
    codes = [each.id for each in findings(now)]
    assert "klankbord.W010" not in codes
    settings.TIME_ZONE = "Europe/Sofia"
    told = next(each for each in findings(now) if each.id == "klankbord.W010")
    assert "KLANKBORD_TIME_ZONE=Europe/Amsterdam" in told.hint
    assert local_day(LATE) == dt.date(2026, 3, 10)


def test_the_zone_stands_in_the_environment(tmp_path):
    given = {"KLANKBORD_DATA": str(tmp_path)}
    assert read_environment(given).time_zone == "Europe/Amsterdam"
    assert read_environment(given | {"KLANKBORD_TIME_ZONE": "Asia/Tokyo"}).time_zone == "Asia/Tokyo"
    with pytest.raises(EnvironmentRefused, match="Europe/Brussels"):
        read_environment(given | {"KLANKBORD_TIME_ZONE": "../etc/passwd"})
