"""A form with a file in it (RFC 7578), as bytes that the guarded client can send."""

import uuid
from collections.abc import Mapping
from typing import Final

_LINE: Final = "\r\n"


def multipart(
    fields: Mapping[str, str], *, name: str, file: bytes, kind: str, file_name: str
) -> tuple[str, bytes]:
    """Content type and body of a form with these fields and a file of `kind` under `name`.

    Names and `file_name` are ours: without quotes and line ends. The boundary is drawn by chance
    (122 bits), so that it stands in no file.
    """
    boundary = uuid.uuid4().hex
    told = [
        f'--{boundary}{_LINE}Content-Disposition: form-data; name="{each}"{_LINE * 2}{text}{_LINE}'
        for each, text in fields.items()
    ]
    told.append(
        f'--{boundary}{_LINE}Content-Disposition: form-data; name="{name}"; '
        f'filename="{file_name}"{_LINE}Content-Type: {kind}{_LINE * 2}'
    )
    body = "".join(told).encode() + file + f"{_LINE}--{boundary}--{_LINE}".encode()
    return f"multipart/form-data; boundary={boundary}", body
