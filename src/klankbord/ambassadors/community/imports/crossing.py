"""One import under way: who is who, which place is which group, and what was counted."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from klankbord.ambassadors.community.imports.matching import Matched, voices_of
from klankbord.ambassadors.community.imports.models import CommunityImport, Voice
from klankbord.connectors.intranet.workspace import Workspace
from klankbord.trust.retention.contract import TimeClass


@dataclass
class Crossing:
    """What every page of an import needs to know, and adds to."""

    brought: CommunityImport
    workspace: Workspace
    members: Mapping[str, Matched]
    kinds: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    voices: dict[str, Voice] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def before(self) -> dt.datetime | None:
        """What was said before this, retention would throw away tonight."""
        return TimeClass.FEED_ITEM.before(self.brought.created_at)

    def name_of(self, key: str) -> str:
        """What somebody is called in a text: a member by name, anybody else as their voice."""
        if key in self.members:
            return self.members[key].name
        return self.voices[key].name if key in self.voices else "…"

    def learn_voices(self, keys: Iterable[str]) -> None:
        """Give everybody of these who has no account here a voice."""
        new = {key for key in keys if key and key not in self.members} - self.voices.keys()
        if new:
            self.voices |= voices_of(self.workspace, sorted(new))
