"""What the acts of this room are called in the log, and what they are about."""

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
        "community.post-pinned": _("A post was pinned"),
        "community.post-unpinned": _("A post was pinned no longer"),
    },
    objects={
        # The name of a closed group is told to every member: what is closed is what is in it.
        "community-group": Kind(
            label=_("Group"), rows=Group.objects.all, page=at("community:group-detail")
        ),
    },
    details={
        "kind": Kind(label=_("kind"), words=dict(Group.Kind.choices).get),
        "member": MEMBER,
        "post": _("post"),
    },
)
