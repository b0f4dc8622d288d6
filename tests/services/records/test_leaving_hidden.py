"""Before a file leaves: names in the places of it that nobody sees on its pages, each of which must be found or said."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
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


@pytest.mark.parametrize("said", [f"<dc:title><r:li>Plan of {NAME}</r:li></dc:title>", f'<r:x dc:title="{NAME}"/>'])
def test_the_title_in_the_metadata_of_a_pdf_is_read(guarded: Desk, tmp_path: Path, said: str) -> None:
    pdf, told = PdfWriter(clone_from=io.BytesIO(page())), StreamObject()
    told._data = f'<x xmlns:dc="d" xmlns:r="r">{said}</x>'.encode()
    pdf.root_object[NameObject("/Metadata")] = pdf._add_object(told)
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
    said = look(guarded, tmp_path / "plan.pdf", twice)
    assert (said.children, EARLIER in said.hidden) == (1, True)
    once = look(guarded, tmp_path / "plan.pdf", page("About nobody"))
    assert once.harmless or EARLIER not in once.hidden


def test_a_pdf_made_for_the_web_hides_no_earlier_pages(guarded: Desk, tmp_path: Path) -> None:
    whole = page().replace(b"startxref", b"<< /Linearized 1 >>\nstartxref\n0\n%%EOF\nstartxref", 1)
    assert EARLIER not in look(guarded, tmp_path / "web.pdf", whole).hidden
