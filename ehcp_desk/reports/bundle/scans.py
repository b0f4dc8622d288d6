"""Pictures as pages: turned upright, fitted to A4, at 300 dots an inch at most; and their words, where OCR is there."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.reports.bundle.looking import A4, box_of
from ehcp_desk.reports.machine_reading import ONE_THREAD

if TYPE_CHECKING:
    import pikepdf
    from PIL.Image import Image

DPI = 300
MARGIN = 18.0
MOST_PIXELS = 200_000_000
_OCR_SECONDS = 180
_SURE = 2.0
"""How sure tesseract must be of the way up before a page is turned."""


def picture_pages(path: Path, target: Path) -> int:
    """Every frame of a picture as a page of A4, on its side where the picture is wide; how many there are.

    Raises ValueError where it is no picture or has more than 200 million points.
    """
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(target), invariant=1, pageCompression=1)
    count = 0
    try:
        with _opened(path) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValueError("it is larger than any scan of a page")
            for frame in ImageSequence.Iterator(opened):
                picture = ImageOps.exif_transpose(frame) or frame
                page = (A4[1], A4[0]) if picture.width > picture.height else A4
                room = (page[0] - 2 * MARGIN, page[1] - 2 * MARGIN)
                picture = _plain(_sized(picture, room))
                scale = min(room[0] / picture.width, room[1] / picture.height)
                wide, tall = picture.width * scale, picture.height * scale
                canvas.setPageSize(page)
                canvas.drawImage(ImageReader(_held(picture)), (page[0] - wide) / 2, (page[1] - tall) / 2, wide, tall)
                canvas.showPage()
                count += 1
    except Image.DecompressionBombError as bomb:
        raise ValueError("it is larger than any scan of a page") from bomb
    except (UnidentifiedImageError, OSError, SyntaxError) as wrong:
        raise ValueError("it is damaged or is not a picture this computer can read") from wrong
    canvas.save()
    return count


def _opened(path: Path) -> Image:
    """The picture, not read yet; its size is held against our own limit, so the library need not warn of it."""
    from PIL import Image as Pictures

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Pictures.DecompressionBombWarning)
        return Pictures.open(path)


def _sized(picture: Image, room: tuple[float, float]) -> Image:
    """The picture with no more points than 300 dots an inch can show in the room."""
    scale = min(room[0] / picture.width, room[1] / picture.height)
    most = DPI / 72 * scale
    if most >= 1:
        return picture
    return picture.convert(_mode(picture)).resize((round(picture.width * most), round(picture.height * most)))


def _mode(picture: Image) -> str:
    return "L" if picture.mode in ("1", "L", "I", "I;16", "F") else "RGB"


def _plain(picture: Image) -> Image:
    """Without see-through parts, on white."""
    from PIL import Image as Pictures

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        paper = Pictures.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return picture.convert(_mode(picture))


def _held(picture: Image) -> BytesIO:
    """As JPEG, which a PDF takes in as it is: a scan of a page in some hundred kilobytes."""
    held = BytesIO()
    picture.save(held, "JPEG", quality=85)
    held.seek(0)
    return held


def ocr_found() -> str:
    """Where tesseract is; empty where it is not installed."""
    return shutil.which("tesseract") or ""


def add_words(pdf: pikepdf.Pdf, wordless: tuple[int, ...], folder: Path) -> tuple[int, int]:
    """Read the words of pages that are one picture and lay them unseen over it; turn those that lie on their side.

    Gives how many pages were read and how many turned.  A page that cannot be read stays as it is.
    """
    import pikepdf

    read = turned = 0
    for number in wordless:
        page = pdf.pages[number - 1]
        shown = box_of(page.obj).turn
        turn, words = _read_page(page, shown, folder)
        if words:
            page.rotate(0, relative=False)  # words are laid over the page as it is stored
            with pikepdf.Pdf.open(BytesIO(words)) as over:
                page.add_overlay(over.pages[0], _picture_place(page))
            read += 1
        page.rotate(turn, relative=False)
        turned += turn != shown
    return read, turned


def _picture_place(page: Any) -> Any:
    """Where on the page the picture stands, which is where its words belong: the matrix it was drawn under."""
    import pikepdf

    matrix, held, place = pikepdf.Matrix(), [], None
    for told in pikepdf.parse_content_stream(page):
        match str(told.operator):
            case "q":
                held.append(matrix)
            case "Q":
                matrix = held.pop() if held else pikepdf.Matrix()
            case "cm":
                matrix = pikepdf.Matrix(*(float(n) for n in told.operands)) @ matrix
            case "Do" if place is None:
                place = matrix
    a, b, c, d, e, f = (pikepdf.Matrix() if place is None else place).shorthand
    across, up = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    return pikepdf.Rectangle(min(across), min(up), max(across), max(up))


def _read_page(page: Any, shown: int, folder: Path) -> tuple[int, bytes]:
    """(degrees clockwise that turn the page upright, a PDF with only its words as the page is stored).

    ``shown`` is how the page says it is turned now; it stays so where nothing can be read.
    """
    import pikepdf
    from PIL import Image

    images, scan, out = list(page.get_images().values()), folder / "ocr.png", folder / "ocr"
    if len(images) != 1 or int(images[0].Width) * int(images[0].Height) > MOST_PIXELS:
        return shown, b""
    try:
        picture = _turned(pikepdf.PdfImage(images[0]).as_pil_image().convert("L"), shown)
        picture.save(scan, dpi=(DPI, DPI))
        more = _way_up(scan)
        if more:
            _turned(picture, more).save(scan, dpi=(DPI, DPI))
        turn = (shown + more) % 360
        _run(scan, str(out), "-c", "textonly_pdf=1", "pdf")
        return turn, _turned_back(out.with_suffix(".pdf").read_bytes(), turn)
    except (
        pikepdf.PdfError,
        NotImplementedError,
        OSError,
        ValueError,
        subprocess.SubprocessError,
        Image.DecompressionBombError,
    ):
        return shown, b""
    finally:
        scan.unlink(missing_ok=True)
        out.with_suffix(".pdf").unlink(missing_ok=True)


def _turned(picture: Image, turn: int) -> Image:
    return picture.transpose(_TURNS[turn]) if turn else picture


_TURNS: dict[int, Any] = {90: 4, 180: 3, 270: 2}
"""Pillow's turns against the clock by the degrees clockwise: ROTATE_270 is 4, ROTATE_180 3 and ROTATE_90 2."""


def _way_up(scan: Path) -> int:
    """Degrees clockwise to turn a picture upright, 0 where tesseract is not sure."""
    try:
        said = _run(scan, "stdout", "--psm", "0")
    except subprocess.SubprocessError:
        return 0
    told = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
    try:
        turn, sure = int(told["Rotate"]), float(told["Orientation confidence"])
    except (KeyError, ValueError):
        return 0
    return turn % 360 if sure >= _SURE else 0


def _turned_back(words: bytes, turn: int) -> bytes:
    """The page of words as the picture is stored, which the page's own turn puts upright again."""
    if not turn:
        return words
    import pikepdf

    with pikepdf.Pdf.open(BytesIO(words)) as pdf, pikepdf.Pdf.new() as out:
        page = pdf.pages[0]
        wide, tall = (float(n) for n in list(page.mediabox)[2:])
        form = out.copy_foreign(page.as_form_xobject())
        matrix = {90: f"0 1 -1 0 {tall} 0", 180: f"-1 0 0 -1 {wide} {tall}", 270: f"0 -1 1 0 0 {wide}"}[turn]
        size = (wide, tall) if turn == 180 else (tall, wide)
        made = out.add_blank_page(page_size=size)
        made.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fx=form))
        made.obj.Contents = out.make_stream(f"q {matrix} cm /Fx Do Q".encode())
        held = BytesIO()
        out.save(held)
        return held.getvalue()


def _run(scan: Path, out: str, *options: str) -> str:
    done = subprocess.run([ocr_found(), str(scan), out, *options], capture_output=True, text=True, timeout=_OCR_SECONDS,
                          check=True, env=ONE_THREAD)  # fmt: skip
    return done.stdout
