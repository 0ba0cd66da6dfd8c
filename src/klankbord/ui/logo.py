"""Draw the logo in every size that browsers and phones ask for: `python -m klankbord.ui.logo`.

A voice (three bars) that meets a board and comes back as waves. The files are committed; this is
run again only when the drawing changes.
"""

from pathlib import Path

import vl_convert

FOLDER = Path(__file__).with_name("static") / "ui" / "icons"
SIZES = {"icon-32": 32, "icon-180": 180, "icon-192": 192, "icon-512": 512}
BARS = '<path d="M7.5 13.5v5M12 10v12M16 6.5v19" stroke="#ffffff"/>'
WAVES = '<path d="M20.5 9.5a9 9 0 0 1 0 13M20.5 14a3.4 3.4 0 0 1 0 4" stroke="#ffb58a"/>'


def logo(*, radius: float = 8, scale: float = 1) -> str:
    """Draw the mark on its blue field; phones cut their own corners (radius 0, smaller mark)."""
    shift = 16 * (1 - scale)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">'
        f'<rect width="32" height="32" rx="{radius:g}" fill="#1d4a9a"/>'
        f'<g fill="none" stroke-width="2.4" stroke-linecap="round"'
        f' transform="translate({shift:g} {shift:g}) scale({scale:g})">{BARS}{WAVES}</g></svg>'
    )


def write_icons(folder: Path = FOLDER) -> list[Path]:
    """Write the SVG and its PNG sizes, and say which."""
    folder.mkdir(parents=True, exist_ok=True)
    drawings = {name: (logo(), size) for name, size in SIZES.items()}
    drawings["icon-180"] = (logo(radius=0, scale=0.86), 180)
    drawings["icon-maskable-512"] = (logo(radius=0, scale=0.72), 512)
    svg = folder / "icon.svg"
    svg.write_text(logo() + "\n", encoding="utf-8")
    written = [svg]
    for name, (drawing, size) in drawings.items():
        path = folder / f"{name}.png"
        path.write_bytes(bytes(vl_convert.svg_to_png(drawing, scale=size / 32)))
        written.append(path)
    return written


if __name__ == "__main__":
    write_icons()
