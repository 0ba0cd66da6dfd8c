"""A picture made anew: what it shows and nothing else, no larger than its place takes.

Nothing of the file that came in is copied: no EXIF, XMP, comment, colour profile or thumbnail; only
which way is up is read from it. The price: wide colours become a little paler, and of a moving
picture the first moment is left. Bytes in, bytes out.
"""

import io
import re
import struct
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

MOST_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 2_048
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_DRAWN: Final = frozenset({"PNG", "GIF"})
_QUALITIES: Final = (88, 76, 64)
_SMALLER: Final = 0.8
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHUNK: Final = struct.Struct(">I4s")
_PNG_CHUNKS: Final = frozenset([b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"])
_JPEG: Final = b"\xff\xd8"
_SEGMENT: Final = struct.Struct(">HH")
_HEAD, _HEAD_LENGTH, _SCAN = 0xFFE0, 16, 0xFFDA  # a JFIF head of 16 bytes holds no small picture
_JPEG_SEGMENTS: Final = frozenset([0xFFDB, 0xFFC0, 0xFFC4, 0xFFDD])  # tables, size, restarts
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)


class NotAPicture(ValueError):  # noqa: N818  # named after the broken promise
    """Not JPEG, PNG, WebP or GIF, or broken."""


class PictureTooLarge(ValueError):  # noqa: N818  # named after the broken promise
    """More than `MOST_PIXELS`: nobody looks at them, and they fill the memory."""


@dataclass(frozen=True, slots=True)
class BarePicture:
    """`kind` is image/jpeg or image/png; `width` and `height` in pixels, as it is seen.

    `is_moving` says that it is the first moment of a picture that moved.
    """

    kind: str
    content: bytes
    width: int
    height: int
    is_moving: bool = False


def bare_picture(
    content: bytes, *, most_bytes: int, longest_side: int = LONGEST_SIDE
) -> BarePicture:
    """The picture within `most_bytes` and `longest_side`; raises `NotAPicture`, `PictureTooLarge`.

    What was drawn, or is transparent in part, stays PNG as long as that fits; all else is JPEG.
    """
    image, is_drawn, is_moving = _read(content, longest_side)
    if is_drawn and len(drawn := _written(image, "PNG")) <= most_bytes:
        return BarePicture("image/png", drawn, image.width, image.height, is_moving)
    image = _on_white(image)
    while True:
        for quality in _QUALITIES:
            written = _written(image, "JPEG", quality=quality)
            if len(written) <= most_bytes or min(image.size) == 1:
                return BarePicture("image/jpeg", written, image.width, image.height, is_moving)
        image.thumbnail((image.width * _SMALLER, image.height * _SMALLER))


def kept_picture(content: bytes, *, most_bytes: int) -> BarePicture:
    """As `bare_picture`, but what is bare already, and fits, stays byte for byte.

    For pictures that we made once and that come back, or that somebody says so of.
    """
    anew = bare_picture(content, most_bytes=most_bytes)
    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        is_as_large = image.size == (anew.width, anew.height)
    if not is_as_large or len(content) > most_bytes or not is_bare(content):
        return anew
    kind = "image/png" if content.startswith(_PNG) else "image/jpeg"
    return BarePicture(kind, content, anew.width, anew.height)


def is_bare(content: bytes) -> bool:
    """Whether a file holds pixels and nothing else, in the forms that `bare_picture` writes."""
    if content.startswith(_PNG):
        return _is_bare_png(content)
    return content.startswith(_JPEG) and _is_bare_jpeg(content)


def _is_bare_png(content: bytes) -> bool:
    at, kind = len(_PNG), b""
    while kind != b"IEND" and at + 12 <= len(content):
        length, kind = _CHUNK.unpack_from(content, at)
        if kind not in _PNG_CHUNKS:
            return False
        at += 12 + length
    return kind == b"IEND" and at == len(content)


def _is_bare_jpeg(content: bytes) -> bool:
    """One scan, and before it only what is needed to draw it."""
    at = len(_JPEG)
    while at + 4 <= len(content):
        marker, length = _SEGMENT.unpack_from(content, at)
        if marker == _SCAN:
            end = _MARKER.search(content, at + 2 + length)
            return end is not None and end[0] == b"\xff\xd9" and end.end() == len(content)
        is_head = marker == _HEAD and length == _HEAD_LENGTH
        if not is_head and marker not in _JPEG_SEGMENTS:
            return False
        at += 2 + length
    return False


def _read(content: bytes, longest_side: int) -> tuple[Image.Image, bool, bool]:
    """Its pixels with nothing beside them, small and the right way up; was it drawn, did it move.

    It is made small first: each copy of fifty million pixels takes 200 MB.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # broken EXIF is read as far as it goes
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                n_pixels, form = image.width * image.height, image.format
                if n_pixels <= MOST_PIXELS:
                    is_moving = bool(getattr(image, "is_animated", False))
                    image.draft("RGB", (longest_side, longest_side))  # a large JPEG is read small
                    mode = "RGBA" if image.has_transparency_data else "RGB"
                    small = image if image.mode == mode else image.convert(mode)
                    small.thumbnail((longest_side, longest_side))
                    bare = ImageOps.exif_transpose(small)
    except Image.DecompressionBombError as fault:
        raise PictureTooLarge from fault
    except Exception as fault:  # hostile bytes: a decoder may raise whatever it likes
        raise NotAPicture from fault
    if n_pixels > MOST_PIXELS:
        raise PictureTooLarge
    bare.info = {}  # a writer takes comments and profiles from here
    return bare, bare.mode == "RGBA" or form in _DRAWN, is_moving


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _written(image: Image.Image, form: str, **how: int) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()
