"""Opens an export of whichever platform it is."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from klankbord.connectors.colleagues import Export, export_of_line, export_of_names
from klankbord.connectors.intranet.parcel import Parcel, opened
from klankbord.connectors.intranet.workspace import klankbord, mattermost, slack, yammer
from klankbord.connectors.intranet.workspace.shape import Workspace
from klankbord.connectors.reasons import ConnectorRefused, Refusal

_READERS: dict[Export, Callable[[Parcel, dt.datetime], Workspace]] = {
    Export.SLACK: slack.workspace_in,
    Export.YAMMER: yammer.workspace_in,
    Export.MATTERMOST: mattermost.workspace_in,
}


@contextmanager
def opened_workspace(path: Path, *, now: dt.datetime) -> Iterator[Workspace]:
    """The workspace in the export at `path`; `now` is the moment that nothing lies behind.

    Messages between people are never given. Raises `ConnectorRefused`, also while it is read.
    """
    with opened(path) as parcel:
        if klankbord.HEADER in parcel.names:
            yield klankbord.workspace_in(parcel, now)
            return
        export = export_of_names(parcel.names) if parcel.is_packed else _of_first_line(parcel)
        if export is None:
            raise ConnectorRefused(Refusal.FILE_KIND_UNKNOWN, permanent=True, name=parcel.label)
        yield _READERS[export](parcel, now)


def _of_first_line(parcel: Parcel) -> Export | None:
    first = next(parcel.lines(parcel.label), b"")
    return export_of_line(first.decode("utf-8", "replace"))
