"""A filed PDF or picture made anew with parts of it gone: each page a picture with black boxes burnt in.

Nothing is copied from the old file: no text objects, fonts, annotations, form fields, layers, attachments, outlines,
metadata, thumbnails or earlier versions.  The words that are left are laid invisibly over the picture, so that the copy
can be searched and read aloud; a word that cannot be seen on the page is not among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.ports.redacting import Box, Gone, PageSeen
from ehcp_desk.ports.work import Progress
from ehcp_desk.reports.machine_reading import machine
from ehcp_desk.reports.page_reading import (
    FEWEST,
    PDFIUM,
    SCAN,
    Letter,
    can_be_seen,
    letters_of,
    made_out,
    pictures_of,
    scale_for,
)
from ehcp_desk.reports.pdf_sources import as_it_looks
from ehcp_desk.reports.text_layers import LIES, Compared

_PAD = 2.0
_TITLE, _BODY, _MARGIN = 15.0, 10.5, 62.0


class RedactedPages:
    """An opened PDF.  Raises BadInput where it is damaged or protected by a password.

    ``by_machine`` reads a page that is only a picture with tesseract, where that is installed, and holds the words a
    page says it has against what it shows.
    """

    def __init__(self, content: bytes, name: str, by_machine: bool = True) -> None:
        import pypdfium2

        self._by_machine = by_machine
        self._read: dict[int, tuple[str, list[Letter]]] = {}
        self._compared = Compared()
        try:
            with PDFIUM:
                self._pdf = pypdfium2.PdfDocument(as_it_looks(content))
                self._pdf.init_forms()
                self._count = len(self._pdf)
        except pypdfium2.PdfiumError as fault:
            raise BadInput(
                f"{name} cannot be opened: it is damaged or protected by a password. File one that opens first."
            ) from fault
        self._flat: set[int] = set()

    def close(self) -> None:
        """Let go of the file."""
        with PDFIUM:
            self._pdf.close()

    @property
    def unsure(self) -> tuple[str, ...]:
        """What could not be known of this document, in sentences for whoever makes the copy."""
        if not self._by_machine or machine():
            return ()
        return ("Nothing on this computer could compare the words of this document with what its pages show (tesseract is "
                "not installed). A font can say other letters than it draws: look at every page of the copy.",)  # fmt: skip

    def pages(self, progress: Progress | None = None) -> Iterator[PageSeen]:
        """Every page with its words and what must be looked at."""
        self._compare(progress)
        for place in range(self._count):
            with PDFIUM:
                page = self._page(place)
                letters = self._letters(page, place)
                why = self._read[place][0] if place in self._read else ""
                text = "".join(x.sign for x in letters)
                seen = PageSeen(place + 1, text, tuple(pictures_of(page, letters, place + 1, why)))
                page.close()
            yield seen
            if progress is not None:
                progress(place + 1, self._count, "Reading the document")

    def _compare(self, progress: Progress | None) -> None:
        """Hold every font of the document against what it draws, before any page is taken at its word."""
        if not self._by_machine or not machine():
            return
        for place in range(self._count):
            with PDFIUM:
                page = self._page(place)
                letters = letters_of(page)
                if sum(not x.sign.isspace() for x in letters) >= FEWEST and self._compared.wanted(letters):
                    image, scale = _drawn(page)
                    grey = image.convert("L")
                    self._compared.hold(letters, made_out(image, scale), partial(can_be_seen, grey, scale=scale))
                page.close()
            if progress is not None:
                progress(place + 1, self._count, "Comparing its words with what it shows")

    def write(
        self, path: Path, gone: Mapping[int, Gone], front: Sequence[str], progress: Progress | None = None
    ) -> None:
        """Write the copy; see :class:`ehcp_desk.ports.redacting.OpenedPages`."""
        from reportlab.pdfgen.canvas import Canvas

        from ehcp_desk.reports.fonts import REGULAR, faces

        faces()
        out = BytesIO()
        settings: dict[str, Any] = {"invariant": 1, "pageCompression": 1, "lang": "en-GB", "initialFontName": REGULAR}
        canvas = Canvas(out, **settings)
        canvas.setTitle(front[0])
        canvas.setAuthor("")
        canvas.setCreator("EHCP Desk")
        _front_page(canvas, front)
        for place in range(self._count):
            with PDFIUM:
                self._copy(canvas, place, gone.get(place + 1, Gone()))
            if progress is not None:
                progress(place + 1, self._count, "Making the copy")
        canvas.save()
        path.write_bytes(out.getvalue())

    def _page(self, place: int) -> Any:
        """A page whose annotations and form fields are part of its content, so that their words are read too."""
        page = self._pdf[place]
        if place not in self._flat:
            from pypdfium2 import raw

            self._flat.add(place)
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
            page.close()
            page = self._pdf[place]
        return page

    def _letters(self, page: Any, place: int) -> list[Letter]:
        """The letters of a page; of one that has none to read, or whose fonts lie, those a machine makes out of it."""
        if place in self._read:
            return self._read[place][1]
        letters = letters_of(page)
        wordless = sum(not x.sign.isspace() for x in letters) < FEWEST
        if not self._by_machine or (not wordless and self._compared.believes(letters)):
            return letters
        seen = made_out(*_drawn(page))
        if seen or not wordless:
            self._read[place] = (SCAN if wordless else LIES, seen)
            return seen
        return letters

    def _copy(self, canvas: Any, place: int, gone: Gone) -> None:
        from reportlab.lib.utils import ImageReader

        page = self._page(place)
        width, height = page.get_size()
        image, scale = _drawn(page)
        image = image.convert("RGB")
        letters = self._letters(page, place)
        page.close()
        taken = {at: label for start, end, label in gone.places for at in range(start, end)}
        boxes = [*_word_boxes(letters, taken), *(_points(box, width, height) for box in gone.boxes)]
        _burn(image, boxes, scale)
        canvas.setPageSize((width, height))
        jpeg = BytesIO()
        _plain(image).save(jpeg, "JPEG", quality=82)
        canvas.drawImage(ImageReader(BytesIO(jpeg.getvalue())), 0, 0, width, height)
        covered = [_points(box, width, height) for box in gone.boxes]
        _lay_words(canvas, _words(letters, taken), image.convert("L"), scale, height, covered)
        canvas.showPage()


def _drawn(page: Any) -> tuple[Any, float]:
    """The picture of a page and its scale."""
    scale = scale_for(*page.get_size())
    return page.render(scale=scale, may_draw_forms=False, draw_annots=False).to_pil(), scale


def _word_boxes(letters: Sequence[Letter], taken: Mapping[int, str]) -> list[tuple[float, float, float, float]]:
    """One box for each run of letters taken out on one line."""
    runs: list[list[float]] = []
    before = -2
    for at in sorted(taken):
        box = letters[at].box if at < len(letters) else None
        if box is None:
            continue
        run = runs[-1] if runs else None
        beside = run is not None and at - before <= 3 and box[1] < run[3] and box[3] > run[1] and box[0] >= run[0] - 2
        if beside and run is not None:
            run[:] = [min(run[0], box[0]), min(run[1], box[1]), max(run[2], box[2]), max(run[3], box[3])]
        else:
            runs.append(list(box))
        before = at
    return [(r[0], r[1], r[2], r[3]) for r in runs]


def _points(box: Box, width: float, height: float) -> tuple[float, float, float, float]:
    return box[0] * width, box[1] * height, box[2] * width, box[3] * height


def _burn(image: Any, boxes: Sequence[tuple[float, float, float, float]], scale: float) -> None:
    """Black boxes in the pixels themselves, a little larger than what they cover."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(image)
    for left, top, right, bottom in boxes:
        draw.rectangle(((left - _PAD) * scale, (top - _PAD / 2) * scale, (right + _PAD) * scale, (bottom + _PAD / 2) * scale),
                       fill=(0, 0, 0))  # fmt: skip


def _plain(image: Any) -> Any:
    """In greys where the page has no colour: a third of the size."""
    small = image.resize((200, 200)).convert("HSV").getchannel("S")
    return image.convert("L") if small.getextrema()[1] < 30 else image


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    box: tuple[float, float, float, float]
    label: bool = False


def _words(letters: Sequence[Letter], taken: Mapping[int, str]) -> Iterator[_Word]:
    """The words that are left, and one label where some were taken out."""
    held: list[Letter] = []
    label = ""
    for at, letter in enumerate([*letters, Letter(" ", None)]):
        now = taken.get(at, "")
        ends = letter.sign.isspace() or letter.sign == "\x02" or now != label
        if ends and held:
            yield _word(held, label)
            held = []
        label = now if held or now or letter.box is not None else label
        if letter.box is not None and (now or not letter.sign.isspace()):
            label = now
            held.append(letter)


def _word(held: Sequence[Letter], label: str) -> _Word:
    boxes = [x.box for x in held if x.box is not None]
    whole = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    return _Word(f"[removed: {label}]" if label else "".join(x.sign for x in held), whole, bool(label))


def _lay_words(
    canvas: Any, words: Iterator[_Word], image: Any, scale: float, height: float,
    covered: Sequence[tuple[float, float, float, float]],
) -> None:  # fmt: skip
    """Words drawn invisibly where they stand on the picture."""
    from ehcp_desk.reports.fonts import REGULAR, faces

    face = faces()[REGULAR]
    text = canvas.beginText()
    text.setTextRenderMode(3)
    labelled: tuple[str, float] = ("", -1.0)
    for word in words:
        left, top, right, bottom = word.box
        if word.label:
            if (word.text, top) == labelled:
                continue
            labelled = (word.text, top)
        elif not can_be_seen(image, word.box, scale) or _under(word.box, covered):
            continue
        kept = "".join(c for c in word.text if face.holds(c))
        size = max(1.0, min(72.0, bottom - top))
        natural = (face.width(kept) or 0.0) / 1000 * size
        if not kept or natural <= 0:
            continue
        text.setFont(REGULAR, size)
        text.setHorizScale(max(1.0, min(1000.0, 100 * (right - left) / natural)))
        text.setTextOrigin(left, height - bottom)
        text.textOut(f"{kept} ")
    canvas.drawText(text)


def _under(box: tuple[float, float, float, float], covered: Sequence[tuple[float, float, float, float]]) -> bool:
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(c[0] <= across <= c[2] and c[1] <= down <= c[3] for c in covered)


def _front_page(canvas: Any, front: Sequence[str]) -> None:
    """What this copy is and what was taken out, in words, before its pages."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import simpleSplit

    from ehcp_desk.reports.fonts import BOLD, REGULAR

    width, height = A4
    canvas.setPageSize(A4)
    y = height - _MARGIN
    for place, sentence in enumerate(front):
        face, size = (BOLD, _TITLE) if place == 0 else (REGULAR, _BODY)
        for line in simpleSplit(sentence, face, size, width - 2 * _MARGIN):
            canvas.setFont(face, size)
            canvas.drawString(_MARGIN, y, line)
            y -= size * 1.4
        y -= _BODY * 0.6
    canvas.showPage()
