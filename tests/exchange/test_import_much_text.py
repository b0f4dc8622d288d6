"""A few bytes that come to gigabytes once written out: refused in one sentence before the reader fills the memory."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from ehcp_desk.exchange import workbooks
from ehcp_desk.exchange.cells import UnreadableFile
from ehcp_desk.exchange.tables import read_book_bytes

ROOT = Path(__file__).parents[2]
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
MEMORY = 3_000_000_000


def ods(rows: str, columns: str = "") -> bytes:
    """An ODS workbook of one sheet."""
    content = (
        f'<?xml version="1.0"?><office:document-content {SPACES} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{columns}{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", content)
        made.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return data.getvalue()


def row(*texts: str, said: str = "") -> str:
    """A row of an ODS sheet."""
    cells = [
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    ]
    return f"<table:table-row {said}>{''.join(cells)}</table:table-row>"


def repeated(down: int, across: int, text: str) -> str:
    """A cell with a text, so many times."""
    return (
        f'<table:table-row table:number-rows-repeated="{down}"><table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{across}"><text:p>{text}</text:p></table:table-cell></table:table-row>'
    )


def workbook(*rows: list[str]) -> bytes:
    """An XLSX workbook whose texts are shared, as Excel writes it."""
    data = io.BytesIO()
    with Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet("T")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return data.getvalue()


def sharing(rows: int, text: str) -> bytes:
    """An XLSX workbook in which every row names the same long text twice."""
    plain, bomb = io.BytesIO(workbook(["Ref"])), io.BytesIO()
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}" t="s"><v>0</v></c></row>' for n in range(1, rows + 1)
    )
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            if member.endswith("sheet1.xml"):
                content = f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>".encode()
            elif member.endswith("sharedStrings.xml"):
                content = f"<sst {space}><si><t>{text}</t></si></sst>".encode()
            new.writestr(member, content)
    return bomb.getvalue()


BOMBS = {
    "long.ods": ods(repeated(100_000, 16, "x" * 10_000)),
    "wide.ods": ods(repeated(1_000_000, 1_000, "x")),
    "rows.ods": ods(f'<table:table-row table:number-rows-repeated="{2**60}"/>' + row("Ref") * 2),
    "gap.ods": ods(
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000"/>'
        "<table:table-cell/></table:table-row>" + row("Ref")
    ),
    "nested.ods": ods(
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell>'
        f"{repeated(1, 1000, 'x' * 1000)}</table:table-cell></table:table-row>"
    ),
}


@pytest.mark.parametrize("name", [*BOMBS, "shared.xlsx"])
@pytest.mark.skipif(sys.platform == "win32", reason="memory is limited with the means of Unix")
def test_a_file_that_comes_to_gigabytes_is_refused_within_a_little_memory(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(BOMBS[name] if name in BOMBS else sharing(300_000, "y" * 32_000))
    assert file.stat().st_size < 5_000_000
    limited = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}));"
        "from ehcp_desk.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    words = ["--db", str(tmp_path / "none.db"), "import", str(file), "--dry-run"]
    said = subprocess.run(
        [sys.executable, "-c", limited, *words], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert said.returncode == 2, said.stderr[-500:]
    assert "more than a tracker holds" in said.stderr
    assert "Traceback" not in said.stderr


def test_an_ods_file_as_an_office_program_writes_it_is_read() -> None:
    blank_end = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
        '</table:table-row><table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    data = ods(row("Ref", "Name") + repeated(2, 2, "S1") + blank_end)
    assert [list(cells) for cells in read_book_bytes(data, "t.ods").sheets[0].rows] == [
        ["Ref", "Name"],
        *[["S1"] * 2] * 2,
    ]


def test_many_short_texts_beside_a_long_one_are_counted_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(["Ref", "z" * 900], *([f"S{number}", "note"] for number in range(50)))
    monkeypatch.setattr(workbooks, "MOST_TEXT", 1_300)  # 900 letters in every cell would be 90,000
    assert len(read_book_bytes(data, "t.xlsx").sheets[0].rows) == 51
    monkeypatch.setattr(workbooks, "MOST_TEXT", 1_000)
    with pytest.raises(UnreadableFile, match="far more than a tracker holds"):
        read_book_bytes(data, "t.xlsx")


def test_a_formula_of_an_ods_file_that_failed_is_known() -> None:
    failed = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>S1</text:p></table:table-cell>'
        '<table:table-cell/><table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>'
    )
    rows = read_book_bytes(ods(row("Ref", "Name", "Final") + "<table:table-row/>" + failed), "t.ods").sheets[0].rows
    assert [list(cells) for cells in rows] == [["Ref", "Name", "Final"], [""] * 3, ["S1", "", "#DIV/0!"]]


def test_what_an_ods_file_hides_is_said() -> None:
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    data = ods(row("Ref", "Name", "DOB") + row("S1", "Ada", "x", said='table:visibility="collapse"'), columns)
    assert read_book_bytes(data, "t.ods").sheets[0].said == ("hidden column C", "1 hidden row")
