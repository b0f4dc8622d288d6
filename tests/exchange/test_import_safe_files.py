"""Other people's files cannot harm: bombs, locks, entities and what a sheet hides; and ours cannot run as formulas."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from xlsxwriter import Workbook as Writer

from ehcp_desk.domain.importing import KnownIndex
from ehcp_desk.exchange import archives, workbooks
from ehcp_desk.exchange.archives import open_archive, parse_xml
from ehcp_desk.exchange.cells import UnreadableFile
from ehcp_desk.exchange.document_text import WORD, document_text
from ehcp_desk.exchange.safe_cells import csv_writer
from ehcp_desk.exchange.tables import read_book_bytes
from ehcp_desk.exchange.trackers import TrackerReader
from ehcp_desk.exchange.xlsx_out import SheetOut, write_xlsx

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 2)
HEADINGS = ["Ref", "Surname", "Forename", "DOB", "Date request received"]


def sheet_bytes(*rows: list[object]) -> bytes:
    book, data = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(data)
    return data.getvalue()


def zipped(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return data.getvalue()


def refusal(data: bytes, name: str = "tracker.xlsx") -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_book_bytes(data, name)
    sentence = str(caught.value)
    assert sentence.startswith(name)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_an_archive_far_larger_inside_than_outside_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "SMALL", 1_000_000)
    bomb = zipped(xl__workbook_xml=b"<workbook/>", xl__big=bytes(5_000_000))
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_a: pytest.fail("unpacked"))
    assert "unpacks to 5 MB, far more than a tracker holds" in refusal(bomb)


def test_an_archive_that_says_it_is_small_and_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = zipped(xl__workbook_xml=b"<workbook/>", xl__big=bytes(5_000_000))
    liar = honest.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 1_000))
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1_000_000)
    assert "holds more than it says" in refusal(liar)


def test_a_truthful_archive_is_measured_and_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1_000_000)
    made = sheet_bytes(HEADINGS, ["SEN/1", "Pemberley", "Arlo", date(2019, 5, 1), date(2026, 9, 1)])
    assert len(made) * 1032 > archives.MOST_UNPACKED
    assert read_book_bytes(made, "tracker.xlsx").sheets[0].last_used_row == 2


def test_an_archive_with_too_many_members_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    assert "far more than a tracker" in refusal(sheet_bytes(HEADINGS))


@pytest.mark.parametrize(("data", "name", "words"), [
    (b"%PDF-1.7\n1 0 obj <</Encrypt 2 0 R>>", "list.pdf", "is a PDF locked with a password"),
    (b"%PDF-1.7\n", "list.pdf", "is a PDF, not a spreadsheet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "is locked with"),
])  # fmt: skip
def test_locked_files_are_answered_with_one_sentence(data: bytes, name: str, words: str) -> None:
    assert words in refusal(data, name)


def test_a_locked_archive_is_answered_with_one_sentence() -> None:
    data = bytearray(zipped(xl__workbook_xml=b"<workbook/>"))
    data[6] |= 1  # in the member's own header and in the list at the end
    place = data.rfind(b"PK\x01\x02")
    data[place + 8] |= 1
    assert "is locked with a password" in refusal(bytes(data), "cases.zip")


def test_xml_with_a_document_type_is_refused_and_never_unfolds() -> None:
    laughs = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    for said in (laughs, laughs.decode().encode("utf-16")):
        with pytest.raises(Exception, match="document type"):
            parse_xml(said)
    assert "is damaged" in refusal(zipped(xl__workbook_xml=laughs))
    word = zipped(word__document_xml=laughs)
    assert document_text(word, WORD).unread.startswith("The file is damaged")


def test_a_word_file_that_is_a_bomb_is_filed_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "SMALL", 1_000)
    assert document_text(zipped(word__document_xml=bytes(900_000)), WORD).unread.startswith("The file is damaged")


def test_a_sheet_of_too_many_cells_is_refused_before_its_rows_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_CELLS", 9)
    monkeypatch.setattr(workbooks, "refuse_a_vast_sheet", lambda *_a: None)  # as for kinds other than XLSX
    assert "2 rows of 5 columns, far more than a tracker holds" in refusal(sheet_bytes(HEADINGS, ["SEN/1"] * 5))


def test_what_a_sheet_hides_and_merges_is_said_and_is_still_brought_in(tmp_path: Path) -> None:
    file = tmp_path / "tracker.xlsx"
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(HEADINGS)
    for number in range(1, 5):
        page.append([f"SEN/{number}", f"Pemberley{number}", "Arlo", date(2019, 5, number), date(2026, 9, number)])
    page.row_dimensions[3].hidden = True
    page.row_dimensions[4].hidden = True
    page.column_dimensions["D"].hidden = True
    page.merge_cells("G7:H8")
    book.save(file)
    certificate = TrackerReader().plan(file, KnownIndex(), DAY).certificate
    assert certificate.created == 4
    assert certificate.notes == (
        "Sheet Sheet has hidden column D; 2 hidden rows; 1 merged area: only the first cell of each holds anything. "
        "What is hidden is brought in like the rest.",
    )
    assert certificate.as_json()["notes"] == list(certificate.notes)


def test_a_hidden_sheet_is_said(tmp_path: Path) -> None:
    file = tmp_path / "tracker.xlsx"
    book = Workbook()
    assert book.active is not None
    book.active.title = "Front"
    page = book.create_sheet("Cases")
    page.append(HEADINGS)
    page.append(["SEN/1", "Pemberley", "Arlo", date(2019, 5, 1), date(2026, 9, 1)])
    page.sheet_state = "hidden"
    book.save(file)
    assert "the sheet itself is hidden" in TrackerReader().plan(file, KnownIndex(), DAY).certificate.notes[0]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_any_encoding_is_read(codec: str) -> None:
    text = "Ref,Surname,Forename,Note\r\nSEN/1,Brontë,Zoë,“it’s late”\r\n" + "SEN/2,Smythe,Ann,nothing to say\r\n" * 20
    rows = read_book_bytes(text.encode(codec), "tracker.csv").sheets[0].rows
    assert list(rows[1])[:3] == ["SEN/1", "Brontë", "Zoë"]


@pytest.mark.parametrize(("written", "said"), [
    (["04/03/2026", "05/06/2026"], "2 dates could be read day or month first"),
    (["04/03/2026", "25/06/2026"], ""),
    (["25/03/2026", "06/25/2026"], "some dates can only be read day first and some only month first"),
])  # fmt: skip
def test_dates_that_could_be_read_two_ways_are_reported(tmp_path: Path, written: list[str], said: str) -> None:
    file = tmp_path / "tracker.csv"
    lines = [",".join(HEADINGS), *(f"SEN/{n},Pemberley{n},Arlo,2019-05-01,{day}" for n, day in enumerate(written))]
    file.write_text("\n".join(lines), encoding="utf-8")
    notes = TrackerReader().plan(file, KnownIndex(), DAY).certificate.notes
    assert bool(notes) is bool(said)
    assert all(said in note for note in notes)


HOSTILE = ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\r=1"]


def test_workbooks_quote_what_an_edit_could_run(tmp_path: Path) -> None:
    file = tmp_path / "out.xlsx"
    write_xlsx(file, [SheetOut("Cases", ["=Ref", "Name"], [[text, "Arlo"] for text in HOSTILE], "=Title")], DAY)
    page = load_workbook(file).active
    assert page is not None
    quoted = [bool(row[0].quotePrefix) for row in page.iter_rows(min_row=3)]
    assert quoted == [True] * 7
    assert not any(row[1].quotePrefix for row in page.iter_rows(min_row=3))


def test_only_one_room_writes_cells() -> None:
    """Every CSV and XLSX we write goes through ``safe_cells``: no other file makes a writer or writes a text cell."""
    raw = re.compile(r"csv\.(writer|DictWriter)\(|\.write_string\(|\.write_formula\(|\.write_url\(|page\.write\(")
    found = {str(path.relative_to(ROOT)) for room in ("ehcp_desk", "ui", "db")
             for path in (ROOT / room).rglob("*.py") if raw.search(path.read_text(encoding="utf-8"))}  # fmt: skip
    assert found == {"ehcp_desk/exchange/safe_cells.py"}
    books = {path.name for path in (ROOT / "ehcp_desk").rglob("*.py") if re.search(r"\bWorkbook\(", path.read_text())}
    assert books == {"xlsx_out.py", "return_sheets.py"}


def test_every_dangerous_start_is_neutralised_in_csv() -> None:
    target = io.StringIO(newline="")
    csv_writer(target)([*HOSTILE, -2, "plain", None])
    assert target.getvalue() == "'=1+1,'+44 20,'-2,'@SUM(A1),'\t=1,\"'\r=1\",-2,plain,\r\n"


def test_a_sheet_of_a_million_rows_is_refused_with_a_sentence() -> None:
    data = io.BytesIO()
    book = Writer(data, {"constant_memory": True, "in_memory": False})
    page = book.add_worksheet("Cases")
    for column in range(13):
        page.write_string(0, column, f"Heading {column}")
        page.write_string(1_000_000, column, "x")
    book.close()
    assert "reaches to row 1000001" in refusal(data.getvalue())


def test_archives_of_no_kind_we_know_stay_refused() -> None:
    assert open_archive(zipped(a=b"1"), "a.zip").namelist() == ["a"]
    assert "is an archive of files" in refusal(zipped(a=b"1"), "a.zip")
