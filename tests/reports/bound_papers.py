"""Papers made ready and bound, and what a reader then sees on a page."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from pypdf import PdfReader

from ehcp_desk.domain.bundles import COUNCIL, AppealType, BundlePaper, Entry, Prepared, Source
from ehcp_desk.reports.bundle.binding import bind
from ehcp_desk.reports.bundle.making import prepare
from tests.reports.sample_head import HEAD

A4_WIDE, A4_TALL = 595.276, 841.89


def source(folder: Path, name: str, content: bytes, kind: str = "", text: str | None = None) -> Source:
    path = folder / name
    path.write_bytes(content)
    about = (("From", "Ines Thornbury"), ("Subject", "A visit")) if text is not None else ()
    return Source(path, name, sha256(content + name.encode()).hexdigest(), len(content), kind, text, about)


def made(folder: Path, name: str, content: bytes, kind: str = "", ocr: bool = False) -> Prepared:
    return prepare(source(folder, name, content, kind), folder, ocr)


def entry(prepared: Prepared, number: int = 1, part: str = COUNCIL, new: bool = False) -> Entry:
    return Entry(number, f"Paper {number}", part, date(2026, 3, number), "Joy Addo", f"{number}.pdf", f"{number:064d}",
                 prepared, tuple(range(prepared.looked.pages)), new=new)  # fmt: skip


def paper(*entries: Entry, **more: object) -> BundlePaper:
    return BundlePaper(HEAD, "Maisie Farrowdale", "SEN/26118", "Joy Addo", AppealType.CONTENTS, 1, entries,
                       **{"chronology": None, "journal": "ab" * 32, **more})  # type: ignore[arg-type]  # fmt: skip


def bound(tmp_path: Path, *entries: Entry, **more: object) -> Path:
    path = tmp_path / "bundle.pdf"
    bind(paper(*entries, **more), path)
    return path


def words(path: Path, page: int) -> str:
    return " ".join(PdfReader(path).pages[page - 1].extract_text().split())


def spot(path: Path, page: int, sought: str) -> tuple[float, float]:
    """Where words stand last on a page as a reader sees it: left and foot in points."""
    with pdfium.PdfDocument(path) as pdf:
        text = pdf[page - 1].get_textpage()
        search, places = text.search(sought), []
        while (found := search.get_next()) is not None:
            places.append(text.get_charbox(found[0])[:2])
        text.close()
    assert places, f"{sought} is not on page {page}"
    return places[-1]


def one_page(draw: str, **page: object) -> bytes:
    """A page drawn by hand, to be as odd as a test needs."""
    with pikepdf.Pdf.new() as pdf:
        blank = pdf.add_blank_page(page_size=(A4_WIDE, A4_TALL))
        font = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                                    BaseFont=pikepdf.Name.Helvetica))  # fmt: skip
        blank.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        blank.obj.Contents = pdf.make_stream(draw.encode())
        for name, value in page.items():
            blank.obj[f"/{name}"] = value
        held = BytesIO()
        pdf.save(held)
    return held.getvalue()


MARK = "BT /F1 20 Tf {x} {y} Td (MARK) Tj ET"
