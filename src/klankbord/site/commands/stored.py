"""Read a file of stored queries."""

import msgspec

from klankbord.participate.topics.stored_lines import StoredQuery, read_line
from klankbord.site.commands.streams import Unusable, opened_in


def stored_queries(name: str) -> list[StoredQuery]:
    """Read it whole before anything is done with it; exit code 2 names the line that is wrong."""
    lines: list[StoredQuery] = []
    with opened_in(name) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                lines.append(read_line(line))
            except msgspec.MsgspecError as error:
                raise Unusable(name, number, error) from error
    return lines
