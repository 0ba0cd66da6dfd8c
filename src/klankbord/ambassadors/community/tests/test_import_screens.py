"""From upload to undo on the screens, without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from klankbord.ambassadors.community.imports import actions
from klankbord.ambassadors.community.imports.models import CommunityImport, Voice
from klankbord.ambassadors.community.models import Comment, Group, Post
from klankbord.ambassadors.community.tests.exports import write_export
from klankbord.jobs.worker import Worker
from klankbord.participate.listening import uploads
from klankbord.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring_file(client_of, tmp_path):
    def bring(member, platform="slack"):
        body = write_export(tmp_path, platform).read_bytes()
        file = SimpleUploadedFile("export.zip", body)
        return client_of(member).post(reverse("community:import-add"), {"file": file})

    return bring


def work():
    while Worker()._run_job():
        pass


def test_look_choose_bring_and_take_back(bring_file, owner, colleague, client_of):
    client = client_of(owner)
    answer = bring_file(owner)
    brought = CommunityImport.objects.get()
    detail = reverse("community:import-detail", args=[brought.pk])
    assert answer.url == detail
    assert b"we look what is in it" in client.get(detail).content
    work()
    page = client.get(detail).content.decode()
    for told in (
        "algemeen",
        "directie",
        "Colleague C. → Colleague",
        "Gone Person",
        "It cannot come in",
    ):
        assert told in page, told
    assert "Messages between people" in page
    assert "geheimwoord" not in page
    assert not Post.objects.exists()
    nothing = client.post(detail, {"kind-0": "", "kind-1": "", "has_voices": "on"})
    assert b"Choose at least one group" in nothing.content
    wider = client.post(detail, {"kind-0": "open", "kind-1": "open", "has_voices": "on"})
    assert wider.status_code == 200
    client.post(detail, {"kind-0": "closed", "kind-1": "private", "has_voices": "on"})
    work()
    page = client.get(detail).content.decode()
    assert "brought in" in page
    assert "Take this import back" in page
    assert {group.kind for group in Group.objects.all()} == {"closed", "private"}
    told = client.get(reverse("community:group-detail", args=[Group.objects.get(kind="closed").pk]))
    assert "said on Slack" in told.content.decode()
    assert "not brought along from elsewhere" in told.content.decode()
    client.post(reverse("community:import-undo", args=[brought.pk]))
    work()
    assert b"taken back" in client.get(detail).content
    assert not Group.objects.exists()


def test_the_way_to_stop_stands_beside_what_is_drawn_anew(bring_file, owner, client_of):
    """Drawn anew each second, a button would lose the focus of who is on it."""
    bring_file(owner)
    brought = CommunityImport.objects.get()
    client = client_of(owner)
    stop = reverse("community:import-cancel", args=[brought.pk])
    detail, progress = (
        client.get(reverse(f"community:import-{screen}", args=[brought.pk])).content.decode()
        for screen in ("detail", "progress")
    )
    assert f'action="{stop}"' in detail
    assert "hx-get" in progress
    assert not [each for each in ("<button", "<a ", "<input") if each in progress]


def test_names_out_of_a_file_are_for_who_brought_it(bring_file, owner, member_with, client_of):
    bring_file(owner)
    work()
    brought = CommunityImport.objects.get()
    other = client_of(member_with(Role.ADMINISTRATOR))
    for screen in ("detail", "progress"):
        assert (
            other.get(reverse(f"community:import-{screen}", args=[brought.pk])).status_code == 404
        )
    cancel = reverse("community:import-cancel", args=[brought.pk])
    assert other.post(cancel).status_code == 404
    client_of(owner).post(cancel)
    brought.refresh_from_db()
    assert (brought.state, brought.found) == ("cancelled", {})
    assert not list(actions.import_folder().iterdir())
    assert other.get(reverse("community:import-detail", args=[brought.pk])).status_code == 200


def test_a_wrong_file_is_told_in_words(owner, client_of):
    client = client_of(owner)
    file = SimpleUploadedFile("notes.txt", b"only notes")
    client.post(reverse("community:import-add"), {"file": file})
    work()
    page = client.get(reverse("community:import-detail", args=[CommunityImport.objects.get().pk]))
    assert "notes.txt" in page.content.decode()


def test_a_file_that_is_too_large_leaves_nothing(bring_file, owner, monkeypatch):
    monkeypatch.setattr(uploads.ImportUploadHandler.__init__, "__defaults__", (None, 100, None))
    answer = bring_file(owner)
    assert b"larger than 1 GB" in answer.content
    assert not CommunityImport.objects.exists()
    assert not list(actions.import_folder().iterdir())


def test_who_has_no_account_is_forgotten_for_good(bring_file, owner, colleague, client_of, now):
    client = client_of(owner)
    bring_file(owner)
    work()
    everything = {"kind-0": "open", "kind-1": "private", "has_voices": "on"}
    detail = reverse("community:import-detail", args=[CommunityImport.objects.get().pk])
    client.post(detail, everything)
    work()
    assert Comment.objects.filter(text="Graag!").exists()
    forget = reverse("community:voice-forget")
    unknown = client.post(forget, {"platform": "slack", "number": "9"})
    assert b"Nobody has this number" in unknown.content
    told = client.post(forget, {"platform": "slack", "number": "1"}, follow=True)
    assert b"2 messages are gone" in told.content
    assert not Voice.objects.exists()
    bring_file(owner)
    work()
    again = CommunityImport.objects.first()
    client.post(reverse("community:import-detail", args=[again.pk]), everything)
    work()
    again.refresh_from_db()
    assert (again.state, again.counts["here"]) == ("done", 7)
    assert not Comment.objects.filter(text="Graag!").exists()
    assert client_of(colleague).get(forget).status_code == 403


def test_the_same_press_twice_starts_once(bring_file, owner, colleague, client_of):
    client = client_of(owner)
    bring_file(owner)
    work()
    brought = CommunityImport.objects.get()
    detail = reverse("community:import-detail", args=[brought.pk])
    for _again in range(2):
        client.post(detail, {"kind-0": "open", "has_voices": "on"})
    work()
    assert Group.objects.count() == 1
