"""The Word form of a paper: the same order, headings and words, with real headings, head rows and a language.

The bytes depend on the document alone.  Charts are pictures of what tables say, and are left out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ehcp_desk.reports.content import content_digest, content_foot, stamp
from ehcp_desk.reports.model import (
    Block,
    Columns,
    Document,
    Heading,
    Line,
    PageBreak,
    Pairs,
    Paragraph,
    PictureBlock,
    Run,
    StripBlock,
    Table,
    Tone,
)
from ehcp_desk.reports.plain_text import clean
from ehcp_desk.reports.styles import LARGE_PRINT, TONES, sheet_for

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.table import _Cell

_FACE = "Arial"
_BODY, _SMALL, _TITLE, _HEADING = 10.0, 9.0, 16.0, 12.5
_MM = 36_000
MADE = datetime(2026, 1, 1, tzinfo=UTC)
"""Every file is stamped with one day, so that the same document is the same bytes; the paper says its own day."""


def render_docx(document: Document) -> bytes:
    """The whole file."""
    import docx

    file = docx.Document()
    _set_up(file, document)
    writer = _Writer(file, document)
    name = Line((Run(f"{document.name} "), Run(document.standing, strong=True))) if document.standing else None
    for line in (Line((Run(document.council, strong=True),)), Line((Run(document.service),)),
                 name or Line((Run(document.name),)), Line((Run(document.as_at),))):  # fmt: skip
        writer.paragraph(line)
    for block in document.blocks:
        writer.block(block)
    return still(file)


def _set_up(file: WordFile, document: Document) -> None:
    """The page, the type, the language, and what the file says about itself."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Emu, Pt

    digest = content_digest(document)
    sheet, section = sheet_for(document), file.sections[0]
    section.page_width, section.page_height = Emu(int(sheet.width * 12_700)), Emu(int(sheet.height * 12_700))
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Emu(15 * _MM)
    sizes = {"Normal": _BODY, "Heading 1": _TITLE, "Heading 2": _HEADING}
    plain_type(file, {style: size * document.scale for style, size in sizes.items()}, document.language)
    normal: Any = file.styles["Normal"]
    normal.paragraph_format.space_after = Pt(2)
    about = file.core_properties
    about.title, about.author = clean(document.title)[:255], clean(document.author)[:255]
    about.subject = clean(f"{document.name}. {document.as_at}. {document.reference}. {document.seal}")[:255]
    about.keywords, about.language, about.comments = stamp(document, digest), document.language, ""
    about.created = about.modified = MADE
    about.last_modified_by = "EHCP Desk"
    foot = section.footer.paragraphs[0]
    foot.text = clean(f"{document.reference} · {document.seal}. {content_foot(digest)}")
    foot.runs[0].font.size = Pt(_small(document.scale))


def _small(scale: float) -> float:
    """The size of second lines and of the foot: in large print no smaller than the words."""
    return (_BODY if scale >= LARGE_PRINT else _SMALL) * scale


def plain_type(file: WordFile, sizes: Mapping[str, float], language: str) -> None:
    """Styles in one plain black face, each of its size in points, and the language the file is written in."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for style, size in sizes.items():
        kind: Any = file.styles[style]
        kind.font.name, kind.font.size = _FACE, Pt(size)
        kind.font.color.rgb = RGBColor(0, 0, 0)
        fonts = kind.element.get_or_add_rPr().get_or_add_rFonts()
        for slot in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(slot), None)
    normal: Any = file.styles["Normal"]
    spoken = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): language})
    normal.element.rPr.append(spoken)


class _Writer:
    """Writes blocks in order."""

    def __init__(self, file: WordFile, document: Document) -> None:
        self._file, self._scale = file, document.scale

    def block(self, block: Block) -> None:
        match block:
            case Heading():
                self._file.add_heading(clean(block.text), min(block.level, 2))
                if block.aside is not None:
                    self.paragraph(block.aside)
            case Paragraph():
                self.paragraph(block.line)
            case Pairs():
                self._pairs(block)
            case Table():
                self._table(block)
            case Columns():
                for inside in (*block.left, *block.right):
                    self.block(inside)
            case StripBlock():
                for caption in block.figure.captions:
                    self.paragraph(Line((Run(caption),)))
            case PictureBlock():
                self._picture(block)
            case PageBreak():
                self._file.add_paragraph().paragraph_format.page_break_before = True
            case _:
                pass

    def paragraph(self, line: Line) -> None:
        self._runs(self._file.add_paragraph(), line)

    def _picture(self, block: PictureBlock) -> None:
        shape = self._file.add_picture(io.BytesIO(block.content), self._room())
        shape._inline.docPr.set("descr", clean(block.alt))
        if block.caption:
            self.paragraph(Line((Run(block.caption, tone=Tone.QUIET),), small=True))

    def _pairs(self, block: Pairs) -> None:
        table: Any = self._file.add_table(rows=0, cols=2)
        for name, line in block.rows:
            cells = table.add_row().cells
            self._runs(cells[0].paragraphs[0], Line((Run(name, tone=Tone.QUIET),)))
            self._runs(cells[1].paragraphs[0], line)
        self._widths(table, (25.0, 75.0))

    def _table(self, block: Table) -> None:
        table: Any = self._file.add_table(rows=0, cols=len(block.columns), style="Table Grid")
        if block.head:
            row = table.add_row()
            self._repeated(row)
            for cell, column in zip(row.cells, block.columns, strict=True):
                self._runs(cell.paragraphs[0], Line((Run(column.title, strong=True),), small=True))
        for told in block.rows:
            row = table.add_row()
            self._whole(row)
            cells = row.cells
            if len(told) < len(block.columns):
                cells = [cells[0].merge(cells[-1])]
            for cell, lines in zip(cells, told, strict=True):
                self._cell(cell, lines)
        self._widths(table, tuple(max(column.share, 6.0) for column in block.columns))
        self._file.add_paragraph()

    def _cell(self, cell: _Cell, lines: tuple[Line, ...]) -> None:
        for place, line in enumerate(lines):
            self._runs(cell.paragraphs[0] if place == 0 else cell.add_paragraph(), line)

    def _runs(self, paragraph: Any, line: Line) -> None:
        from docx.shared import Pt, RGBColor

        for run in line.runs:
            made = paragraph.add_run(clean(run.text))
            made.bold = run.strong or None
            made.font.size = Pt(_small(self._scale) if line.small else _BODY * self._scale)
            made.font.color.rgb = RGBColor.from_string(TONES[run.tone].lstrip("#"))

    def _widths(self, table: Any, shares: tuple[float, ...]) -> None:
        """Widths by their shares of the page; Word wants them on every cell."""
        from docx.shared import Emu

        room = self._room()
        table.autofit = False
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Emu(int(room * share / sum(shares)))
        widths = [column.width for column in table.columns]
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width

    def _room(self) -> int:
        """The width between the margins."""
        section = self._file.sections[0]
        return int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)

    def _repeated(self, row: Any) -> None:
        """A head row, repeated on each page and read as one."""
        self._say(row, "w:tblHeader")

    def _whole(self, row: Any) -> None:
        """A row that is not split over pages."""
        self._say(row, "w:cantSplit")

    def _say(self, row: Any, what: str) -> None:
        from docx.oxml.ns import qn

        properties = row._tr.get_or_add_trPr()
        properties.append(properties.makeelement(qn(what), {}))


def still(file: WordFile) -> bytes:
    """The file's bytes with every part stamped alike, so that the clock of the computer is not in them."""
    first, out = io.BytesIO(), io.BytesIO()
    file.save(first)
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(part, made.read(name))
    return out.getvalue()
