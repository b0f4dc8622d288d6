"""The chronology for the other side: written in three forms and read back, whatever Word did to it."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ehcp_desk.domain.chronology_exchange import HEADINGS
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.exchange.chronology_file import check_ending, read_exchange_file, write_exchange_file

ROWS = [
    ("E10-AAAA", "3 May 2026", "=SUM(A1) was “asked” for, with commas.", "Letter, page 2", "", "", ""),
    ("E11-BBBB", "about 4 May 2026", "A meeting was held.", "Minutes", "", "", ""),
]


def written(tmp_path: Path, form: str) -> bytes:
    path = tmp_path / f"out{form}"
    write_exchange_file(path, form, "Chronology for agreement", ROWS, date(2026, 10, 30))
    return path.read_bytes()


@pytest.mark.parametrize("form", [".docx", ".csv", ".xlsx"])
def test_what_is_sent_comes_back_the_same_and_unanswered(tmp_path: Path, form: str) -> None:
    back = read_exchange_file(written(tmp_path, form), f"back{form}")
    assert [(r.id, r.date, r.event, r.source) for r in back] == [row[:4] for row in ROWS]
    assert all(not (r.answer or r.says or r.their_source) for r in back)


def test_word_changes_are_read_as_accepted(tmp_path: Path) -> None:
    file = Document(BytesIO(written(tmp_path, ".docx")))
    table = file.tables[0]
    cell = table.rows[1].cells[4].paragraphs[0]._p
    cell.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t>agree</w:t></w:r></w:ins>'))
    cell.append(parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="x"><w:r><w:delText>dis</w:delText></w:r></w:del>'))
    gone = table.rows[2]._tr.get_or_add_trPr()
    gone.append(parse_xml(f'<w:del {nsdecls("w")} w:id="3" w:author="x"/>'))
    table.rows[0].cells[6].text = "What we rely on"
    table.rows[3].cells[2].text = "We rang"
    table.rows[3].cells[2].add_paragraph("three times")
    first = table.rows[1]._tr
    table.rows[4]._tr.addnext(first)
    out = BytesIO()
    file.save(out)
    back = read_exchange_file(out.getvalue(), "back.docx")
    assert [(r.id, r.answer, r.event) for r in back] == [
        ("", "", "We rang\nthree times"),
        ("E10-AAAA", "agree", ROWS[0][2]),
    ]


def test_words_struck_out_by_hand_are_no_words(tmp_path: Path) -> None:
    file = Document(BytesIO(written(tmp_path, ".docx")))
    first, second = (row.cells[2].paragraphs[0] for row in file.tables[0].rows[1:3])
    first.runs[0].font.strike = True
    first.add_run("It was refused.").font.strike = False
    second.runs[0].font.double_strike = True
    out = BytesIO()
    file.save(out)
    assert [row.event for row in read_exchange_file(out.getvalue(), "back.docx")] == ["It was refused.", ""]


def test_lines_and_blanks_typed_within_a_cell_of_word_part_its_words(tmp_path: Path) -> None:
    file = Document(BytesIO(written(tmp_path, ".docx")))
    run = file.tables[0].rows[1].cells[5].paragraphs[0].add_run("The letter was dated 1 May")
    run.add_break()
    run.add_text("2 letters came on 3 June")
    run.add_tab()
    run.add_text("and 11")
    for tag, text in (("w:cr", "July, not 2025"), ("w:noBreakHyphen", "26")):
        run._r.append(run._r.makeelement(qn(tag), {}))
        run.add_text(text)
    out = BytesIO()
    file.save(out)
    row = read_exchange_file(out.getvalue(), "back.docx")[0]
    assert row.says == "The letter was dated 1 May\n2 letters came on 3 June and 11\nJuly, not 2025-26"


def test_columns_may_stand_in_another_order(tmp_path: Path) -> None:
    lines = ["Event,Agree or dispute,Id,Extra", "A meeting was held.,yes,E11-BBBB,note"]
    (row,) = read_exchange_file("\n".join(lines).encode(), "back.csv")
    assert (row.id, row.event, row.answer, row.row) == ("E11-BBBB", "A meeting was held.", "yes", 2)


def headed(*headings: str, cells: tuple[str, ...] = (*ROWS[1][:4], "dispute", "We never got it", "Bundle 12")) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in (headings, cells)).encode()


@pytest.mark.parametrize(
    ("headings", "beside", "asked"),
    [
        ((*HEADINGS[:4], "Agreed?", *HEADINGS[5:]), (("Agreed?", "dispute"),), False),
        ((*HEADINGS[:5], "Our words", " Our  source"), (("Our words", "We never got it"), ("Our source", "Bundle 12")), True),
        ((*HEADINGS[:6], "Your words"), (("Your words", "Bundle 12"),), True),
        ((*HEADINGS[:6], ""), (("", "Bundle 12"),), True),
        (HEADINGS[:6], (("", "Bundle 12"),), True),
        (HEADINGS, (), True),
    ],
)  # fmt: skip
def test_what_stands_under_no_heading_of_ours_is_told_with_its_heading(
    headings: tuple[str, ...], beside: tuple[tuple[str, str], ...], asked: bool
) -> None:
    (row,) = read_exchange_file(headed(*headings), "back.csv")
    assert (row.beside, row.asked, row.id) == (beside, asked, "E11-BBBB")


def test_a_table_of_word_that_was_cut_in_two_is_read_whole_and_cells_drawn_together_move_nothing(
    tmp_path: Path,
) -> None:
    file = Document(BytesIO(written(tmp_path, ".docx")))
    table = file.tables[0]
    table.rows[1].cells[1].merge(table.rows[1].cells[2])
    table.rows[1].cells[5].text = "We say so"
    second = deepcopy(table._tbl)
    for row in list(second.tr_lst[:2]):
        second.remove(row)
    table._tbl.addnext(second)
    second.addprevious(parse_xml(f"<w:p {nsdecls('w')}/>"))
    for row in list(table._tbl.tr_lst[2:]):
        table._tbl.remove(row)
    file.add_table(2, 2).cell(0, 0).text = "Signed"
    out = BytesIO()
    file.save(out)
    back = read_exchange_file(out.getvalue(), "back.docx")
    assert [(r.id, r.source, r.says) for r in back] == [
        ("E10-AAAA", "Letter, page 2", "We say so"),
        ("E11-BBBB", "Minutes", ""),
    ]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"a,b,c\n1,2,3\n", "other.csv"),
        (b"PK\x03\x04 broken", "broken.docx"),
        (b"%PDF-1.7", "paper.pdf"),
        (b"", "empty.csv"),
    ],
)
def test_what_is_no_such_file_is_one_sentence(content: bytes, name: str) -> None:
    with pytest.raises(BadInput, match=name):
        read_exchange_file(content, name)


def test_other_endings_are_refused() -> None:
    assert len(HEADINGS) == len(ROWS[0])
    with pytest.raises(BadInput, match="docx"):
        check_ending(Path("x.pdf"))


def test_a_file_for_somebody_who_needs_large_print_is_in_it_and_reads_the_same(tmp_path: Path) -> None:
    rows = [["E1-AAAA", "1 March 2026", "A meeting", "Minutes", "", "", ""]]
    for form in (".docx", ".xlsx"):
        write_exchange_file(tmp_path / f"large{form}", form, "Chronology", rows, date(2026, 4, 17), large=True)
        content = (tmp_path / f"large{form}").read_bytes()
        assert [row.event for row in read_exchange_file(content, f"large{form}")] == ["A meeting"]
    word = Document(str(tmp_path / "large.docx"))
    assert word.styles["Normal"].font.size.pt >= 16 and word.sections[0].page_width.mm > 400
    widths = [column.width for column in word.tables[0].columns]
    assert widths[2] > widths[1] > widths[0], "the event has the most room, in every program that opens it"
    with ZipFile(tmp_path / "large.xlsx") as book:
        cells, styles = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/styles.xml").decode()
    fonts = [int(size) for size in re.findall(r'<font>(?:<b/>)?<sz val="(\d+)"/>', styles)]
    looks = re.findall(r'<xf [^>]*fontId="(\d+)"', styles.split("<cellXfs")[1])
    used = {int(number) for number in re.findall(r'<c [^>]*s="(\d+)" t=', cells)}
    assert used and all(fonts[int(looks[number])] >= 16 for number in used)
