"""What a picture tells beside what it shows: the place, the hour, the device, the maker.

Reads EXIF (JPEG, PNG, WebP, TIFF, MPO, AVIF) and XMP; bytes in, nothing kept.
"""

import io
import warnings
from collections.abc import Iterator
from typing import Final

from PIL import ExifTags, Image, UnidentifiedImageError

from klankbord.core.guard.finding import Finding, Rule

MOST_BYTES: Final = 12_000_000
_PLACE_IN_XMP: Final = (
    b"exif:GPSLatitude",
    b"exif:GPSLongitude",
    b"exif:GPSDestLatitude",
    b"photoshop:City",
    b"Iptc4xmpCore:Location",
)
_DETAILS: Final = (
    ExifTags.Base.Artist,
    ExifTags.Base.Copyright,
    ExifTags.Base.BodySerialNumber,
    ExifTags.Base.CameraOwnerName,
    ExifTags.Base.LensSerialNumber,
    ExifTags.Base.ImageDescription,
    ExifTags.Base.DateTimeOriginal,
    0x9C9B,  # XPTitle, XPComment, XPAuthor, XPKeywords, XPSubject: Windows writes them
    0x9C9C,
    0x9C9D,
    0x9C9E,
    0x9C9F,
)


def picture_findings(picture: bytes) -> Iterator[Finding]:
    """What stands in the file; what cannot be read is said to be so, never called safe."""
    if any(mark in picture for mark in _PLACE_IN_XMP):
        yield Finding(0, 0, Rule.PICTURE_PLACE)
        return
    try:
        told = _told(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        yield Finding(0, 0, Rule.PICTURE_UNREADABLE)
        return
    if told is not None:
        yield Finding(0, 0, told)


def _told(picture: bytes) -> Rule | None:
    """The gravest thing that its EXIF tells."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # broken EXIF of cheap cameras is read as far as it goes
        with Image.open(io.BytesIO(picture)) as image:
            exif = image.getexif()
            if _has_place(exif):
                return Rule.PICTURE_PLACE
            return Rule.PICTURE_DETAILS if _tells_details(exif) else None


def _has_place(exif: Image.Exif) -> bool:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    wanted = {
        ExifTags.GPS.GPSLatitude,
        ExifTags.GPS.GPSDestLatitude,
        ExifTags.GPS.GPSAreaInformation,
    }
    return bool(wanted & set(gps))


def _tells_details(exif: Image.Exif) -> bool:
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    return any(str(exif.get(tag) or inner.get(tag) or "").strip("\0 ") for tag in _DETAILS)
