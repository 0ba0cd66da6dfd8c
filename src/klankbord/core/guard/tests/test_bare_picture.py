"""What leaves of a picture is what it shows."""

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from klankbord.core.guard.bare_picture import (
    NotAPicture,
    PictureTooLarge,
    bare_picture,
    is_bare,
    kept_picture,
)
from klankbord.core.guard.picture import picture_findings

MANY = 10_000_000
RED, BLUE = (200, 30, 30), (20, 40, 200)


def saved(image, form, **how):
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def halves(mode="RGB", size=(80, 40)):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


def noise(size):
    grain = random.Random(1).randbytes(3 * size[0] * size[1])  # noqa: S311  # a picture, no secret
    return Image.frombytes("RGB", size, grain)


def opened(bare):
    image = Image.open(io.BytesIO(bare.content))
    assert (image.size, image.get_format_mimetype()) == ((bare.width, bare.height), bare.kind)
    return image


def told(turn=1):
    exif = Image.Exif()
    exif[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSLatitude: (52.0, 5.0, 1.0)}
    exif[ExifTags.Base.Artist] = "J. Jansen"
    exif[ExifTags.Base.Orientation] = turn
    return exif.tobytes()


def comments():
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "J. Jansen")
    return info


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (saved(halves(), "JPEG", exif=told(), comment=b"J. Jansen"), "image/jpeg"),
        (saved(halves(), "JPEG", icc_profile=b"J. Jansen" * 20), "image/jpeg"),
        (saved(halves(), "WEBP", exif=told(), xmp=b"J. Jansen"), "image/jpeg"),
        (saved(halves(), "PNG", exif=told(), pnginfo=comments()), "image/png"),
        (saved(halves("P"), "GIF", comment=b"J. Jansen"), "image/png"),
        (saved(halves("RGBA"), "PNG"), "image/png"),
        (saved(halves("L"), "JPEG"), "image/jpeg"),
        (saved(halves("CMYK"), "JPEG"), "image/jpeg"),
    ],
)
def test_nothing_but_the_picture_is_left(content, kind):
    bare = bare_picture(content, most_bytes=MANY)
    assert bare.kind == kind
    assert list(picture_findings(bare.content)) == []
    assert b"Jansen" not in bare.content
    image = opened(bare)
    assert not image.getexif()
    assert not {"icc_profile", "comment", "xmp", "Author"} & image.info.keys()


def test_it_stands_upright():
    bare = bare_picture(saved(halves(), "JPEG", exif=told(turn=6)), most_bytes=MANY)
    assert (bare.width, bare.height) == (40, 80)  # a quarter turn: red comes on top
    image = opened(bare)
    assert image.getpixel((20, 5))[0] > 150 > image.getpixel((20, 75))[0]


def test_it_fits():
    bare = bare_picture(saved(noise((900, 600)), "PNG"), most_bytes=100_000)
    assert len(bare.content) <= 100_000
    assert bare.kind == "image/jpeg"
    assert bare.width / bare.height == pytest.approx(1.5, abs=0.02)


def test_a_large_one_becomes_smaller_and_a_small_one_no_larger():
    assert bare_picture(saved(halves(size=(5000, 100)), "PNG"), most_bytes=MANY).width == 2048
    assert bare_picture(saved(halves(), "PNG"), most_bytes=MANY).width == 80


def test_what_is_transparent_stands_on_white_where_it_must_be_small():
    image = noise((300, 300)).convert("RGBA")
    image.putalpha(0)
    bare = bare_picture(saved(image, "PNG"), most_bytes=20_000)
    assert bare.kind == "image/jpeg"
    assert min(opened(bare).getpixel((50, 50))) > 240


def test_of_a_moving_picture_the_first_moment_is_left():
    frames = [Image.new("RGB", (20, 20), RED), Image.new("RGB", (20, 20), BLUE)]
    moving = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert opened(bare_picture(moving, most_bytes=MANY)).convert("RGB").getpixel((5, 5))[0] > 150


@pytest.mark.parametrize("size", [(8_000, 8_000), (20_000, 20_000)])
def test_one_that_would_fill_the_memory_is_refused(size):
    with pytest.raises(PictureTooLarge):
        bare_picture(saved(Image.new("1", size), "PNG"), most_bytes=MANY)


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"\xff\xd8\xff\xe1", b"<svg/>", saved(halves(), "TIFF"),
     saved(halves(), "JPEG")[:300]],
)  # fmt: skip
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(NotAPicture):
        bare_picture(content, most_bytes=MANY)


@given(st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_a_broken_file_is_a_picture_or_is_refused(place, junk):
    whole = saved(halves(), "PNG", exif=told())
    try:
        bare = bare_picture(whole[:place] + junk + whole[place + len(junk) :], most_bytes=MANY)
    except NotAPicture:
        return
    assert b"Jansen" not in bare.content


@pytest.mark.parametrize(("form", "mode"), [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA")])
@pytest.mark.parametrize("size", [(1, 1), (80, 40), (2048, 1000)])
def test_what_we_made_comes_back_byte_for_byte(form, mode, size):
    made = bare_picture(saved(halves(mode, size), form), most_bytes=MANY)
    assert is_bare(made.content)
    assert kept_picture(made.content, most_bytes=MANY) == made


@pytest.mark.parametrize("where", ["behind", "comment", "exif", "large", "moving"])
def test_what_holds_more_than_it_shows_is_made_anew(where):
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "J. Jansen"
    given = {
        "behind": saved(halves(), "JPEG") + b"J. Jansen",
        "comment": saved(halves(), "JPEG", comment=b"J. Jansen"),
        "exif": saved(halves(), "PNG", exif=exif.tobytes()),
        "large": saved(halves(size=(2049, 10)), "JPEG"),
        "moving": saved(halves(), "GIF"),
    }[where]
    kept = kept_picture(given, most_bytes=MANY)
    assert kept.content != given
    assert is_bare(kept.content)
    assert b"Jansen" not in kept.content


@given(st.binary(max_size=200), st.sampled_from([b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b""]))
def test_whatever_comes_is_told_to_be_bare_or_not(content, head):
    assert not is_bare(head + content[:100])
