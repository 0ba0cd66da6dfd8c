"""Letters heard from a real IMAP server: everything once, whatever they look like."""

import dataclasses
import json

import pytest

from klankbord.connectors.contract import ConnectorRefused, Refusal
from klankbord.connectors.contract_tests import ConnectorContract, StreamContract
from klankbord.connectors.mail import CONNECTOR
from klankbord.connectors.mail.place import Place, Target
from klankbord.connectors.mail.tests.conftest import OURS, PASSWORD, TARGET, letter, post_id
from klankbord.connectors.reading import read_all
from klankbord.connectors.reasons import Caution

pytestmark = [
    pytest.mark.peer,
    # The wire does not leave the machine.
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]


class TestContract(ConnectorContract):
    connector = CONNECTOR
    bad_target = "mailto:nobody@elsewhere.example"

    @pytest.fixture
    def target(self, office):
        office.put(letter().as_bytes())
        return TARGET

    @pytest.fixture
    def http(self, http):
        return http

    @pytest.fixture
    def context(self, context):
        return context


class TestStream(StreamContract):
    connector = CONNECTOR

    @pytest.fixture
    def target(self):
        return TARGET

    @pytest.fixture
    def speak(self, office):
        def speak(text):
            said = letter(text)
            office.put(said.as_bytes())
            return post_id(said)

        return speak

    @pytest.fixture
    def http(self, http):
        return http

    @pytest.fixture
    def context(self, context):
        return context


def test_a_letter_is_heard_with_everything_it_says(office, read):
    first = letter("Wanneer gaat de brug open?\n\n-- \nEls")
    again = letter("Nog steeds dicht!", References=first["Message-ID"], Subject="Re: De brug")
    office.put(first.as_bytes())
    office.put(again.as_bytes())
    heard, later = read().batch
    assert (heard.id, heard.platform, heard.source) == (post_id(first), "mail", OURS)
    assert (heard.title, heard.text) == ("De brug", "Wanneer gaat de brug open?")
    assert (heard.author.handle, heard.author.name) == ("els@dorp.example", "Els Bakker")
    assert (heard.visibility, heard.url) == ("private", "")
    assert (later.in_reply_to, later.thread) == (heard.id, heard.thread)
    raw = json.loads(bytes(heard.raw))
    assert raw["headers"]["Message-ID"] == str(first["Message-ID"])
    assert "Els" in raw["words"]


def test_a_long_mailbox_begins_with_its_newest_and_goes_on_page_by_page(office, read, context):
    for number in range(3):
        office.put(letter(f"Oud {number}").as_bytes())
    cursor = read().cursor
    for number in range(60):
        office.put(letter(f"Nieuw {number}").as_bytes())
    page = read(cursor)
    assert (len(page.batch), page.has_more) == (50, True)
    texts = [post.text for post in read_all(CONNECTOR, TARGET, context, cursor)]
    assert texts == [f"Nieuw {number}" for number in range(60)]
    assert len(read().batch) == 50


def test_an_empty_mailbox_is_no_fault_and_nothing_is_lost(office, read):
    empty = read()
    assert (len(empty.batch), empty.is_unchanged) == (0, True)
    office.put(letter().as_bytes())
    assert len(read(empty.cursor).batch) == 1


def test_where_a_server_counts_anew_nothing_comes_under_another_name(office, read):
    office.put(letter().as_bytes())
    reading = read()
    anew = read({**reading.cursor, "validity": 1})
    assert [post.id for post in anew.batch] == [post.id for post in reading.batch]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<nieuws.example>"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_program_wrote_is_not_heard_and_is_told(office, read, headers):
    office.put(letter(**headers).as_bytes())
    reading = read()
    assert len(reading.batch) == 0
    assert [each.key for each in reading.warnings] == [Caution.LETTER_AUTOMATIC]


def test_our_own_copy_is_not_heard(office, read):
    office.put(letter(From=OURS).as_bytes())
    assert (len(read().batch), read().warnings) == (0, ())


def test_a_letter_under_the_name_of_another_does_not_overwrite_it(office, read):
    true = letter("Er ligt olie op de weg.")
    office.put(true.as_bytes())
    first = read()
    office.put(letter("Alles is goed.", **{"Message-ID": true["Message-ID"]}).as_bytes())
    for reading in (read(first.cursor), read()):
        assert "Alles is goed." not in [post.text for post in reading.batch]
        assert Caution.ENTRY_REPEATED in [each.key for each in reading.warnings]


def test_an_answer_goes_where_the_desk_sees_it(office, read):
    form = letter(From="form@site.example", Reply_To="Jan <jan@dorp.example>")
    office.put(form.as_bytes())
    assert read().batch.posts[0].author.handle == "jan@dorp.example"


@pytest.mark.parametrize(
    ("missing", "caution"),
    [
        ("Message-ID", Caution.ENTRY_WITHOUT_ID),
        ("Date", Caution.DATE_MISSING),
        ("From", Caution.ENTRY_BROKEN),
    ],
)
def test_a_missing_field_is_seen_and_does_not_break(office, read, missing, caution):
    office.put(letter(**{missing: None}).as_bytes())
    office.put(letter("Heel").as_bytes())
    reading = read()
    assert [each.key for each in reading.warnings] == [caution]
    assert "Heel" in [post.text for post in reading.batch]


def test_of_a_huge_letter_the_beginning_is_heard(office, read):
    office.put(letter("eerst\n" + ("y" * 70 + "\n") * 20_000).as_bytes())
    reading = read()
    assert reading.batch.posts[0].text.startswith("eerst")
    assert [each.key for each in reading.warnings] == [Caution.LETTER_CUT]


def test_a_password_tells_whose_mailbox_it_is(account, context):
    identity = CONNECTOR.sign_in(account, PASSWORD, context)
    assert (identity.place, identity.handle) == (account, OURS)
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.sign_in(account, "wrong", context)
    assert (refused.value.key, refused.value.permanent) == (Refusal.NOT_ALLOWED, True)


def test_another_folder_is_heard_by_its_name(read):
    with pytest.raises(ConnectorRefused) as refused:
        read(target=f"{TARGET}#Nergens")
    assert refused.value.key == Refusal.NOT_FOUND
    assert read(target=f"{TARGET}#Sent").batch is not None


def test_a_server_inside_the_own_network_is_closed(context, account, client_of_the_world):
    apart = dataclasses.replace(context, http=client_of_the_world)
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.read(TARGET, {}, apart)
    assert refused.value.permanent
    safe = f"{OURS} 127.0.0.1 127.0.0.1"
    apart = dataclasses.replace(apart, secrets={safe: PASSWORD})
    with pytest.raises(ConnectorRefused) as refused:
        CONNECTOR.read(TARGET, {}, apart)
    assert refused.value.key == Refusal.ADDRESS_PRIVATE


@pytest.mark.parametrize("text", ["", "webcare", "a@b", "a@b.nl x y z", "a@b.nl imap:99999"])
def test_a_place_that_cannot_be_is_refused(text):
    with pytest.raises(ConnectorRefused) as refused:
        Place.read(text)
    assert refused.value.permanent


def test_servers_that_are_not_named_have_the_usual_names():
    place = Place.read("Webcare@Proefdam.example")
    assert place.address == OURS
    assert (place.comes_in.host, place.comes_in.port) == ("imap.proefdam.example", 993)
    assert (place.goes_out.host, place.goes_out.port) == ("smtp.proefdam.example", 587)


@pytest.mark.parametrize(
    "target", ["", "mailto:", "https://x.example", "mailto:a@b.nl#\r\nA LOGOUT"]
)
def test_a_target_that_cannot_be_is_refused(target):
    with pytest.raises(ConnectorRefused) as refused:
        Target.read(target)
    assert refused.value.key == Refusal.TARGET_UNKNOWN
