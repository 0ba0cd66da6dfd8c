import pytest
from django.urls import reverse

from klankbord.people.models import Role
from klankbord.people.sessions.browsers import browser_words

pytestmark = pytest.mark.django_db
LIST = reverse("people:session-list")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def browsers(client_of, colleague):
    here, there = client_of(colleague), client_of(colleague)
    for client in (here, there):
        client.get(LIST, headers={"User-Agent": FIREFOX})
    return here, there


def test_each_browser_is_listed_in_words_without_an_address(browsers, colleague):
    text = browsers[0].get(LIST).content.decode()
    assert text.count("Firefox · Linux") >= 2
    assert "127.0.0.1" not in str([vars(row) for row in colleague.sessions.all()])


def test_signing_out_elsewhere(browsers, colleague):
    here, there = browsers
    other = colleague.sessions.exclude(session_key=here.session.session_key).get()
    address = reverse("people:session-end", args=[other.handle])
    assert here.post(address).status_code == 302
    assert there.get(LIST).status_code == 302
    assert here.get(LIST).status_code == 200


def test_signing_out_everywhere_else(browsers, colleague):
    here, there = browsers
    here.post(reverse("people:session-end-all"))
    assert there.get(LIST).status_code == 302
    assert here.get(LIST).status_code == 200


def test_somebody_elses_session_does_not_exist(browsers, colleague, client_of, stranger):
    handle = colleague.sessions.first().handle
    address = reverse("people:session-end", args=[handle])
    assert client_of(stranger).post(address).status_code == 404
    assert colleague.sessions.count() == 2


def test_other_roles_end_what_is_open(browsers, colleague, client_of, owner):
    form = {"roles": ["responder"], "is_active": "on", "department": colleague.department_id}
    client_of(owner).post(reverse("people:member-change", args=[colleague.pk]), form)
    assert browsers[0].get(LIST).status_code == 302


def test_an_unchanged_member_stays_signed_in(browsers, colleague, client_of, owner):
    form = {"is_active": "on", "department": colleague.department_id}
    client_of(owner).post(reverse("people:member-change", args=[colleague.pk]), form)
    assert browsers[0].get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox · Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("", ""),
    ],
)
def test_words_for_browsers(agent, words):
    assert browser_words(agent) == words


def test_an_administrator_without_a_second_factor_is_asked_kindly(
    client_of, owner, organisation, colleague, member_with
):
    organisation.is_second_factor_asked = True
    organisation.save()
    answer = client_of(owner).get(reverse("people:member-list"))
    assert answer.url.startswith(reverse("people:second-factor"))
    assert client_of(owner).get(answer.url).status_code == 200
    assert client_of(owner).get(reverse("mfa_index")).status_code == 200
    assert (
        client_of(member_with(Role.MANAGER)).get(reverse("people:member-list")).status_code == 200
    )


def test_the_rule_needs_a_factor_of_ones_own(client_of, owner, organisation):
    client_of(owner).post(reverse("people:second-factor-ask"), {"is_asked": "on"})
    organisation.refresh_from_db()
    assert not organisation.is_second_factor_asked
