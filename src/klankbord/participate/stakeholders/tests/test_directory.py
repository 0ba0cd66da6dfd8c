import pytest

from klankbord.participate.stakeholders.directory import (
    Fault,
    empty_directory,
    read_directory,
    save_directory,
)
from klankbord.participate.stakeholders.models import Entry, Group, Placement
from klankbord.participate.stakeholders.queries import group_of, placement_of
from klankbord.participate.stakeholders.words import reason, wrong_words

pytestmark = pytest.mark.django_db
TABLE = """group;platform;handle;website;name
journalist;mastodon;@Lindebode;;De Lindebode
Partner;;;https://www.woongoed.example/;Woongoed
customer;x;jan;;Jan Jansen
"""


@pytest.fixture
def brought(owner, now):
    def bring(text, **more):
        read = read_directory(text.encode(), at=now)
        assert not read.wrong
        save_directory(entries=read.entries, by=owner, at=now, **more)

    return bring


def test_accounts_and_sites_are_known(hear, brought, look_again):
    paper = hear("lindebode")
    brought(TABLE)
    look_again()
    house = hear("woongoed", platform="x", verified_links=("https://woongoed.example",))
    assert group_of(paper.pk) == Group.JOURNALIST
    assert reason(placement_of(paper)) == "Their account stands in the directory."
    assert group_of(house.pk) == Group.PARTNER
    assert "woongoed.example stands in the directory" in reason(placement_of(house))


def test_of_private_persons_no_name_is_kept(brought):
    brought(TABLE)
    assert Entry.objects.get(group=Group.CUSTOMER).name == ""
    assert Entry.objects.get(group=Group.JOURNALIST).name == "De Lindebode"


def test_the_same_table_again_changes_nothing(brought):
    brought(TABLE)
    brought(TABLE)
    assert Entry.objects.count() == 3


def test_a_new_table_may_replace(hear, brought, look_again):
    author = hear("lindebode")
    brought(TABLE)
    look_again()
    assert group_of(author.pk) == Group.JOURNALIST
    brought("group,website\npartner,woongoed.example\n", replaces=True)
    look_again()
    assert Entry.objects.count() == 1
    assert group_of(author.pk) == ""


def test_an_empty_directory_knows_nobody(hear, brought, owner, now, look_again):
    brought(TABLE)
    hear("lindebode")
    assert empty_directory(by=owner, at=now) == 3
    assert Placement.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "fault", "line"),
    [
        ("name\nx\n", Fault.NO_COLUMNS, 0),
        ("", Fault.NO_COLUMNS, 0),
        ("group,website\nvriend,a.example\n", Fault.NO_GROUP, 2),
        ("group,website\ncolleague,a.example\n", Fault.NO_GROUP, 2),
        ("group,platform,handle,website\npartner,,,\n", Fault.NOBODY, 2),
        ("group,platform,handle\npartner,,piet\n", Fault.NO_PLATFORM, 2),
        ("group,website\npartner,a.example\npartner,niets\n", Fault.NO_SITE, 3),
        ("group,website\npartner,https://x.com/piet\n", Fault.SITE_OF_ALL, 2),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, fault, line, now):
    (wrong,) = read_directory(text.encode(), at=now).wrong
    assert (wrong.fault, wrong.line) == (fault, line)
    assert wrong_words(wrong).startswith(f"Line {line}: " if line else "")
    assert "%(" not in wrong_words(wrong)


def test_bytes_that_are_no_table(now):
    (wrong,) = read_directory(b"\x00\x01" * 50, at=now).wrong
    assert wrong.fault in {Fault.NOT_TEXT, Fault.NO_COLUMNS}
