import pytest

from klankbord.core.match import QueryError
from klankbord.participate.listening.models import Source
from klankbord.participate.stakeholders.models import (
    GIVEN,
    PRIVATE,
    Evidence,
    Group,
    Kind,
    Placement,
)
from klankbord.participate.stakeholders.placing import NotToSay, leave_to_rules, place_author
from klankbord.participate.stakeholders.queries import group_of, groups_of, placement_of
from klankbord.participate.stakeholders.rulebook import NotWords
from klankbord.participate.stakeholders.rules import (
    NoSite,
    ProfileOfPrivatePerson,
    RuleExists,
    SiteOfAll,
    add_rule,
    remove_rule,
)
from klankbord.participate.stakeholders.words import reason
from klankbord.people.models import Account, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(owner, now):
    def make(kind, value, group=Group.JOURNALIST, **more):
        return add_rule(kind=kind, group=group, value=value, by=owner, at=now, **more)

    return make


def test_unknown_stays_unknown(hear, rule):
    rule(Kind.PROFILE, "journalist OR verslaggever")
    anna = hear("anna", bio="Wandelt graag")
    assert group_of(anna.pk) == ""
    assert placement_of(anna) is None


def test_words_of_a_profile(hear, rule):
    rule(Kind.PROFILE, "journalist OR verslaggev*")
    author = hear("piet", bio="Verslaggever voor de streek")
    assert group_of(author.pk) == Group.JOURNALIST
    assert reason(placement_of(author)) == (
        "Their profile has the words: journalist OR verslaggev*."
    )


@pytest.mark.parametrize(
    ("handle", "platform", "links"),
    [
        ("redactie", "mastodon", ("https://www.lindebode.nl/over-ons",)),  # rel=me
        ("redactie@social.lindebode.nl", "mastodon", ()),  # their own server
        ("piet.lindebode.nl", "bluesky", ()),  # a handle that is a domain
    ],
)
def test_a_proven_website(hear, rule, handle, platform, links):
    rule(Kind.SITE, "https://lindebode.nl/")
    author = hear(handle, platform=platform, verified_links=links)
    assert group_of(author.pk) == Group.JOURNALIST
    assert reason(placement_of(author)) == "Their proven website is lindebode.nl."


def test_a_site_that_only_ends_alike_proves_nothing(hear, rule):
    rule(Kind.SITE, "bode.nl")
    assert group_of(hear("x", verified_links=("https://lindebode.nl/",)).pk) == ""
    assert group_of(hear("lindebode.nl", platform="reddit").pk) == ""


def test_where_they_write(hear, rule, now):
    forum = Source.objects.create(connector="feed", target="y", name="Forum", created_at=now)
    rule(Kind.SOURCE, "", Group.CUSTOMER, source=forum)
    author = hear("klant", by=forum)
    assert group_of(author.pk) == Group.CUSTOMER
    assert reason(placement_of(author)) == "They write in Forum."


def test_a_rule_holds_for_who_was_heard_before(hear, rule, look_again):
    author = hear("piet", bio="journalist")
    made = rule(Kind.PROFILE, "journalist")
    look_again()
    assert group_of(author.pk) == Group.JOURNALIST
    remove_rule(rule=made, by=made.made_by, at=made.made_at)
    look_again()
    assert group_of(author.pk) == ""


def test_the_stronger_evidence_stands(hear, rule, look_again):
    rule(Kind.SITE, "raad.example", Group.POLITICIAN)
    author = hear("raadslid", bio="journalist", verified_links=("https://raad.example",))
    rule(Kind.PROFILE, "journalist")
    look_again()
    assert group_of(author.pk) == Group.POLITICIAN
    assert Placement.objects.get().evidence == Evidence.SITE


def test_what_a_profile_says_no_more_is_not_known_any_more(hear, rule):
    rule(Kind.PROFILE, "journalist")
    author = hear("piet", bio="journalist")
    assert group_of(author.pk) == Group.JOURNALIST
    hear("piet", bio="Met pensioen")
    assert group_of(author.pk) == ""


def test_by_hand_stands_above_all_and_can_be_left(hear, rule, owner, now, look_again):
    author = hear("piet", bio="journalist")
    place_author(author=author, group=Group.PARTNER, by=owner, at=now)
    rule(Kind.PROFILE, "journalist")
    look_again()
    assert group_of(author.pk) == Group.PARTNER
    assert reason(placement_of(author)) == "Said by hand by Owner, 10 March 2026."
    place_author(author=author, group="", by=owner, at=now)
    look_again()
    assert group_of(author.pk) == ""
    leave_to_rules(author=author, by=owner, at=now)
    look_again()
    assert group_of(author.pk) == Group.JOURNALIST


@pytest.mark.parametrize("group", sorted(PRIVATE))
@pytest.mark.parametrize("kind", [Kind.SITE, Kind.PROFILE])
def test_private_persons_are_not_looked_for_in_profiles(rule, kind, group):
    with pytest.raises(ProfileOfPrivatePerson):
        rule(kind, "inwoner.example", group)


def test_rules_that_cannot_stand(rule):
    with pytest.raises(SiteOfAll):
        rule(Kind.SITE, "https://mastodon.social/@piet")
    for text in ("lindebode", "*.nl", "twee woorden.nl"):
        with pytest.raises(NoSite):
            rule(Kind.SITE, text)
    with pytest.raises(NotWords):
        rule(Kind.PROFILE, "author:piet")
    with pytest.raises(QueryError):
        rule(Kind.PROFILE, "(journalist")
    rule(Kind.PROFILE, "journalist")
    with pytest.raises(RuleExists):
        rule(Kind.PROFILE, "journalist", Group.PARTNER)


def test_nobody_else_says_who_is_a_colleague(hear, rule, owner, now):
    assert Group.COLLEAGUE not in GIVEN
    author = hear("piet")
    with pytest.raises(NotToSay):
        place_author(author=author, group=Group.COLLEAGUE, by=owner, at=now)
    with pytest.raises(ValueError, match="colleague"):
        rule(Kind.PROFILE, "collega", Group.COLLEAGUE)


def test_a_colleague_is_nothing_until_they_choose_so(hear, rule, colleague, owner, now, look_again):
    Account.objects.create(member=colleague, platform="mastodon", handle="@Piet")
    rule(Kind.PROFILE, "journalist")
    author = hear("piet", bio="journalist")
    assert Placement.objects.count() == 0
    with pytest.raises(NotToSay):
        place_author(author=author, group=Group.PARTNER, by=owner, at=now)
    Member.objects.filter(pk=colleague.pk).update(is_shown_in_listening=True)
    look_again()
    assert group_of(author.pk) == Group.COLLEAGUE
    Member.objects.filter(pk=colleague.pk).update(is_shown_in_listening=False)
    assert groups_of([author.pk]) == {}  # at once, before any job
    look_again()
    assert Placement.objects.count() == 0


def test_placed_by_hand_and_then_a_masked_colleague(hear, colleague, owner, now, look_again):
    author = hear("piet")
    place_author(author=author, group=Group.PARTNER, by=owner, at=now)
    Account.objects.create(member=colleague, platform="mastodon", handle="piet")
    assert group_of(author.pk) == ""
    look_again()
    assert Placement.objects.count() == 0
