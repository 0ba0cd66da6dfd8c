"""Pictures go along with words: made anew, described, for their readers, as long as they stand."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import ExifTags, Image

from klankbord.ambassadors.community import actions, audience
from klankbord.ambassadors.community.attachments import actions as attachments
from klankbord.ambassadors.community.attachments.models import Attachment, AttachmentChange
from klankbord.ambassadors.community.models import Comment, Membership, Post
from klankbord.ambassadors.community.moderation.actions import (
    appeal_decision,
    decide_review,
    forget_words,
    report_words,
)
from klankbord.ambassadors.community.moderation.models import Review
from klankbord.ambassadors.community.queries import post_page
from klankbord.core.guard.bare_picture import bare_picture
from klankbord.core.guard.picture import picture_findings
from klankbord.people.models import Role
from klankbord.trust.retention.purging import purge
from klankbord.trust.rights.contract import LEAVERS, OWN_DATA

pytestmark = pytest.mark.django_db
ALT = "De brug bij laag water"


def photo(size=(80, 40), colour="#c33"):
    """As a phone takes it: with the place and the maker."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSLatitude: (52.0, 5.0, 1.0)}
    exif[ExifTags.Base.Artist] = "J. Jansen"
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif.tobytes())
    return out.getvalue()


def upload(content, name="IMG_2031.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def a_picture(alt=ALT, size=(80, 40)):
    return attachments.picture(bare_picture(photo(size), most_bytes=1_000_000), alt=alt)


def write(client, group, **along):
    words = {"group": group.pk, "text": "Kijk", **along}
    return client.post(reverse("community:post-write"), words, follow=True)


def address(row, screen="open"):
    return reverse(f"community:attachment-{screen}", args=[row.pk])


def test_a_picture_goes_along_bare_and_is_found_by_what_it_shows(open_group, owner, client_of):
    client = client_of(owner)
    page = write(
        client, open_group, picture_1=upload(photo((1600, 1000))), say_1=ALT,
        picture_2=upload(photo()), plain_2="on",
    ).text  # fmt: skip
    first, second = Attachment.objects.all()
    assert (first.alt, second.alt, first.name) == (ALT, "", "")
    assert list(picture_findings(bytes(first.content))) == []
    assert f'src="{address(first, "small")}" alt="{ALT}" width="614" height="384"' in page
    assert f'src="{address(second, "small")}" alt="" width="80"' in page
    assert page.count('loading="lazy"') == 2
    small, whole = client.get(address(first, "small")), client.get(address(first))
    assert max(Image.open(io.BytesIO(small.content)).size) == attachments.SMALL_SIDE
    assert whole.content == bytes(first.content)
    assert client.get(address(second, "small")).content == bytes(second.content)
    assert first.n_bytes == len(small.content) + len(whole.content)
    assert [card.post.pk for card in post_page(owner, words="laag water").cards] == [first.post_id]


def test_it_is_given_to_readers_only_and_kept_by_nobody_else(
    closed_group, owner, stranger, client_of, client, now
):
    actions.write_post(group=closed_group, text="x", by=owner, at=now, attachments=[a_picture()])
    row = Attachment.objects.get()
    answer = client_of(owner).get(address(row))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Content-Disposition"] == f'inline; filename="picture-{row.pk}.jpg"'
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client_of(owner).get(address(row), headers=known).status_code == 304
    assert client_of(stranger).get(address(row), headers=known).status_code == 404
    assert client_of(stranger).get(address(row, "small")).status_code == 404
    assert client.get(address(row)).status_code == 302


def test_who_went_out_does_not_get_it_from_the_browsers_own_store(
    closed_group, owner, colleague, client_of, now
):
    Membership.objects.create(group=closed_group, member=colleague, asked_at=now, joined_at=now)
    actions.write_post(group=closed_group, text="x", by=owner, at=now, attachments=[a_picture()])
    place, client = address(Attachment.objects.get()), client_of(colleague)
    known = {"If-None-Match": client.get(place).headers["ETag"]}
    actions.leave_group(group=closed_group, by=colleague)
    assert client.get(place, headers=known).status_code == 404


def gif(n):
    frames, out = [Image.new("RGB", (20, 20), (90 * each, 0, 0)) for each in range(n)], io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def wide():
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("along", "said"),
    [
        (lambda: {"picture_1": upload(photo())}, "or tick that it only decorates"),
        (lambda: {"say_1": ALT}, "Choose the picture again"),
        (lambda: {"picture_1": upload(b"<svg/>"), "say_1": ALT}, "cannot be read as a picture"),
        (lambda: {"picture_1": upload(b""), "say_1": ALT}, "cannot be read as a picture"),
        (lambda: {"picture_1": upload(b"\0\0\0\x18ftypheic"), "say_1": ALT}, "HEIC"),
        (lambda: {"picture_1": upload(b"x" * 12_000_001), "say_1": ALT}, "larger than 12 MB"),
        (lambda: {"picture_1": upload(wide()), "say_1": ALT}, "too many pixels"),
        (lambda: {"picture_1": upload(photo()), "say_1": "x" * 1001}, "at most 1000 characters"),
        (lambda: {"text": " ", "picture_1": upload(photo()), "say_1": ALT}, "a browser does not"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(open_group, owner, client_of, along, said):
    assert said in write(client_of(owner), open_group, **along()).text
    assert not Post.objects.exists()
    assert not Attachment.objects.exists()


def test_of_a_moving_picture_the_first_moment_stays(open_group, owner, client_of):
    client = client_of(owner)
    assert (
        "only the first moment"
        in write(client, open_group, picture_1=upload(gif(3)), plain_1="on").text
    )
    still = write(client, open_group, picture_1=upload(gif(1)), plain_1="on").text
    assert "only the first moment" not in still


def test_there_is_room_for_so_much(open_group, owner, colleague, client_of, settings):
    actions_by = client_of(owner)
    settings.ATTACHMENTS_BYTES = 10
    full = write(actions_by, open_group, picture_1=upload(photo()), plain_1="on").text
    assert "There is no room for more" in full
    settings.ATTACHMENTS_BYTES = 5_000
    mine = write(actions_by, open_group, picture_1=upload(photo()), plain_1="on").text
    assert "as many pictures and files as one member may" in mine
    assert not Post.objects.exists()


def test_a_comment_has_pictures_too(open_group, owner, client_of, now):
    post = actions.write_post(group=open_group, text="x", by=owner, at=now)
    client = client_of(owner)
    said = {"text": "Zo", "picture_1": upload(photo()), "say_1": ALT}
    page = client.post(reverse("community:comment-write", args=[post.pk]), said, follow=True).text
    comment, row = Comment.objects.get(), Attachment.objects.get()
    assert (row.comment, row.post) == (comment, None)
    assert f'alt="{ALT}"' in page
    edit = reverse("community:comment-edit", args=[comment.pk])
    assert f"alt_{row.pk}" in client.get(edit).text
    client.post(edit, {"text": "Zo", f"alt_{row.pk}": "Anders", f"drop_{row.pk}": ""})
    assert Attachment.objects.get().alt == "Anders"
    client.post(edit, {"text": "Zo", f"alt_{row.pk}": "Anders", f"drop_{row.pk}": "on"})
    assert not Attachment.objects.exists()


def test_a_change_is_told_by_number_and_nothing_of_it_is_kept(open_group, owner, client_of, now):
    post = actions.write_post(
        group=open_group, text="x", by=owner, at=now, attachments=[a_picture(), a_picture("Wolk")]
    )
    first, second = Attachment.objects.all()
    client = client_of(owner)
    said = {"text": "x", f"alt_{first.pk}": "Lucht", f"drop_{second.pk}": "on"}
    client.post(reverse("community:post-edit", args=[post.pk]), said)
    new = {"text": "y", f"alt_{first.pk}": "Lucht", "picture_1": upload(photo()), "say_1": "Nu"}
    client.post(reverse("community:post-edit", args=[post.pk]), new)
    assert [row.alt for row in Attachment.objects.all()] == ["Lucht", "Nu"]
    history = client.get(reverse("community:post-history", args=[post.pk])).text
    assert history.index("1 picture added") < history.index("1 picture removed")
    assert "Wolk" not in history
    assert not post_page(owner, words="wolk").cards
    assert post_page(owner, words="lucht").cards


@pytest.mark.parametrize("what", ["post", "comment"])
def test_taken_back_it_is_gone_for_good(open_group, owner, now, what, django_assert_num_queries):
    post = actions.write_post(
        group=open_group, text="x", by=owner, at=now, attachments=[a_picture()]
    )
    comment = actions.write_comment(
        post=post, text="y", by=owner, at=now, attachments=[a_picture()]
    )
    if what == "post":
        actions.remove_post(post=post, by=owner, at=now)
    else:
        actions.remove_comment(comment=comment, by=owner, at=now)
    (left,) = Attachment.objects.all()
    assert left.post is None if what == "post" else left.comment is None


@pytest.fixture
def other_owner(open_group, make_member, now):
    member = make_member("Second", Role.EMPLOYEE)
    Membership.objects.create(
        group=open_group, member=member, is_owner=True, asked_at=now, joined_at=now
    )
    return member


@pytest.fixture
def taken_down(open_group, owner, colleague, other_owner, make_member, now):
    """A post with a picture that a moderator did not let stand."""
    actions.join_group(group=open_group, by=colleague, at=now)
    post = actions.write_post(
        group=open_group, text="x", by=colleague, at=now, attachments=[a_picture()]
    )
    review = report_words(words=post, reason="hurts", more="", by=owner, at=now)
    return decide_review(review=review, is_shown=False, reason="No", by=owner, at=now)


def sees(member):
    return audience.attachments_readable(member).exists()


def test_taken_down_it_is_seen_by_its_author_alone(taken_down, owner, colleague, other_owner, now):
    assert (sees(colleague), sees(owner), sees(other_owner)) == (True, False, False)
    assert not post_page(owner, words="laag water").cards
    appeal_decision(review=taken_down, words="But", by=colleague, at=now)
    assert (sees(colleague), sees(owner), sees(other_owner)) == (True, False, True)
    decide_review(review=taken_down, is_shown=True, reason="Yes", by=other_owner, at=now)
    assert (sees(colleague), sees(owner), sees(other_owner)) == (True, True, True)
    assert post_page(owner, words="laag water").cards


@pytest.mark.parametrize("way", ["forget", "appeal"])
def test_what_cannot_come_back_is_gone(taken_down, colleague, other_owner, now, way):
    if way == "forget":
        forget_words(review=taken_down, by=colleague)
    else:
        appeal_decision(review=taken_down, words="But", by=colleague, at=now)
        decide_review(review=taken_down, is_shown=False, reason="No", by=other_owner, at=now)
    assert not Attachment.objects.exists()


@pytest.fixture
def moderated(open_group, colleague, now):
    actions.join_group(group=open_group, by=colleague, at=now)
    open_group.is_moderated = True
    open_group.save()
    return open_group


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_post_that_waits_keeps_its_picture_to_who_decides(
    moderated, owner, colleague, stranger, client_of, now, is_shown
):
    write(client_of(colleague), moderated, picture_1=upload(photo()), say_1=ALT)
    review = Review.objects.get()
    assert not Post.objects.exists()
    assert (sees(colleague), sees(owner), sees(stranger)) == (True, True, False)
    assert f'alt="{ALT}"' in client_of(owner).get(reverse("community:review-list")).text
    mine = reverse("community:review-detail", args=[review.pk])
    assert f'alt="{ALT}"' in client_of(colleague).get(mine).text
    decide_review(review=review, is_shown=is_shown, reason="So", by=owner, at=now)
    assert (sees(colleague), sees(owner), sees(stranger)) == (True, is_shown, is_shown)
    if is_shown:
        assert Attachment.objects.get().post == Post.objects.get()
        assert post_page(owner, words="laag water").cards


def test_a_change_waits_too_but_leaving_out_does_not(moderated, owner, colleague, client_of, now):
    post = actions.write_post(
        group=moderated, text="x", by=colleague, at=now, attachments=[a_picture()]
    )
    old = Attachment.objects.get()
    said = {"text": "y", f"drop_{old.pk}": "on", "picture_1": upload(photo()), "say_1": "Nieuw"}
    edit = reverse("community:post-edit", args=[post.pk])
    assert f"alt_{old.pk}" not in client_of(colleague).get(edit).text
    client_of(colleague).post(edit, said)
    (new,) = Attachment.objects.all()
    assert (new.alt, new.post) == ("Nieuw", None)
    assert not post_page(owner, words="laag water").cards
    decide_review(review=Review.objects.get(), is_shown=True, reason="So", by=owner, at=now)
    new.refresh_from_db()
    assert new.post == post
    assert post_page(owner, words="nieuw").cards
    assert list(AttachmentChange.objects.values_list("is_added", flat=True)) == [False, True]


def test_somebody_elses_picture_is_not_changed_by_a_forged_form(
    open_group, owner, colleague, client_of, now
):
    actions.join_group(group=open_group, by=colleague, at=now)
    actions.write_post(group=open_group, text="x", by=owner, at=now, attachments=[a_picture()])
    mine = actions.write_post(group=open_group, text="y", by=colleague, at=now)
    row = Attachment.objects.get()
    said = {"text": "y", f"alt_{row.pk}": "Mine", f"drop_{row.pk}": "on"}
    client_of(colleague).post(reverse("community:post-edit", args=[mine.pk]), said)
    assert Attachment.objects.get().alt == ALT


def test_who_leaves_takes_theirs_along(open_group, owner, colleague, now):
    actions.join_group(group=open_group, by=colleague, at=now)
    for member in (owner, colleague):
        actions.write_post(
            group=open_group, text="x", by=member, at=now, attachments=[a_picture(member.name)]
        )
    source = OWN_DATA["community.attachments"]
    (row,), (file,) = list(source.rows(colleague.pk)), list(source.files(colleague.pk))
    assert row["file"] == file.name
    assert row["shows"] == colleague.name
    assert Image.open(io.BytesIO(file.content)).size == (80, 40)
    leaver = LEAVERS["community.attachments"]
    assert leaver.count(colleague.pk) == leaver.remove(colleague.pk) == 1
    assert Attachment.objects.get().alt == owner.name


def test_it_goes_with_old_words(open_group, owner, now):
    old = now - dt.timedelta(days=800)
    actions.write_post(group=open_group, text="x", by=owner, at=old, attachments=[a_picture()])
    purge(at=now)
    assert not Attachment.objects.exists()


def test_no_bytes_are_read_to_list_or_to_delete(
    open_group, owner, client_of, now, django_assert_max_num_queries
):
    for _n in range(3):
        actions.write_post(group=open_group, text="x", by=owner, at=now, attachments=[a_picture()])
    client = client_of(owner)
    with django_assert_max_num_queries(40) as asked:
        client.get(reverse("community:feed"))
        Post.objects.all().delete()
    read = [each["sql"] for each in asked if '"content"' in each["sql"]]
    assert read == []
