import io

import pytest
from PIL import ExifTags, Image

from klankbord.core.guard.finding import Rule
from klankbord.core.guard.picture import picture_findings


def picture(form="JPEG", *, place=False, artist="", **extra):
    exif = Image.Exif()
    if place:
        exif[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSLatitude: (52.0, 5.0, 1.0)}
    if artist:
        exif[ExifTags.Base.Artist] = artist
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, form, exif=exif.tobytes(), **extra)
    return out.getvalue()


def rules(content):
    return [each.rule for each in picture_findings(content)]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "MPO"])
def test_the_place_is_seen_in_every_form(form):
    assert rules(picture(form, place=True)) == [Rule.PICTURE_PLACE]


def test_details_of_the_maker_are_told():
    assert rules(picture(artist="J. Jansen")) == [Rule.PICTURE_DETAILS]


def test_the_place_in_xmp_is_seen():
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><d exif:GPSLatitude="52,5.1N"/></x:xmpmeta>'
    assert rules(picture(xmp=packet)) == [Rule.PICTURE_PLACE]


def test_a_bare_picture_tells_nothing():
    assert rules(picture()) == []


@pytest.mark.parametrize("content", [b"", b"\x00\x00\x00 ftypheic", b"GIF89a", b"\xff\xd8\xff\xe1"])
def test_what_cannot_be_read_is_never_called_safe(content):
    assert rules(content) == [Rule.PICTURE_UNREADABLE]
