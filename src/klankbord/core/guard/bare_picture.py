"""A picture made anew: what it shows and nothing else, no larger than its place takes.

Nothing of the file that came in is copied: no EXIF, XMP, comment, colour profile or thumbnail; only
which way is up is read from it. The price: wide colours become a little paler, and of a moving
picture the first moment is left. Bytes in, bytes out.
"""

import io
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
