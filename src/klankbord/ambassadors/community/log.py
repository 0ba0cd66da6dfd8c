"""What the acts of this room are called in the log, and what they are about."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from klankbord.ambassadors.community.imports.models import PLATFORMS, CommunityImport
from klankbord.ambassadors.community.models import Group
from klankbord.ambassadors.community.moderation.models import Report
from klankbord.people.log import MEMBER
from klankbord.trust.wording import Kind, at, on, say

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
        "community.guest-invited": _("A guest was invited into a group"),
        "community.guest-came-in": _("A guest came into a group"),
        "community.guest-renewed": _("A guest may stay longer in a group"),
        "community.guest-ended": _("The stay of a guest in a group ended"),
        "community.owner-added": _("A group got another owner"),
        "community.owner-found": _("A group without an owner got who is in longest"),
        "community.owner-removed": _("Somebody owns a group no longer"),
        "community.reactions-chosen": _("The reactions of the house were chosen"),
        "community.reported": _("Words were reported"),
        "community.words-opened": _(
            "A moderator opened reported words of a closed group that nobody in it can decide about"
        ),
        "community.words-shown": _("A moderator let words stand"),
        "community.words-taken-down": _("A moderator did not let words stand"),
        "community.appealed": _("An author asked somebody else to look again"),
        "community.import-started": _("An import of a community was started"),
        "community.import-stopped": _("An import of a community was stopped"),
        "community.import-undone": _("An import of a community was taken back"),
        "community.voice-forgotten": _("Somebody of elsewhere was forgotten"),
        "community.imported": _("A community of elsewhere was brought in"),
        "community.open-exported": _("The open groups were taken along as a file"),
        "community.group-exported": _("A group was taken along as a file"),
        "community.post-pinned": _("A post was pinned"),
        "community.post-unpinned": _("A post was pinned no longer"),
    },
    objects={
        "reactions": Kind(label=_("Reactions"), page=on("community:reaction-settings")),
        "community-group": Kind(
            label=_("Group"),
            rows=Group.objects.all,
            title=attrgetter("name_outside"),
            page=at("community:group-detail"),
        ),
        "community-import": Kind(
            label=_("Import of a community"),
            rows=CommunityImport.objects.all,
            title=attrgetter("platform_name"),
            page=at("community:import-detail"),
        ),
    },
    details={
        "kind": Kind(label=_("kind"), words=dict(Group.Kind.choices).get),
        "member": MEMBER,
        "post": _("post"),
        "before": _("before"),
        "after": _("after"),
        "platform": Kind(label=_("platform"), words=PLATFORMS.get),
        "n_groups": _("groups"),
        "n_posts": _("posts"),
        "n_comments": _("comments"),
        "until": _("until"),
        "n_words": _("messages"),
        "appeal": _("after an appeal"),
        "reason": Kind(label=_("reason"), words=dict(Report.Reason.choices).get),
    },
)
