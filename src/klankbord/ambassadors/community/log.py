"""What the acts of this room are called in the log, and what they are about."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.models import Group
from klankbord.people.log import MEMBER
from klankbord.trust.wording import Kind, at, say

say(
    "community",
    acts={
        "community.group-added": _("A group was made"),
        "community.group-edited": _("A group was changed"),
        "community.request-accepted": _("Somebody was let into a group"),
        "community.request-declined": _("Somebody was not let into a group"),
        "community.member-invited": _("Somebody was invited into a group"),
        "community.invitation-withdrawn": _("An invitation into a group was taken back"),
        "community.member-removed": _("Somebody was taken out of a group"),
        "community.owner-added": _("A group got another owner"),
        "community.owner-found": _("A group without an owner got who is in longest"),
        "community.owner-removed": _("Somebody owns a group no longer"),
        "community.post-pinned": _("A post was pinned"),
        "community.post-unpinned": _("A post was pinned no longer"),
    },
    objects={
        "community-group": Kind(
            label=_("Group"),
            rows=Group.objects.all,
            title=attrgetter("name_outside"),
            page=at("community:group-detail"),
        ),
    },
    details={
        "kind": Kind(label=_("kind"), words=dict(Group.Kind.choices).get),
        "member": MEMBER,
        "post": _("post"),
    },
)
