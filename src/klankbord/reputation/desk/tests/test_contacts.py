"""Contacts: read in once, looked at first; asked by mail, proposed by what they know, forgotten."""

import datetime as dt

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from klankbord.connectors.mailbox import letter_of
from klankbord.people.models import Member, Role
from klankbord.people.subjects import tidy_subjects
from klankbord.reputation.desk.asking.actions import ask_expert
from klankbord.reputation.desk.asking.codes import code_of, message_id_of
from klankbord.reputation.desk.asking.jobs import tend_questions
from klankbord.reputation.desk.asking.letters import mail_question
from klankbord.reputation.desk.asking.models import ExpertQuestion
from klankbord.reputation.desk.asking.proposing import choices_of, people_to_ask
from klankbord.reputation.desk.asking.reading import take_in
from klankbord.reputation.desk.contacts.actions import Card, save_contact
from klankbord.reputation.desk.contacts.models import Contact, ContactFile
from klankbord.reputation.desk.contacts.reading import read_contacts
from klankbord.reputation.desk.models import Case, State
from klankbord.reputation.desk.retention import _contacts
from klankbord.trust.models import AuditEntry

from .test_asking import Run

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
CSV = """naam;e-mailadres;afdeling;onderwerpen;taal
Wim Wegen;wim@roads.example;Wegen;brug, verlichting;nl
;zonder-adres;Groen;bomen;
Ina Dubbel;WIM@roads.example;;;
Lege Regel;;Groen;;
Bo Bad;bo@pool.example;Sport;zwembad;en
"""
CARDS = """BEGIN:VCARD\r
VERSION:3.0\r
N:Bad;Bo;;;\r
FN:Bo Bad\r
ORG:Municipality;Sport\\, and\r
  pools\r
item1.EMAIL;TYPE=WORK:bo@pool.example\r
CATEGORIES:swimming pool,sauna\r
TEL:+31 6 00000000\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Ren=C3=A9;;;\r
EMAIL;INTERNET:rene@roads.example\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:4.0\r
FN:No Address\r
END:VCARD\r
"""


@pytest.fixture
def manager(member_with):
    return member_with(Role.MANAGER)


@pytest.fixture
def mailbox(settings):
    settings.MAILBOX_URL = "imaps://desk:secret@mail.example"
    settings.MAILBOX_ADDRESS = "desk@town.example"


@pytest.fixture
def contact(manager, now):
    card = Card(
        "bo@pool.example",
        "Bo Bad",
        unit="Sport",
        subjects=("Swimming pool", "sauna"),
        language="en",
    )
    return save_contact(card=card, by=manager, at=now)


@pytest.fixture
def question(case, contact, responder, mailbox, now):
    return ask_expert(
        case=case, by=responder, at=now, expert=contact, text="When?", answer_by=now + DAY
    )


def upload(client, text, name="contacts.csv"):
    file = SimpleUploadedFile(name, text.encode())
    return client.post(reverse("desk:contact-import"), {"file": file}, follow=True)


def reply_of(question, sender):
    head = (
        f"From: {sender}\r\nSubject: Re: [{code_of(question)}]\r\n"
        f"In-Reply-To: {message_id_of(question)}\r\n\r\nOn Monday."
    )
    return letter_of(head.encode())


def test_a_file_is_looked_at_before_anything_is_kept(client_of, manager):
    page = upload(client_of(manager), CSV).text
    assert not Contact.objects.exists()
    assert "Wim Wegen" in page
    assert "“zonder-adres” is not an e-mail address." in page
    assert "Line 2 has the same e-mail address" in page
    assert "There is no e-mail address." in page


def test_each_line_is_accounted_for_and_twice_is_once(client_of, manager):
    client = client_of(manager)
    for n_new in (2, 0):
        upload(client, CSV)
        waiting = ContactFile.objects.get()
        assert len(waiting.lines) == 5
        page = client.post(reverse("desk:contact-check", args=[waiting.pk]), follow=True)
        assert f"{n_new} contacts are kept." in page.text
    kept = {each.email: each for each in Contact.objects.all()}
    assert set(kept) == {"wim@roads.example", "bo@pool.example"}
    assert kept["wim@roads.example"].subjects == ["brug", "verlichting"]
    assert (kept["bo@pool.example"].unit, kept["bo@pool.example"].language) == ("Sport", "en")
    assert not ContactFile.objects.exists()


def test_an_address_book_is_read_too():
    first, second, third = read_contacts(CARDS.encode())
    assert (first.name, first.unit) == ("Bo Bad", "Municipality · Sport, and pools")
    assert tidy_subjects(first.subjects) == ["swimming pool", "sauna"]
    assert (second.name, second.email) == ("René Müller", "rene@roads.example")
    assert (third.number, third.email) == (3, "")


def test_what_the_file_leaves_open_stays_and_members_are_left_alone(
    client_of, manager, contact, responder
):
    client = client_of(manager)
    page = upload(client, f"name,email\nBo B. Bad,bo@pool.example\nX,{responder.email}\n").text
    assert "Bo Bad → Bo B. Bad" in page
    assert responder.name in page
    client.post(reverse("desk:contact-check", args=[ContactFile.objects.get().pk]))
    changed = Contact.objects.get()
    assert (changed.name, changed.unit, len(changed.subjects)) == ("Bo B. Bad", "Sport", 2)
    assert not Contact.objects.filter(email=responder.email).exists()


@pytest.mark.parametrize("text", ["", "name,phone\nBo,1\n", "BEGIN:VCARD\r\nFN:Bo\r\nEND:VCARD"])
def test_a_file_without_addresses_says_what_it_needs(client_of, manager, text):
    page = client_of(manager).post(
        reverse("desk:contact-import"),
        {"file": SimpleUploadedFile("x.csv", (text or " ").encode())},
    )
    assert "No e-mail addresses were found." in page.text
    assert not ContactFile.objects.exists()


def test_by_hand_and_never_beside_a_member(client_of, manager, responder):
    client, add = client_of(manager), reverse("desk:contact-add")
    given = {"name": "Bo", "email": responder.email, "subjects": "pool, Pool, sauna"}
    assert "This is a member" in client.post(add, given).text
    client.post(add, given | {"email": "bo@pool.example"})
    assert Contact.objects.get().subjects == ["pool", "sauna"]
    assert (
        "a contact with this address already"
        in client.post(add, given | {"email": "BO@pool.example"}).text
    )


def test_who_knows_about_the_case_is_proposed_first(
    case, contact, responder, colleague, mailbox, client_of
):
    Member.objects.filter(pk=colleague.pk).update(subjects=["taxes"])
    first, *_rest = people_to_ask(case, but=responder)
    assert (first.person, first.subjects) == (contact, ("Swimming pool",))
    page = client_of(responder).get(reverse("desk:case-ask", args=[case.pk])).text
    assert "They know about this" in page
    assert "Bo Bad · Sport · Swimming pool" in page


def test_a_member_is_proposed_by_their_own_subjects(make_case, responder, colleague, client_of):
    client = client_of(colleague)
    client.post(
        reverse("people:profile"),
        {"name": colleague.name, "language": "en", "subjects": "bridge, lights"},
    )
    case = make_case("The lights on the bridge are out")
    first = people_to_ask(case, but=responder)[0]
    assert (first.person, first.subjects) == (colleague, ("bridge", "lights"))


def test_without_a_mailbox_only_members_are_offered(case, contact, responder, settings):
    settings.MAILBOX_URL = ""
    labels = [str(label) for label, _people in choices_of(people_to_ask(case, but=responder))]
    assert labels == ["Colleagues"]


def test_a_contact_is_asked_and_answers_by_mail(question, case, contact, client_of, responder, now):
    mail_question(question_id=question.pk, at=now)
    (letter,) = mail.outbox
    assert letter.to == ["bo@pool.example"]
    assert "Answer this mail" in letter.body
    assert "/desk/questions/" not in letter.body
    assert not take_in(reply_of(question, "somebody@else.example"), at=now)
    assert take_in(reply_of(question, contact.email), at=now)
    assert Case.objects.get(pk=case.pk).state == State.ASSESSING
    page = client_of(responder).get(reverse("desk:case-detail", args=[case.pk])).text
    assert "asked Bo Bad" in page
    assert "Bo Bad answered by mail" in page


def test_a_contact_is_reminded_once(question, now):
    for _turn in range(2):
        tend_questions(Run(now + DAY - dt.timedelta(hours=1)))
    assert len(mail.outbox) == 1


def test_the_form_asks_whom_it_offers(case, contact, responder, mailbox, client_of):
    client, ask = client_of(responder), reverse("desk:case-ask", args=[case.pk])
    given = {"expert": f"c{contact.pk}", "text": "When?"}
    given["answer_by"] = client.get(ask).context["form"].initial["answer_by"]
    client.post(ask, given)
    assert ExpertQuestion.objects.get().contact == contact
    client.post(ask, given | {"expert": "c999"})
    assert ExpertQuestion.objects.count() == 1


def test_a_contact_who_goes_takes_the_name_along(question, contact, manager, client_of, now):
    client = client_of(manager)
    told = client.get(reverse("desk:contact-export", args=[contact.pk])).json()
    assert (told["email"], told["questions"][0]["text"]) == ("bo@pool.example", "When?")
    client.post(reverse("desk:contact-remove", args=[contact.pk]))
    question.refresh_from_db()
    assert (question.status, question.contact) == ("withdrawn", None)
    page = client.get(reverse("desk:case-detail", args=[question.case_id])).text
    assert "Bo Bad" not in page
    assert "a former contact" in page
    acts = AuditEntry.objects.filter(object=f"contact:{contact.pk}").values_list("act", flat=True)
    assert list(acts) == ["desk.contact-added", "desk.contact-exported", "desk.contact-removed"]


def test_who_is_never_asked_goes_after_the_time_of_a_case(contact, question, now):
    later = now + 800 * DAY
    assert not _contacts(now).exists()
    assert list(_contacts(later)) == [contact]
    Contact.objects.update(asked_at=later)
    assert not _contacts(later - DAY).exists()


def test_a_stranger_sees_no_contacts_and_a_responder_changes_none(
    client_of, stranger, responder, contact
):
    listed, change = reverse("desk:contact-list"), reverse("desk:contact-change", args=[contact.pk])
    assert client_of(stranger).get(listed).status_code == 403
    client = client_of(responder)
    assert "Bo Bad" in client.get(listed).text
    assert client.get(change).status_code == 403
    assert client.post(reverse("desk:contact-remove", args=[contact.pk])).status_code == 403


def test_a_picture_that_ends_in_an_equals_sign_swallows_no_line():
    picture = "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AA=\r\n"
    cards = (
        f"BEGIN:VCARD\r\nFN:Bo\r\n{picture}EMAIL:bo@example.org\r\nEND:VCARD\r\n"
        f"BEGIN:VCARD\r\nEMAIL:an@example.org\r\nFN:An\r\n{picture}END:VCARD\r\n"
    )
    found = read_contacts(cards.encode())
    assert [(line.name, line.email) for line in found] == [
        ("Bo", "bo@example.org"),
        ("An", "an@example.org"),
    ]
