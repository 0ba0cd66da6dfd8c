"""A letter in words: who spoke to a member, and what is new in their groups, with the reason.

The words themselves are only of open groups. A letter lies in a mailbox that nobody takes it out
of: what is said in a closed group stays in the house, and a private group has no name there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klankbord.ambassadors.community.announcements.models import Announcement
from klankbord.ambassadors.community.announcements.queries import announcements_to_tell
from klankbord.ambassadors.community.audience import notifications_readable, posts_new
from klankbord.ambassadors.community.events.models import Event
from klankbord.ambassadors.community.models import Group, Post
from klankbord.ambassadors.community.notifications.models import Letter, Notification
from klankbord.ambassadors.community.notifications.queries import mail_choice
from klankbord.ambassadors.community.notifications.reasons import reason_for
from klankbord.people.models import Member
from klankbord.people.queries import house_language, zone_of

SALT = "community.mail"
MOST_NEW = 100  # posts in one digest; the rest is told as a number
EXCERPT = 300  # signs


@dataclass(frozen=True)
class Line:
    """One thing in a letter: why, where, and what was said if it may leave the house."""

    reason: str
    excerpt: str
    url: str


@dataclass(frozen=True)
class Contents:
    """What a letter tells; nothing at all if there is no line in it."""

    personal: Sequence[Line]
    new: Sequence[Line]
    n_more: int
    announced: Sequence[Line] = ()

    @property
    def n_lines(self) -> int:
        """How many things it tells."""
        return len(self.personal) + len(self.announced) + len(self.new)


def contents_of(letter: Letter) -> Contents:
    """Find what a letter tells its member, by what they may read at this moment."""
    member = letter.member
    told = notifications_readable(member).filter(letter=letter)
    told = told.select_related("group", "post", "comment", "actor").order_by("created_at", "pk")
    personal = [_personal_line(each) for each in told]
    if letter.kind != Letter.Kind.DIGEST or letter.until is None:
        return Contents(personal, (), 0)
    new = posts_new(member, since=letter.since, until=letter.until)
    left_out = mail_choice(member).groups_left_out
    announced = list(
        announcements_to_tell(member, since=letter.since, until=letter.until, without=left_out)
    )
    new = new.exclude(group__in=left_out).exclude(pk__in=[each.pk for each in announced])
    named = Notification.objects.filter(member=member, comment=None, letter__isnull=False)
    new = new.exclude(pk__in=named.filter(post__isnull=False).values("post"))
    newest = list(
        new.select_related("group", "author", "event").order_by("-created_at", "-pk")[:MOST_NEW]
    )
    n_more = new.count() - len(newest) if len(newest) == MOST_NEW else 0
    return Contents(
        personal,
        [_new_line(post) for post in reversed(newest)],
        n_more,
        [_announced_line(each) for each in announced],
    )


def mail_of(letter: Letter) -> EmailMessage | None:
    """Write a letter in its member's language and time; None if there is nothing to tell."""
    member = letter.member
    language = member.language or house_language()
    with translation.override(language), timezone.override(zone_of(member)):
        contents = contents_of(letter)
        if not contents.n_lines:
            return None
        stop = address("community:mail-stop", stop_token(member, letter.kind))
        context = {
            "contents": contents,
            "is_digest": letter.kind == Letter.Kind.DIGEST,
            "letter": letter,
            "feed_url": address("community:feed"),
            "choices_url": address("community:mail-choices"),
            "stop_url": stop,
        }
        text = render_to_string("community/letter.txt", context)
        subject = _subject(letter, contents)
    headers = {
        "Message-ID": message_id(letter),
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<community-{letter.kind}.{_host()}>",
        "Content-Language": language,
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(subject, text, to=[member.email], headers=headers)


def message_id(letter: Letter) -> str:
    """Name a letter: always the same for the same letter, and telling nothing of it."""
    mark = salted_hmac("community.letter", str(letter.pk)).hexdigest()
    return f"<community.{mark[:32]}@{_host()}>"


def stop_token(member: Member, kind: str) -> str:
    """Sign the way out of one kind of letters; it needs no sign-in and does not run out."""
    return signing.dumps([member.pk, kind], salt=SALT)


def stop_of_token(token: str) -> tuple[int, str] | None:
    """Read whose way out this is, and of what; None if we did not sign it."""
    try:
        pk, kind = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return int(pk), str(kind)


def address(name: str, *args: object) -> str:
    """Write a page's whole address, as a letter needs it."""
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def _personal_line(told: Notification) -> Line:
    said = told.comment or told.post
    excerpt = _excerpt(said.text, told.group) if said else ""
    return Line(reason_for(told, is_outside=True), excerpt, settings.PUBLIC_URL + told.url)


def _when(event: Event) -> str:
    return date_format(event.starts_at.astimezone(ZoneInfo(event.zone)), "l j F Y, H:i")


def _new_line(post: Post) -> Line:
    names = {"name": post.author.name_shown if post.author else _("A former colleague")}
    if post.group.is_private:
        reason = _("%(name)s wrote in a private group that you are in") % names
    else:
        reason = _("%(name)s wrote in %(group)s, where you are a member") % (
            names | {"group": post.group.name}
        )
    url = address("community:post-detail", post.pk)
    if event := getattr(post, "event", None):
        reason += ": " + _("an event on %(when)s") % {"when": _when(event)}
    return Line(reason, _excerpt(post.text, post.group), url)


def _announced_line(announcement: Announcement) -> Line:
    post = announcement.post
    group = _("a private group") if post.group.is_private else post.group.name
    if announcement.is_to_acknowledge:
        reason = _("Announcement in %(group)s; press there that you have read it")
    else:
        reason = _("Announcement in %(group)s")
    url = address("community:post-detail", post.pk)
    return Line(reason % {"group": group}, _excerpt(post.text, post.group), url)


def _excerpt(text: str, group: Group) -> str:
    return " ".join(Truncator(text).chars(EXCERPT).split()) if group.is_open else ""


def _subject(letter: Letter, contents: Contents) -> str:
    n = contents.n_lines + contents.n_more
    if letter.kind == Letter.Kind.DIGEST:
        words = ngettext("New in your groups: %(n)d thing", "New in your groups: %(n)d things", n)
        return words % {"n": n}
    if n == 1:
        return " ".join(contents.personal[0].reason.split())  # a name from elsewhere may break it
    return _("%(n)d things in the community concern you") % {"n": n}


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"
