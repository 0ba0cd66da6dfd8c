"""Files go along with words: told by their content, for readers only, saved and never shown."""

import datetime as dt
import io
import zipfile
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from klankbord.ambassadors.community import actions
from klankbord.ambassadors.community.attachments import actions as attachments
from klankbord.ambassadors.community.attachments.models import Attachment, AttachmentChange
from klankbord.ambassadors.community.models import Comment, Membership, Post
from klankbord.ambassadors.community.moderation.actions import decide_review
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.ambassadors.community.queries import post_page
from klankbord.core.guard.shared_file import shared_file
from klankbord.trust.retention.purging import purge
from klankbord.trust.rights.contract import LEAVERS, OWN_DATA

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n<script>alert(1)</script>"


def upload(content=PDF, name="Rooster zwembad.pdf"):
    """What a browser says of the kind is nothing that we believe."""
    return SimpleUploadedFile(name, content, "text/html")


def shared(name="Rooster zwembad.pdf", content=PDF):
    return attachments.a_file(shared_file(name, content), content)


def macro_file():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "application/vnd.ms-word.document.macroEnabled")
    return out.getvalue()


def write(client, group, *files, **more):
    words = {"group": group.pk, "text": "Kijk", "files": list(files), **more}
    return client.post(reverse("community:post-write"), words, follow=True)


def address(row, screen="open"):
    return reverse(f"community:attachment-{screen}", args=[row.pk])


def test_files_go_along_as_they_are_and_are_found_by_name(open_group, owner, client_of):
    client = client_of(owner)
    page = write(client, open_group, upload(), upload(b"a;b", "Lijst é.csv")).text
    pdf, table = Attachment.objects.order_by("pk")
    assert (pdf.name, pdf.kind, bytes(pdf.content)) == (
        "Rooster zwembad.pdf", "application/pdf", PDF,
    )  # fmt: skip
    assert (table.name, table.kind) == ("Lijst é.csv", "text/csv")
    assert f'class="file file--pdf" href="{address(pdf)}" download' in page
    assert f"PDF · {len(PDF)}\xa0bytes" in page
    assert [card.post.pk for card in post_page(owner, words="zwembad").cards] == [pdf.post_id]
    assert not post_page(owner, words="script").cards  # what stands in it is not searched


def test_it_is_saved_and_never_shown_in_our_name(open_group, owner, client_of):
    client = client_of(owner)
    write(client, open_group, upload(name="Rooster é\u202e.pdf"))
    row = Attachment.objects.get()
    for screen in ("open", "small"):
        answer = client.get(address(row, screen))
        assert answer.content == PDF
        saved = answer.headers["Content-Disposition"]
        assert saved == f"attachment; filename*=utf-8''{quote('Rooster é.pdf')}"
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "private, no-cache"


def test_who_may_not_read_the_words_gets_no_file(
    closed_group, owner, colleague, stranger, client_of, client, now
):
    Membership.objects.create(group=closed_group, member=colleague, asked_at=now, joined_at=now)
    actions.write_post(group=closed_group, text="x", by=owner, at=now, attachments=[shared()])
    row = Attachment.objects.get()
    known = {"If-None-Match": client_of(colleague).get(address(row)).headers["ETag"]}
    assert client_of(colleague).get(address(row), headers=known).status_code == 304
    actions.leave_group(group=closed_group, by=colleague)
    for other in (colleague, stranger):
        assert client_of(other).get(address(row), headers=known).status_code == 404
    assert client.get(address(row)).status_code == 302


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (lambda: [upload(b"")], "Rooster zwembad.pdf is empty"),
        (lambda: [upload(macro_file(), "Plan.docx")], "Plan.docx holds macros"),
        (lambda: [upload(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc")], "an old form of Office"),
        (lambda: [upload(b"\xff\xd8\xff", "a.jpg")], "a.jpg is a picture"),
        (lambda: [upload(b"MZ\0", "a.pdf")], "a.pdf is a program"),
        (lambda: [upload(b"<svg/>", "a.svg")], "in which scripts can stand"),
        (lambda: [upload(b"Rar!", "a.rar")], "a.rar is a package"),
        (lambda: [upload(b"\0\0", "<b>.xyz")], "&lt;b&gt;.xyz is of a kind"),
        (lambda: [upload(b"%PDF-" + b"x" * 1_000_000, "a.pdf")], "a.pdf is larger than 1 MB"),
        (lambda: [upload(), upload(), upload()], "There is room for 2 files here"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(
    open_group, owner, client_of, settings, files, said
):
    settings.FILE_BYTES, settings.FILES_EACH = 1_000_000, 2
    page = write(client_of(owner), open_group, *files()).text
    assert said in page
    assert "Choose your pictures and files again" in page
    assert not Post.objects.exists()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("off", ["FILE_BYTES", "FILES_EACH"])
def test_a_house_can_take_no_files(open_group, owner, client_of, settings, off):
    assert "Add files" in client_of(owner).get(reverse("community:post-write")).text
    setattr(settings, off, 0)
    assert "Add files" not in client_of(owner).get(reverse("community:post-write")).text
    write(client_of(owner), open_group, upload())
    assert not Attachment.objects.exists()


def test_a_change_takes_one_off_and_puts_another_on(open_group, owner, client_of, settings, now):
    settings.FILES_EACH = 1
    post = actions.write_post(
        group=open_group, text="x", by=owner, at=now, attachments=[shared("Oud.pdf")]
    )
    old, client = Attachment.objects.get(), client_of(owner)
    edit = reverse("community:post-edit", args=[post.pk])
    assert "Add files" not in client.get(edit).text  # there is room for one
    client.post(edit, {"text": "x", f"drop_{old.pk}": "on"})
    client.post(edit, {"text": "x", "files": [upload(name="Nieuw.pdf")]})
    assert [row.name for row in Attachment.objects.all()] == ["Nieuw.pdf"]
    changes = AttachmentChange.objects.values_list("is_picture", "is_added")
    assert list(changes) == [(False, False), (False, True)]
    history = client.get(reverse("community:post-history", args=[post.pk])).text
    assert "1 file added" in history
    assert "Oud" not in history
    assert not post_page(owner, words="oud").cards


def test_a_comment_has_files_too(open_group, owner, client_of, now):
    post = actions.write_post(group=open_group, text="x", by=owner, at=now)
    said = {"text": "Zo", "files": [upload()]}
    place = reverse("community:comment-write", args=[post.pk])
    assert "Rooster zwembad.pdf" in client_of(owner).post(place, said, follow=True).text
    row = Attachment.objects.get()
    assert row.comment == Comment.objects.get()
    actions.remove_comment(comment=row.comment, by=owner, at=now)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_file_waits_with_its_post(
    open_group, owner, colleague, stranger, client_of, now, is_shown
):
    actions.join_group(group=open_group, by=colleague, at=now)
    open_group.is_moderated = True
    open_group.save()
    write(client_of(colleague), open_group, upload())
    row = Attachment.objects.get()
    assert client_of(owner).get(address(row)).status_code == 200
    assert client_of(stranger).get(address(row)).status_code == 404
    assert "Rooster zwembad.pdf" in client_of(owner).get(reverse("community:review-list")).text
    decide_review(review=Review.objects.get(), is_shown=is_shown, reason="So", by=owner, at=now)
    assert client_of(stranger).get(address(row)).status_code == (200 if is_shown else 404)


def test_it_goes_along_to_its_author_and_out_with_its_words(open_group, owner, now):
    old = now - dt.timedelta(days=800)
    actions.write_post(group=open_group, text="x", by=owner, at=now, attachments=[shared()])
    actions.write_post(group=open_group, text="y", by=owner, at=old, attachments=[shared()])
    purge(at=now)
    row = Attachment.objects.get()
    (told,), (file,) = (
        list(ways(owner.pk))
        for ways in (
            OWN_DATA["community.attachments"].rows,
            OWN_DATA["community.attachments"].files,
        )
    )
    assert told["file"] == file.name == f"community/{row.pk}/Rooster zwembad.pdf"
    assert file.content == PDF
    LEAVERS["community.attachments"].remove(owner.pk)
    assert not Attachment.objects.exists()
