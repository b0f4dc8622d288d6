"""What a copy is made from: a filed PDF as it looks, and a picture as a PDF of its pixels alone."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.reports.page_reading import DPI


def as_it_looks(content: bytes) -> bytes:
    """The same PDF without replacement text: what a passage says instead of what it shows would hide it from the rules.

    A file that cannot be read this way is given back as it is: what opens it next says what is wrong.
    """
    if b"ActualText" not in content and b"ObjStm" not in content and b"FlateDecode" not in content:
        return content
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if "/StructTreeRoot" in pdf.Root:
                del pdf.Root["/StructTreeRoot"]
            for thing in pdf.objects:
                _say_what_shows(thing)
            out = BytesIO()
            pdf.save(out)
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return content
    return out.getvalue()


def _say_what_shows(thing: Any) -> None:
    """Take replacement text out of one object: a dictionary, or a stream of drawing with such passages in it."""
    import pikepdf

    if isinstance(thing, pikepdf.Dictionary) and "/ActualText" in thing:
        del thing["/ActualText"]
    if not isinstance(thing, pikepdf.Stream) or "/Length1" in thing or thing.get("/Subtype") == pikepdf.Name.Image:
        return
    try:
        if b"ActualText" not in thing.read_bytes():
            return
        drawing = list(pikepdf.parse_content_stream(thing))
        for step in drawing:
            for said in step.operands:
                if isinstance(said, pikepdf.Dictionary) and "/ActualText" in said:
                    del said["/ActualText"]
        thing.write(pikepdf.unparse_content_stream(drawing))
    except pikepdf.PdfError:
        return


def picture_as_pdf(content: bytes, name: str) -> bytes:
    """A photograph or scan as a PDF of its pixels alone: where it was taken and with what is left behind."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content)) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as fault:
        raise BadInput(f"{name} is damaged or is no picture the desk knows, so no copy can be made of it.") from fault
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    bare.thumbnail((2400, 2400))
    out = BytesIO()
    bare.save(out, "PDF", resolution=DPI)
    return out.getvalue()
