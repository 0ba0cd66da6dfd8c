"""Pictures go along with an answer: made anew, described, approved, proved, and once."""

import io
import uuid

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import ExifTags, Image

from klankbord.connectors.contract import Picture
from klankbord.connectors.contract_tests import picture
from klankbord.connectors.mastodon.tests.conftest import faults, peer, person
from klankbord.core.guard.picture import picture_findings
from klankbord.participate.listening.models import Account
from klankbord.people.models import Role
from klankbord.reputation.desk import errors
from klankbord.reputation.desk.approvals.actions import approve_reply, ask_approval
from klankbord.reputation.desk.approvals.queries import Consent, look_at
from klankbord.reputation.desk.models import Reply
from klankbord.reputation.desk.picturing.keeping import pictures_of
from klankbord.reputation.desk.picturing.models import ReplyPicture
from klankbord.reputation.desk.replying import draft_reply
from klankbord.reputation.desk.rights import _forget_in
from klankbord.reputation.desk.sending import check_reply, deliver_reply, send_reply
from klankbord.reputation.desk.tests.test_sending import answers, case, question
from klankbord.trust.rights.contract import Outsider

__all__ = ["case", "faults", "peer", "person", "question"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("peer_may_be_reached")]
ALT = "The empty pool, with a ladder"


def photo(name="pool.jpg", size=(80, 40)):
    """As a phone takes it: with the place and the maker."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSLatitude: (52.0, 5.0, 1.0)}
    exif[ExifTags.Base.Artist] = "J. Jansen"
    Image.new("RGB", size, "#" + uuid.uuid4().hex[:6]).save(out, "JPEG", exif=exif.tobytes())
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


@pytest.fixture
def place(case):
    return reverse("desk:case-answer", args=[case.pk])


@pytest.fixture
def drafted(case, responder, at):
    def draft(*pictures: Picture, text="Zondag. Groet, Noor"):
        return draft_reply(case=case, by=responder, at=at, text=text, pictures=pictures).reply

    return draft


def test_a_picture_goes_along_once_and_bare(
    client_of, responder, place, account, person, question, faults, at
):
    client = client_of(responder)
    assert "What does it show?" in client.get(place).text
    told = {"text": "Zondag. Groet, Noor", "picture": photo(), "alt": ALT, "attach": "1"}
    page = client.post(place, told, follow=True).text
    assert f'alt="{ALT}"' not in page  # there it stands in its field
    assert ALT in page
    row = ReplyPicture.objects.get()
    assert (row.kind, row.width, row.height) == ("image/jpeg", 80, 40)
    assert list(picture_findings(bytes(row.content))) == []

    client.post(place, {"text": "Zondag. Groet, Noor", f"alt_{row.pk}": ALT, "send": "1"})
    reply = Reply.objects.get()
    faults("/api/v1/statuses", methods=["POST"], type="status", status=503)
    with pytest.raises(Exception, match="server-fault"):
        deliver_reply(reply_id=reply.pk, at=at)
    deliver_reply(reply_id=reply.pk, at=at)
    deliver_reply(reply_id=reply.pk, at=at)
    (posted,) = answers(person, question)
    (attached,) = posted["media_attachments"]
    assert attached["description"] == ALT
    assert httpx.get(attached["url"], trust_env=False).content == bytes(row.content)
    page = client.get(reverse("desk:case-detail", args=[reply.case_id])).text
    assert f'alt="{ALT}"' in page
    assert "Proof: still there, unchanged" in page


def test_a_picture_that_was_changed_there_is_seen(drafted, responder, account, peer, at):
    reply = drafted(picture())
    send_reply(reply=reply, by=responder, at=at)
    deliver_reply(reply_id=reply.pk, at=at)
    reply.refresh_from_db()
    check_reply(reply=reply, at=at)
    reply.refresh_from_db()
    assert reply.standing == Reply.Standing.UNCHANGED
    bearer = {"Authorization": f"Bearer {peer.tokens['gemeente']}"}
    with httpx.Client(base_url=peer.url, headers=bearer, trust_env=False) as http:
        status = http.get(f"/api/v1/statuses/{reply.sent_id}").json()
        number = status["media_attachments"][0]["id"]
        http.put(f"/api/v1/media/{number}", data={"description": "Iets anders"})
    check_reply(reply=reply, at=at)
    reply.refresh_from_db()
    assert reply.standing == Reply.Standing.CHANGED


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"picture": photo}, "Say what the picture shows"),
        ({"alt": ALT}, "Choose the picture again"),
        ({"picture": lambda: SimpleUploadedFile("x.jpg", b"GIF89a"), "alt": ALT}, "no picture"),
        ({"picture": photo, "alt": "x" * 1501}, "at most 1500 characters"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    client_of, responder, place, account, told, said
):
    given = {name: each() if callable(each) else each for name, each in told.items()}
    page = client_of(responder).post(place, {"text": "Zondag", **given, "send": "1"}).text
    assert said in page
    assert "Look at the pictures: something is missing there." in page
    assert not Reply.objects.exists()


def test_described_anew_or_left_out(client_of, responder, place, account, drafted):
    drafted(picture(), picture())
    first, second = ReplyPicture.objects.values_list("pk", flat=True)
    told = {"text": "Zondag", f"alt_{first}": "x", f"drop_{first}": "on", f"alt_{second}": ALT}
    assert client_of(responder).post(place, told).status_code == 302
    assert [each.alt for each in pictures_of(Reply.objects.get())] == [ALT]
    rest = list(ReplyPicture.objects.values_list("pk", flat=True))
    missing = client_of(responder).post(place, {"text": "Zondag", f"alt_{rest[0]}": ""})
    assert "something is missing there" in missing.text


@pytest.mark.parametrize("change", ["another", "alt", "none", "same"])
def test_an_approval_is_of_these_pictures(
    drafted, responder, member_with, account, at, change, client_of
):
    approver, shown = member_with(Role.APPROVER), picture()
    approval = ask_approval(reply=drafted(shown), by=responder, at=at)
    page = client_of(approver).get(reverse("desk:approval-detail", args=[approval.pk])).text
    assert f'alt="{shown.alt}"' in page
    waiting = client_of(approver).get(f"/api/v1/desk/approvals/{approval.pk}").json()
    assert [each["alt"] for each in waiting["pictures"]] == [shown.alt]
    approve_reply(approval=approval, by=approver, at=at)
    other = {
        "another": [picture()],
        "alt": [Picture(**{**_fields(shown), "alt": "x"})],
        "none": [],
        "same": [shown],
    }[change]
    reply = drafted(*other)
    consent = look_at(reply, reply.case, at=at).consent
    assert consent == (Consent.GIVEN if change == "same" else Consent.CHANGED)


def _fields(shown):
    names = ("kind", "content", "alt", "width", "height")
    return {name: getattr(shown, name) for name in names}


def test_another_picture_goes_under_another_key(drafted, responder, account, at):
    reply = send_reply(reply=drafted(picture()), by=responder, at=at).reply
    Reply.objects.update(status=Reply.Status.REFUSED)
    key, shown = reply.sending_key, pictures_of(reply)
    assert drafted(*shown).sending_key == key
    assert drafted(picture()).sending_key == ""


def test_another_picture_keeps_the_key_where_an_attempt_may_have_arrived(
    drafted, responder, account, at
):
    reply = send_reply(reply=drafted(picture()), by=responder, at=at).reply
    Reply.objects.update(status=Reply.Status.REFUSED, n_attempts=1)
    assert drafted(picture()).sending_key == reply.sending_key != ""


@pytest.mark.parametrize("limits", [{"n_media": 1}, {"media_bytes": 10}, {"n_media": 0}])
def test_what_the_platform_does_not_take_stays_here(
    drafted, responder, account, at, limits, client_of, place
):
    account.refresh_from_db()
    Account.objects.update(limits={**account.limits, **limits})
    reply = drafted(picture(), picture())
    with pytest.raises(errors.PicturesNotTaken):
        send_reply(reply=reply, by=responder, at=at)
    assert Reply.objects.get().status == Reply.Status.DRAFTED
    told = {f"alt_{row.pk}": row.alt for row in ReplyPicture.objects.all()}
    page = client_of(responder).post(place, {"text": "Zondag", **told, "send": "1"}).text
    assert "The pictures cannot go along like this" in page


def test_where_nobody_posts_for_us_the_pictures_are_saved_and_added_by_hand(
    drafted, client_of, responder, place, case
):
    drafted(picture())
    assert "Pictures do not go along here" in client_of(responder).get(place).text
    told = {f"alt_{row.pk}": row.alt for row in ReplyPicture.objects.all()}
    client_of(responder).post(place, {"text": "Zondag", **told, "continue": "1"})
    page = client_of(responder).get(reverse("desk:case-sent", args=[case.pk])).text
    assert "Save these pictures" in page


def test_only_who_sees_the_case_sees_its_pictures(drafted, client_of, expert, stranger):
    drafted(picture())
    row = ReplyPicture.objects.get()
    place = reverse("desk:reply-picture", args=[row.pk])
    seen = client_of(expert).get(place)
    assert (seen.content, seen.headers["Content-Type"]) == (bytes(row.content), "image/png")
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert client_of(stranger).get(place).status_code == 403
    assert client_of(expert).get(reverse("desk:reply-picture", args=[0])).status_code == 404


def test_an_erased_author_goes_from_its_description(drafted, responder, member_with, at):
    member_with(Role.APPROVER)
    shown = Picture(**{**_fields(picture()), "alt": "A drawing for @jan99"})
    approval = ask_approval(reply=drafted(shown), by=responder, at=at)
    nothing = frozenset()
    outsider = Outsider(
        platform="mastodon",
        authors=nothing,
        handles=frozenset({"jan99"}),
        names=nothing,
        urls=nothing,
        post_ids=nothing,
        mentions=(),
        quotes=nothing,
    )
    _forget_in(approval.reply.case, outsider)
    approval.refresh_from_db()
    assert "jan99" not in ReplyPicture.objects.get().alt + str(approval.pictures)
