"""A member's own data, and nobody else's; leaving; and the glass that takes two to break."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from klankbord.ambassadors.community.actions import write_post
from klankbord.ambassadors.community.audience import comments_readable, posts_readable
from klankbord.ambassadors.community.models import Comment, Group, Membership, Post
from klankbord.ambassadors.community.queries import post_page
from klankbord.jobs.models import Job
from klankbord.jobs.run import StopClock
from klankbord.jobs.worker import Worker
from klankbord.people.actions import LastAdministrator
from klankbord.people.models import Member, Role
from klankbord.people.sessions.models import MemberSession
from klankbord.site.rights import glass
from klankbord.site.rights.jobs import tell_groups
from klankbord.site.rights.leaving import LeftAlready, counts_of, let_leave
from klankbord.site.rights.own_data import drop_exports, own_folder
from klankbord.trust.audit import AuditEntry
from klankbord.trust.rights.contract import LEAVERS
from klankbord.trust.rights.models import Departure, GlassOpening, OwnExport

pytestmark = pytest.mark.django_db
SECRET = "Achter de dijk is het stil"


@pytest.fixture
def closed(owner, colleague, now):
    group = Group.objects.create(name="Vertrouwd", kind="closed", created_at=now)
    Membership.objects.create(group=group, member=colleague, asked_at=now, joined_at=now)
    post = Post.objects.create(
        group=group, author=colleague, text=SECRET, search_text=SECRET.lower(), created_at=now
    )
    Comment.objects.create(post=post, author=colleague, text="Zeker", created_at=now)
    return group


def work():
    worker = Worker(stop_clock=StopClock())
    while worker._run_job():
        pass


def test_my_file_holds_my_words_and_only_i_can_fetch_it(closed, colleague, stranger, client_of):
    client = client_of(colleague)
    assert client.post(reverse("rights:own-list")).status_code == 302
    assert client.post(reverse("rights:own-list")).status_code == 302
    assert Job.objects.filter(name="rights.gather_own_data").count() == 1
    export = OwnExport.objects.get()
    address = reverse("rights:own-export", args=[export.pk])
    assert client.get(address).status_code == 404
    work()
    page = client.get(reverse("rights:own-list")).content.decode()
    assert address in page
    answer = client.get(address)
    pack = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    data = json.loads(pack.read("data.json"))
    assert data["parts"]["people.profile"]["rows"][0]["email"] == colleague.email
    assert [row["text"] for row in data["parts"]["community.posts"]["rows"]] == [SECRET]
    shown = pack.read("data.html").decode()
    assert SECRET in shown
    assert "<script" not in shown
    assert client_of(stranger).get(address).status_code == 404
    assert AuditEntry.objects.filter(act="rights.own-data-fetched").count() == 1


def test_what_people_wrote_is_text_in_the_file(closed, colleague, client_of):
    Post.objects.update(text="<script>alert(1)</script>")
    client_of(colleague).post(reverse("rights:own-list"))
    work()
    pack = zipfile.ZipFile(own_folder() / OwnExport.objects.get().name)
    assert "<script>" not in pack.read("data.html").decode()


def test_the_file_goes_after_a_week(colleague, client_of):
    client_of(colleague).post(reverse("rights:own-list"))
    work()
    export = OwnExport.objects.get()
    path = own_folder() / export.name
    assert path.is_file()
    drop_exports(at=export.expires_at - dt.timedelta(hours=1))
    assert path.is_file()
    drop_exports(at=export.expires_at)
    assert not path.exists()
    assert not OwnExport.objects.exists()


@pytest.mark.parametrize("way", list(Departure.Way))
def test_the_door_closes_whatever_happens_to_the_words(
    closed, owner, colleague, client_of, way, now
):
    client = client_of(colleague)
    assert client.get(reverse("plan:plan")).status_code == 200
    preview = {str(each.label): each.n for each in counts_of(colleague)}
    assert preview["Posts and comments"] == 2
    let_leave(member=colleague, way=way, by=owner, at=now)
    gone = Member.objects.get(pk=colleague.pk)
    assert (gone.is_active, gone.roles, gone.has_usable_password()) == (False, frozenset(), False)
    assert not MemberSession.objects.filter(member=gone).exists()
    assert client.get(reverse("plan:plan")).status_code == 302
    assert not Membership.objects.filter(member=gone).exists()
    texts = set(Post.objects.values_list("text", flat=True))
    assert texts == ({""} if way == Departure.Way.REMOVE else {SECRET})
    is_named = way == Departure.Way.NAME
    assert (gone.name == "Colleague") == is_named
    assert (gone.email == colleague.email) == is_named
    with pytest.raises(LeftAlready):
        let_leave(member=gone, way=way, by=owner, at=now)


def test_a_guest_has_the_same_rights(closed, owner, make_guest, client_of, now):
    guest = make_guest("Sam", owner)
    until = timezone.now() + dt.timedelta(days=9)
    Membership.objects.create(
        group=closed, member=guest, invited_at=now, joined_at=now, guest_until=until
    )
    write_post(group=closed, text="Te gast", by=guest, at=now)
    client = client_of(guest)
    client.post(reverse("rights:own-list"))
    work()
    export = OwnExport.objects.get()
    answer = client.get(reverse("rights:own-export", args=[export.pk]))
    pack = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    parts = json.loads(pack.read("data.json"))["parts"]
    assert [row["text"] for row in parts["community.posts"]["rows"]] == ["Te gast"]
    assert parts["people.profile"]["rows"][0]["guest_of"] == owner.name
    leave = reverse("rights:member-leave") + f"?member={guest.pk}"
    assert leave in client_of(owner).get(reverse("people:guest-list")).content.decode()
    client_of(owner).post(leave, {"way": Departure.Way.REMOVE, "is_sure": "on"})
    gone = Member.everybody.get(pk=guest.pk)
    assert (gone.is_active, gone.name, gone.guest_of) == (False, "Oud-gast", None)
    assert not Post.objects.filter(text="Te gast").exists()
    assert client.get(reverse("community:feed")).status_code == 302


def test_removed_people_are_found_nowhere(closed, owner, colleague, client_of, now):
    Membership.objects.create(group=closed, member=owner, asked_at=now, joined_at=now)
    assert post_page(owner, words="dijk").cards
    Member.objects.filter(pk=colleague.pk).update(time_zone="Asia/Tokyo", subjects=["dijken"])
    let_leave(member=colleague, way=Departure.Way.REMOVE, by=owner, at=now)
    assert not post_page(owner, words="dijk").cards
    page = client_of(owner).get(reverse("people:member-list") + "?q=Colleague")
    assert colleague.email not in page.content.decode()
    gone = Member.objects.get(pk=colleague.pk)
    assert (gone.time_zone, gone.subjects, gone.language) == ("", [], "")


def test_the_last_administrator_stays(owner, now):
    with pytest.raises(LastAdministrator):
        let_leave(member=owner, way=Departure.Way.NAME, by=owner, at=now)
    assert Member.objects.get(pk=owner.pk).is_active
    assert not Departure.objects.exists()


def test_the_screen_to_leave_shows_counts_first(closed, owner, colleague, client_of):
    client = client_of(owner)
    address = reverse("rights:member-leave") + f"?member={colleague.pk}"
    assert len(client.get(address).context["counts"]) == len(LEAVERS)
    assert client.post(address, {"way": "name"}).status_code == 200
    assert not Departure.objects.exists()
    assert client.post(address, {"way": "name", "is_sure": "on"}).status_code == 302
    assert Departure.objects.get().member == colleague.pk


@pytest.fixture
def council(member_with):
    return member_with(Role.COUNCIL)


@pytest.fixture
def opening(closed, owner):
    return glass.ask_glass(
        group=closed, reason="A report of threats", n_hours=2, by=owner, at=timezone.now()
    )


def test_one_person_opens_nothing(opening, owner, client_of):
    client = client_of(owner)
    assert client.get(reverse("rights:glass-read", args=[opening.pk])).status_code == 404
    assert client.post(reverse("rights:glass-confirm", args=[opening.pk])).status_code == 403
    with pytest.raises(glass.GlassHolds):
        glass.confirm_glass(opening=opening, by=owner, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        GlassOpening.objects.update(confirmed_by=owner.pk)


def test_two_people_open_it_for_one_reader_to_read(
    opening, closed, owner, council, client_of, member_with
):
    assert (
        client_of(council).post(reverse("rights:glass-confirm", args=[opening.pk])).status_code
        == 302
    )
    address = reverse("rights:glass-read", args=[opening.pk])
    reader = client_of(owner)
    assert SECRET in reader.get(address).content.decode()
    assert "Zeker" in reader.get(address).content.decode()
    assert AuditEntry.objects.filter(act="rights.glass-read").count() == 2
    assert reader.post(address).status_code == 405
    another = member_with(Role.ADMINISTRATOR, Role.MANAGER)
    assert client_of(another).get(address).status_code == 404
    assert client_of(council).get(address).status_code == 403


def test_nothing_else_opens_with_it(opening, closed, owner, council, client_of):
    glass.confirm_glass(opening=opening, by=council, at=timezone.now())
    post = Post.objects.get()
    assert not posts_readable(owner).exists()
    assert not comments_readable(owner).exists()
    assert not posts_readable(council).exists()
    reader = client_of(owner)
    assert reader.get(reverse("community:post-detail", args=[post.pk])).status_code == 404
    for path in (
        reverse("community:feed"),
        reverse("community:search") + "?q=dijk",
        reverse("community:group-detail", args=[closed.pk]),
    ):
        assert SECRET not in reader.get(path).content.decode()
    assert reader.post(
        reverse("community:comment-write", args=[post.pk]), {"text": "x"}
    ).status_code in {403, 404}
    other = Group.objects.create(name="Ander", kind="closed", created_at=timezone.now())
    Post.objects.create(group=other, text="Anders", created_at=timezone.now())
    assert [each.text for each in posts_readable(owner, opened=closed.pk)] == [SECRET]


def test_it_closes_by_itself_and_the_members_hear_of_it(
    opening, closed, owner, council, colleague, client_of
):
    at = timezone.now()
    glass.confirm_glass(opening=opening, by=council, at=at)
    opening.refresh_from_db()
    assert opening.until_at == at + dt.timedelta(hours=2)
    assert not glass.glass_to_tell(at=at).exists()
    GlassOpening.objects.update(until_at=at)
    assert client_of(owner).get(reverse("rights:glass-read", args=[opening.pk])).status_code == 404

    class Run:
        now = at

        def progress(self): ...

    tell_groups(Run())
    tell_groups(Run())
    notice = Post.objects.get(author=None)
    assert "A report of threats" in notice.text
    assert owner.name in notice.text
    assert [letter.to for letter in mail.outbox] == [[colleague.email]]
    assert council.name in mail.outbox[0].body
    noted = AuditEntry.objects.filter(act__startswith="rights.glass")
    assert list(noted.values_list("act", flat=True)) == [
        "rights.glass-asked", "rights.glass-opened", "rights.glass-told"
    ]  # fmt: skip


def test_what_cannot_be_asked(closed, owner, council, now):
    fine = {"group": closed, "reason": "A report", "n_hours": 2, "by": owner, "at": now}
    door = Group.objects.create(name="Open", created_at=now)
    for change in ({"reason": " "}, {"n_hours": 5}, {"n_hours": 0}, {"group": door}):
        with pytest.raises(glass.GlassHolds):
            glass.ask_glass(**fine | change)
    late = glass.ask_glass(**fine)
    with pytest.raises(glass.GlassHolds):
        glass.confirm_glass(opening=late, by=council, at=now + dt.timedelta(days=4))
    glass.refuse_glass(opening=late, by=council, at=now)
    with pytest.raises(glass.GlassHolds):
        glass.confirm_glass(opening=late, by=council, at=now)
