"""PDFs for the tests, written by hand: with words, empty, and those that mean harm."""

import zlib


def pdf(*pages: str) -> bytes:
    """One page for each text, in lines of 80 characters."""
    return written([_page_words(text) for text in pages])


def written(streams: list[bytes], *, packing: str = "") -> bytes:
    """A PDF with these page contents, as they are in the file."""
    n = len(streams)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(n))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {n} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, stream in enumerate(streams):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R"
            f" /Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            f"<< /Length {len(stream)} {packing} >>\nstream\n".encode() + stream + b"\nendstream",
        ]
    return _assembled(objects)


def bomb(n_bytes: int = 400_000_000) -> bytes:
    """A page that unpacks to very much."""
    packer = zlib.compressobj(9)
    chunk = b"BT (x) Tj ET\n" * 100_000
    parts = [packer.compress(chunk) for _ in range(n_bytes // len(chunk))]
    return written([b"".join(parts) + packer.flush()], packing="/Filter /FlateDecode")


def circle() -> bytes:
    """A tree of pages that holds itself."""
    return _assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Pages /Count 1 /Parent 2 0 R /Kids [2 0 R] >>",
        ]
    )


def _page_words(text: str) -> bytes:
    lines = [text[at : at + 80] for at in range(0, len(text), 80)]
    shown = "\n".join(f"({_escaped(line)}) Tj T*" for line in lines)
    return f"BT /F1 11 Tf 14 TL 50 800 Td\n{shown}\nET".encode("cp1252", "replace")


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _assembled(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out + trailer.encode()
