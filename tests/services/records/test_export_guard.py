"""Before a file or a list leaves: whom it names, what it hides, small numbers; and the confirmation that is kept."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from reportlab.pdfgen.canvas import Canvas

from ehcp_desk.bootstrap import _read_leaving, _write_table
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput, NotAllowed
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.export_guard import confirm, export_confirmed, look_at, warn_of_list

DAY = date(2026, 10, 30)


@pytest.fixture
def guarded(team: Desk, maisie: str) -> Desk:
    child = Child(0, "O’Hushaby-Vane", "Wilfrid Tam", date(2015, 1, 2), upn="A123456789012")
    open_request(team, NewRequest("SEN/26900", child, DAY, "parent"))
    return replace(team, leaving=_read_leaving, tables=_write_table)


def book(path: Path, hide: bool) -> Path:
    """A workbook of figures; with ``hide``, children on a sheet and in a column that nobody sees."""
    made = xlsxwriter.Workbook(str(path))
    shown = made.add_worksheet("Answer")
    shown.write_row(0, 0, ["Need", "Children"])
    shown.write_row(1, 0, ["Hearing", 3])
    shown.write_row(2, 0, ["Speech", 40])
    if hide:
        shown.set_column(1, 1, 10, None, {"hidden": True})
        away = made.add_worksheet("Data")
        away.write_row(0, 0, ["Farrowdale", "Maisie", 17])
        away.write_row(1, 0, ["Vane, O'Hushaby-Vane", "Wilfrid", 3])
        away.hide()
    made.close()
    return path


def test_hidden_sheets_and_columns_and_the_children_on_them_are_said(guarded: Desk, tmp_path: Path) -> None:
    said = look_at(guarded, book(tmp_path / "foi.xlsx", True), "the public")
    assert said.children >= 1 and said.small == 1
    assert any("sheet itself is hidden (Data)" in one for one in said.hidden)
    assert any("hidden column B" in one and "(Answer)" in one for one in said.hidden)
    assert (
        said.sentence.startswith("foi.xlsx, for the public, names ")
        and "by which a child may be known" in said.sentence
    )


def test_figures_that_name_nobody_and_hide_nothing_but_are_small(guarded: Desk, tmp_path: Path) -> None:
    said = look_at(guarded, book(tmp_path / "foi.xlsx", False), "the public")
    assert (said.children, said.hidden, said.small) == (0, (), 1)
    plain = tmp_path / "plain.csv"
    plain.write_text("Need,Children\r\nHearing,12\r\n", encoding="utf-8")
    assert look_at(guarded, plain, "the public").harmless


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Maisie Farrowdale and Wilfrid O’Hushaby-Vane came.", 2),
        ("Farrowdale,\nMaisie was seen.", 1),
        ("about A123456789012", 1),
        ("Our reference: SEN/26118.", 1),
        ("Maisie Brown met Ada Farrowdale’s sister long ago.", 1),  # rather once too often
        ("Maisie was seen.", 0),
        ("Mrs Farrowdale rang.", 0),
    ],
)
def test_children_are_found_by_name_number_and_reference(guarded: Desk, tmp_path: Path, words: str, count: int) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(words, encoding="utf-8")
    assert look_at(guarded, path, "a school").children == count


@pytest.fixture
def accented(guarded: Desk) -> Desk:
    for ref, surname, forenames in (
        ("SEN/27001", "Smith-Jones", "Inês"), ("SEN/27002", "O'Brien", "Zoë"), ("SEN/27003", "Le Goff", "Anne-Marie"),
        ("SEN/27004", "Mac Donald", "Jean"),
    ):  # fmt: skip
        open_request(guarded, NewRequest(ref, Child(0, surname, forenames, date(2014, 5, 3)), DAY, "parent"))
    return guarded


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Inês,Smith-Jones", 1), ("Ines,Smith Jones", 1), ("INES SMITH\u2010JONES", 1), ("Ines SmithJones", 1),
        ("Zoe OBrien", 1), ("Zoe\u0308 O\u2019Brien", 1), ("Zoë O Brien’s", 1), ("Zoe,O`Brien", 1),
        ("Anne Marie,Le Goff", 1), ("Annemarie Le Goff", 1), ("Anne\u2011Marie Le-Goff", 1), ("Goff, Marie", 0),
        ("Jean MacDonald", 1), ("Mac-Donald_Jean2026", 1), ("jean.mcdonald@school.example", 0),
        ("Zoe Smith met Ines Brien", 0),
    ],
)  # fmt: skip
def test_children_are_found_without_accents_hyphens_and_apostrophes(
    accented: Desk, tmp_path: Path, words: str, count: int
) -> None:
    for name, text in (
        ("letter.txt", words),
        ("list.csv", f"Name,Due\r\n{words.replace(',', ' ')},12\r\n"),
        ("one.csv", words),
    ):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert look_at(accented, path, "a school").children == count, name


def test_sheet_names_headers_titles_and_notes_are_read(accented: Desk, tmp_path: Path) -> None:
    made = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    made.set_properties({"title": "Inês Smith-Jones", "author": ""})
    sheet = made.add_worksheet("O'Brien Zoe")
    sheet.set_footer('&L&"Arial,Bold"&10Anne-Marie Le Goff&RPage &P')
    sheet.write_row(0, 0, ["Need", "Children"])
    sheet.write_row(1, 0, ["Hearing", 12])
    sheet.insert_textbox(5, 5, "Jean Mac Donald")
    sheet.write_comment("A1", "Wilfrid O’Hushaby-Vane")
    made.close()
    assert look_at(accented, tmp_path / "a.xlsx", "the public").children == 5
    canvas = Canvas(str(tmp_path / "b.pdf"))
    canvas.setTitle("Ines Smith Jones")
    canvas.drawString(72, 700, "Figures")
    canvas.textAnnotation("Zoë O'Brien", Rect=[100, 100, 200, 200])
    canvas.bookmarkPage("here")
    canvas.addOutlineEntry("Anne-Marie Le Goff", "here")
    canvas.save()
    assert look_at(accented, tmp_path / "b.pdf", "the public").children == 3


def test_the_name_of_the_file_is_read_too(accented: Desk, tmp_path: Path) -> None:
    path = tmp_path / "SmithJonesInes 2026.csv"
    path.write_text("Need,Children\r\nHearing,12\r\n", encoding="utf-8")
    assert look_at(accented, path, "the public").children == 1


def test_a_damaged_archive_says_that_its_titles_were_not_read(accented: Desk, tmp_path: Path) -> None:
    path = tmp_path / "broken.docx"
    path.write_bytes(b"PK\x03\x04 and no more")
    assert "its titles, headers and notes could not be read" in look_at(accented, path, "the public").unread


def test_a_part_beside_the_words_that_is_too_large_is_said_to_be_unread(
    accented: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "letter.docx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("word/document.xml", "<w:p>Hello</w:p>")
        made.writestr("word/comments.xml", "<w:comment>Inês Smith-Jones</w:comment>" + " " * 300)
        made.writestr("docProps/core.xml", "<dc:title>Zoë O'Brien</dc:title>")
        made.writestr("word/media/image1.png", "x" * 300)
    monkeypatch.setattr("ehcp_desk.exchange.beside_words.LARGEST_FILE", 200)
    said = look_at(accented, path, "the public")
    assert said.children == 1, "what can be read is read"
    assert "word/comments.xml" in said.unread and "too large" in said.unread and "image1" not in said.unread


def test_comments_and_the_author_of_a_word_file_are_said(guarded: Desk, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    word = (
        '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Hello</w:t></w:r></w:p><w:del w:id="1"/></w:body></w:document>'
    )
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("word/document.xml", word)
        made.writestr("word/comments.xml", "<x/>")
        made.writestr(
            "docProps/core.xml", "<c><dc:creator>Joy Addo</dc:creator><cp:lastModifiedBy></cp:lastModifiedBy></c>"
        )
    hidden = look_at(guarded, path, "a school").hidden
    assert {"comments", "words that were deleted, kept as changes", "its author’s name"} <= set(hidden)
    assert "who saved it last" not in hidden


def test_a_confirmation_is_kept_with_its_reason(guarded: Desk, tmp_path: Path) -> None:
    said = look_at(guarded, book(tmp_path / "foi.xlsx", True), "the public")
    with pytest.raises(BadInput, match="Say why"):
        confirm(guarded, said, " ")
    with pytest.raises(BadInput, match="Say who"):
        look_at(guarded, tmp_path / "foi.xlsx", " ")
    with pytest.raises(BadInput, match="is not a file"):
        look_at(guarded, tmp_path / "none.xlsx", "the public")
    with pytest.raises(NotAllowed):
        confirm(replace(guarded, roles=frozenset({Role.CASEWORKER})), said, "agreed")
    with guarded.store.read() as work:
        head = work.record_head()
    number = confirm(guarded, said, "Agreed with the data protection officer")
    with guarded.store.read() as work:
        (line,) = work.journal(kind="export_confirmed")
        assert work.record_head() == head  # what left is no change to the record
    told = json.loads(line.payload or "{}")
    assert (line.seq, told["to"], told["why"]) == (number, "the public", "Agreed with the data protection officer")
    assert told["sha256"] == said.sha256 and told["children"] == said.children


def test_a_list_of_cases_is_written_only_with_a_recipient_and_a_reason(guarded: Desk, tmp_path: Path) -> None:
    query, path = CaseQuery(DAY, scope=Scope.ALL), tmp_path / "cases.csv"
    assert warn_of_list(guarded, query, path.name).children == 2
    with pytest.raises(BadInput, match="who the list is for"):
        export_confirmed(guarded, query, path, "", "why")
    assert not path.exists()
    assert export_confirmed(guarded, query, path, "the panel", "The October meeting") == 2
    assert "Farrowdale" in path.read_text(encoding="utf-8-sig")
    with guarded.store.read() as work:
        (line,) = work.journal(kind="export_confirmed")
    assert json.loads(line.payload or "{}")["children"] == 2
