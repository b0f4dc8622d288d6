"""Before a file leaves: names in the places of it that nobody sees on its pages, each of which must be found or said."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from ehcp_desk.bootstrap import _read_leaving
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.leaving_files import Warned
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.export_guard import look_at

DAY = date(2026, 10, 30)
NAME = "Tomos Vaisey"
EARLIER = "earlier versions of its pages"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def guarded(team: Desk) -> Desk:
    open_request(team, NewRequest("SEN/26900", Child(0, "Vaisey", "Tomos", date(2015, 1, 2)), DAY, "parent"))
    return replace(team, leaving=_read_leaving)


def look(desk: Desk, path: Path, content: bytes) -> Warned:
    path.write_bytes(content)
    return look_at(desk, path, "the press")


def page(words: str = "Figures") -> bytes:
    """A PDF of one page with these words on it."""
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.drawString(72, 700, words)
    canvas.save()
    return made.getvalue()


def written(pdf: PdfWriter) -> bytes:
    made = io.BytesIO()
    pdf.write(made)
    return made.getvalue()


def field_of(pdf: PdfWriter, on_a_page: bool) -> None:
    """A field whose value stands above its box, as where it repeats: the box on a page, or only in the list of fields."""
    box, field = DictionaryObject(), DictionaryObject()
    box_at, field_at = pdf._add_object(box), pdf._add_object(field)
    box.update({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget")})
    field.update({NameObject("/T"): TextStringObject("child"), NameObject("/V"): TextStringObject(NAME)})
    field[NameObject("/Kids")] = ArrayObject([box_at])
    if on_a_page:
        box[NameObject("/Parent")] = field_at
        pdf.pages[0][NameObject("/Annots")] = ArrayObject([box_at])
    else:
        pdf.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([field_at])})


@pytest.mark.parametrize("on_a_page", [True, False])
def test_the_value_of_a_field_that_repeats_is_read(guarded: Desk, tmp_path: Path, on_a_page: bool) -> None:
    pdf = PdfWriter(clone_from=io.BytesIO(page()))
    field_of(pdf, on_a_page)
    assert look(guarded, tmp_path / "form.pdf", written(pdf)).children == 1


@pytest.mark.parametrize("told", [f"<dc:title><r:li>Plan of {NAME}</r:li></dc:title>", f'<r:x dc:title="{NAME}"/>'])
def test_the_title_in_the_metadata_of_a_pdf_is_read(guarded: Desk, tmp_path: Path, told: str) -> None:
    pdf, kept = PdfWriter(clone_from=io.BytesIO(page())), StreamObject()
    kept._data = f'<x xmlns:dc="d" xmlns:r="r">{told}</x>'.encode()
    pdf.root_object[NameObject("/Metadata")] = pdf._add_object(kept)
    assert look(guarded, tmp_path / "plan.pdf", written(pdf)).children == 1


def changed(before: bytes, words: str) -> bytes:
    """The PDF with other words on its page, the ones before kept in the file."""
    pdf, drawn = PdfWriter(io.BytesIO(before), incremental=True), StreamObject()
    drawn._data = f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode()
    pdf.pages[0][NameObject("/Contents")] = pdf._add_object(drawn)
    return written(pdf)


def test_the_pages_a_pdf_was_saved_over_are_read_and_said(guarded: Desk, tmp_path: Path) -> None:
    twice = changed(changed(page(f"About {NAME}"), "Nobody"), "Nothing")
    assert "Vaisey" not in PdfReader(io.BytesIO(twice)).pages[0].extract_text()
    found = look(guarded, tmp_path / "plan.pdf", twice)
    assert (found.children, EARLIER in found.hidden) == (1, True)
    once = look(guarded, tmp_path / "plan.pdf", page("About nobody"))
    assert once.harmless or EARLIER not in once.hidden


def test_a_pdf_made_for_the_web_hides_no_earlier_pages(guarded: Desk, tmp_path: Path) -> None:
    whole = page().replace(b"startxref", b"<< /Linearized 1 >>\nstartxref\n0\n%%EOF\nstartxref", 1)
    assert EARLIER not in look(guarded, tmp_path / "web.pdf", whole).hidden


def docx(body: str, parts: dict[str, str] | None = None) -> bytes:
    """A Word file with this body, and parts of the package beside it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f"<w:document {WORD}><w:body>{body}</w:body></w:document>")
        for name, said in (parts or {}).items():
            package.writestr(name, said)
    return made.getvalue()


def said(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{said(cell)}</w:tc>' for cell in cells)}</w:tr>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"Need,Children\r\nHearing, 3 \r\nSpeech,40\r\nSight,0\r\n"),
        ("list.csv", b"Children\r\n3\r\n40\r\n"),
        ("a.docx", docx(f"<w:tbl>{row('Hearing', '3')}{row('Speech', '40')}</w:tbl>")),
        ("a.html", b"<p>4</p><table><tr><td>Hearing<td> 3 <tr><th>Speech</th><td>40</td></tr></table>"),
    ],
)
def test_a_small_number_written_as_text_in_a_cell_is_counted(
    guarded: Desk, tmp_path: Path, name: str, content: bytes
) -> None:
    assert look(guarded, tmp_path / name, content).small == 1


@pytest.mark.parametrize("name", ["a.docx", "a.txt", "a.pdf", "a.html"])
def test_a_first_name_here_and_a_surname_far_below_are_nobody(guarded: Desk, tmp_path: Path, name: str) -> None:
    lines = ["Tomos of another family.", *["words between here"] * 30, "Mr Vaisey of elsewhere."]
    made = io.BytesIO()
    canvas = Canvas(made)
    for place, line in enumerate(lines):
        canvas.drawString(72, 800 - 15 * place, line)
    canvas.save()
    content = {
        "a.docx": docx("".join(map(said, lines))), "a.txt": "\n".join(lines).encode(), "a.pdf": made.getvalue(),
        "a.html": "".join(f"<p>{line}</p>" for line in lines).encode(),
    }  # fmt: skip
    assert look(guarded, tmp_path / name, content[name]).children == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"First name:\nTomos\nSurname:\nVaisey\n"),
        ("a.docx", docx(f"<w:tbl>{row('Vaisey', 'long words of a need that fill the cell ' * 3, 'Tomos')}</w:tbl>")),
        ("a.html", f"<tr><td>Vaisey<td>\n{'long words of a need ' * 9}\n<td>Tomos</tr>".encode()),
        ("b.html", f"<p>Plan of<br>{NAME[:5]}<br>{NAME[6:]}</p>".encode()),
    ],
)
def test_a_name_in_the_boxes_of_a_form_or_a_row_of_a_table_is_one(
    guarded: Desk, tmp_path: Path, name: str, content: bytes
) -> None:
    assert look(guarded, tmp_path / name, content).children == 1


def run(words: str, tag: str = "w:t") -> str:
    return f"<w:r><{tag}>{words}</{tag}></w:r>"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("del", "words that were deleted, kept as changes"), ("ins", "words that were put in, kept as changes"),
        ("moveFrom", "words that were moved, kept as changes"), ("moveTo", "words that were moved, kept as changes"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("part", ["word/document.xml", "word/header1.xml", "word/footnotes.xml"])
def test_tracked_changes_are_read_and_said_wherever_they_stand(
    guarded: Desk, tmp_path: Path, part: str, change: str, words: str
) -> None:
    told = f'<w:p><w:{change} w:id="1">{run(NAME, "w:delText")}</w:{change}></w:p>'
    here = part == "word/document.xml"
    made = docx(told) if here else docx(said("Hello"), {part: f"<w:hdr {WORD}>{told}</w:hdr>"})
    found = look(guarded, tmp_path / "a.docx", made)
    assert (found.children, found.hidden) == (1, (words,))


FIELD = f"<w:p>{run('HYPERLINK &quot;file:///s:/Tomos%20Vaisey.docx&quot;', 'w:instrText')}</w:p>"
LINK = '<Relationships><Relationship Id="a" TargetMode="External" Target="file:///s:/Tomos%20Vaisey.docx"/></Relationships>'


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (FIELD, {}),
        (f'<w:p><w:ins w:id="1" w:author="{NAME}">{run("x")}</w:ins></w:p>', {}),
        (said("Hello"), {"word/afchunk1.htm": f"<p>About {NAME}</p>"}),
        (said("Hello"), {"word/glossary/document.xml": f"<w:document {WORD}>{said(NAME)}</w:document>"}),
        (said("Hello"), {"customXml/item1.xml": "<r><first>Tomos</first><last>Vaisey</last></r>"}),
        (said("Hello"), {"word/_rels/document.xml.rels": LINK}),
    ],
)
def test_every_part_of_a_word_file_that_holds_words_is_read(
    guarded: Desk, tmp_path: Path, body: str, parts: dict[str, str]
) -> None:
    found = look(guarded, tmp_path / "a.docx", docx(body, parts))
    assert (found.children, found.unread) == (1, "")


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "word/afchunk1.rtf", "extra/notes.xml"])
def test_a_part_of_a_word_file_that_cannot_be_read_is_said(guarded: Desk, tmp_path: Path, part: str) -> None:
    found = look(guarded, tmp_path / "a.docx", docx(said("Hello"), {part: NAME, "word/media/image1.png": "x"}))
    assert part in found.unread and "image1" not in found.unread


def test_formulas_links_and_lists_to_choose_from_are_read(guarded: Desk, tmp_path: Path) -> None:
    for number, fill in enumerate((
        lambda sheet: sheet.write_formula("A2", f'="no"&"{NAME}"', None, "ok"),
        lambda sheet: sheet.write_url("A2", "file:///s:/Tomos%20Vaisey.docx", string="case"),
        lambda sheet: sheet.data_validation("A2", {"validate": "list", "source": [NAME, "Other"]}),
    )):  # fmt: skip
        path = tmp_path / f"{number}.xlsx"
        made = xlsxwriter.Workbook(str(path))
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Need", "Children"])
        fill(sheet)
        made.close()
        assert look_at(guarded, path, "the press").children == 1, number
