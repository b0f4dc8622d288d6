"""What a tracker says that could be lost or misread: two readings of a day, failed formulas, a second column, old encodings,
and doubts that somebody has decided."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter import Workbook

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.importing import ImportPlan, KnownCases, KnownIndex
from ehcp_desk.domain.likeness import likeness
from ehcp_desk.exchange.cells import Book
from ehcp_desk.exchange.planning.dates import DateReader, NotADate
from ehcp_desk.exchange.planning.mapping import propose
from ehcp_desk.exchange.planning.plan import make_plan
from ehcp_desk.exchange.planning.profiles import Profile, profile_from_json
from ehcp_desk.exchange.tables import read_book_bytes
from ehcp_desk.exchange.trackers import TrackerReader
from tests.exchange.fictional_trackers import TODAY, book_of, csv_bytes, plan_of
from tests.exchange.record_double import applied, record_after

HEADS = ["Ref", "Surname", "Forename", "DOB", "Date request received", "Final issued", "Comments"]
AMERICAN = [
    HEADS,
    ["U1", "Reed", "Ada", "2015-05-17", "03/17/2026", "", ""],
    ["U2", "Khan", "Zara", "2015-06-17", "03/04/2026", "", ""],
    ["U3", "Moss", "Kit", "2015-07-17", "04/04/2026", "", ""],
]


def tracked(tmp_path: Path, rows: list[list[str]], name: str = "tracker.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(csv_bytes(rows))
    return path


def requested(plan: ImportPlan) -> list[date | None]:
    return [next((f.on for f in row.facts if f.kind == "request_received"), None) for row in plan.rows]


def holds(plan: ImportPlan) -> list[str]:
    return ["; ".join(row.reasons) for row in plan.rows]


# -- day or month first ------------------------------------------------------------------------------------------


def test_where_a_column_only_looks_month_first_every_day_that_could_be_either_is_held() -> None:
    plan = plan_of(book_of(AMERICAN))
    assert requested(plan) == [None, None, date(2026, 4, 4)]  # 4 April is 4 April either way
    assert [row.outcome.value for row in plan.rows] == ["held", "held", "created"]
    assert "'03/04/2026' could be day or month first" in holds(plan)[1]
    (note,) = plan.certificate.notes
    assert note.startswith(
        "Date request received: 1 date can only be month first, none only day first; 1 could be either: "
        "it is not read and its row is held until you say which the column is."
    )


def test_a_date_of_birth_that_could_be_either_is_held_too() -> None:
    rows = [
        HEADS,
        ["U1", "Reed", "Ada", "05/17/2015", "2026-03-03", "", ""],
        ["U2", "Khan", "Zara", "05/06/2015", "2026-03-03", "", ""],
    ]
    plan = plan_of(book_of(rows))
    assert [row.outcome.value for row in plan.rows] == ["created", "held"]
    assert plan.rows[1].child is not None and plan.rows[1].child.born is None


@pytest.mark.parametrize(
    ("style", "days"),
    [
        ("month_first", [date(2026, 3, 17), date(2026, 3, 4), date(2026, 4, 4)]),
        ("day_first", [None, date(2026, 4, 3), date(2026, 4, 4)]),
    ],
)
@pytest.mark.parametrize("column", ["Date request received", "all"])
def test_a_person_says_which_and_a_profile_keeps_it(
    tmp_path: Path, column: str, style: str, days: list[date | None]
) -> None:
    reader, path = TrackerReader(), tracked(tmp_path, AMERICAN)
    said = {column: style}
    assert requested(reader.plan(path, KnownIndex(), TODAY, styles=said)) == days
    look = reader.look(path, TODAY, styles=said)
    assert next(c.style for c in look.columns if c.heading == "Date request received") == style
    kept = reader.profile_of("American", look, {}, styles=said)
    assert requested(reader.plan(path, KnownIndex(), TODAY, profile=kept)) == days


def test_a_column_nobody_has_is_not_said_to_be_month_first(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="has no column Opened on; name one of its headings, or all"):
        TrackerReader().plan(tracked(tmp_path, AMERICAN), KnownIndex(), TODAY, styles={"Opened on": "month_first"})


def test_a_column_sent_to_a_date_is_looked_at_as_one(tmp_path: Path) -> None:
    rows = [[*row[:6], "Told" if n == 0 else ["", "03/17/2026", "04/05/2026", ""][n]] for n, row in enumerate(AMERICAN)]
    plan = TrackerReader().plan(tracked(tmp_path, rows), KnownIndex(), TODAY, {"Told": "draft_served"})
    assert any(note.startswith("Told: 1 date can only be month first") for note in plan.certificate.notes)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-06-03T23:30:00Z", date(2026, 6, 4)),
        ("2026-06-03T22:59:59Z", date(2026, 6, 3)),
        ("2026-01-03T23:30:00Z", date(2026, 1, 3)),
        ("2026-06-03T23:30:00", date(2026, 6, 3)),
    ],
)
def test_a_moment_in_universal_time_is_the_day_it_was_here(written: str, day: date) -> None:
    assert DateReader(TODAY).event(written) == day


def test_a_moment_in_another_zone_is_doubtful() -> None:
    read = DateReader(TODAY).event("2026-06-03T23:30:00+01:00")
    assert isinstance(read, NotADate) and read.doubtful


# -- workbooks -----------------------------------------------------------------------------------------------------


def workbook(rows: list[list[object]], *, since_1904: bool = False) -> Book:
    """A workbook; a text that begins with = and ends in an error is a formula that came to it."""
    data = io.BytesIO()
    with Workbook(data, {"in_memory": True, "date_1904": since_1904}) as book:
        sheet, days = book.add_worksheet("T"), book.add_format({"num_format": "dd/mm/yyyy"})
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, days if column == 3 else None)
                elif isinstance(cell, str) and cell.startswith("#"):
                    sheet.write_formula(number, column, "=VLOOKUP(A1,B:B,1,0)", None, cell)
                else:
                    sheet.write(number, column, cell)
    return read_book_bytes(data.getvalue(), "t.xlsx")


def test_a_formula_that_failed_holds_a_date_and_is_kept_word_for_word_elsewhere() -> None:
    plan = plan_of(
        workbook(
            [
                [*HEADS, "Case officer"],
                ["S1", "Reed", "Ada", datetime(2015, 5, 7), "3 March 2026", "#REF!", "#N/A", "#N/A"],
                ["#N/A", "Moss", "Kit", datetime(2015, 5, 8), "3 March 2026", "", "", ""],
            ]
        )
    )
    one, other = plan.rows
    assert [(cell.heading, cell.value) for cell in one.kept] == [
        ("Final issued", "#REF!"), ("Comments", "#N/A"), ("Case officer", "#N/A")]  # fmt: skip
    assert (one.outcome.value, one.reasons) == ("held", ("Final issued: a formula that failed",))
    assert (one.owner, one.facts[0].kind) == (None, "request_received")
    assert (other.outcome.value, other.case[:4], other.kept[0].value) == ("created", "NEW-", "#N/A")


def test_a_row_of_nothing_but_failed_formulas_is_blank_and_a_column_of_them_is_still_a_date() -> None:
    rows: list[list[object]] = [HEADS]
    rows += [[f"S{n}", f"Reed{n}", "Ada", datetime(2015, 5, n), "3 March 2026", "#N/A", ""] for n in range(1, 8)]
    plan = plan_of(workbook([*rows, ["#N/A", "#N/A", "", "#N/A", "", "", ""]]))
    assert [row.outcome.value for row in plan.rows] == ["held"] * 7


def test_the_errors_of_a_csv_file_are_the_same() -> None:
    plan = plan_of(book_of([HEADS, ["S1", "Reed", "Ada", "17/05/2015", "3 March 2026", "#N/A", ""]]))
    assert holds(plan) == ["Final issued: a formula that failed"]


def test_a_bare_number_of_a_workbook_from_1904_counts_from_1904() -> None:
    row = ["S1", "Reed", "Ada", datetime(2015, 5, 7), datetime(2026, 3, 3), "", ""]
    for since_1904 in (True, False):
        plan = plan_of(workbook([HEADS, row], since_1904=since_1904))
        assert requested(plan) == [date(2026, 3, 3)]
        assert plan.rows[0].child is not None and plan.rows[0].child.born == date(2015, 5, 7)


def test_a_character_no_record_takes_is_left_out_and_the_row_named() -> None:
    book, data = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for cells in (HEADS, ["S1", "Reed", "Ada", "17/05/2015", "13/03/2026", "", "ring_x0000_ mum"]):
        book.active.append(cells)
    book.save(data)
    plan = plan_of(read_book_bytes(data.getvalue(), "t.xlsx"))
    (line,) = [line for line in plan.certificate.rows if line.field == "Comments"]
    assert (line.row, line.value, line.reason) == (2, "ring mum", "an invisible character (NUL) was left out")
    assert [cell.value for cell in plan.rows[0].kept] == ["ring mum"]


# -- two columns for one field ---------------------------------------------------------------------------------------


def two_to_one(tmp_path: Path, draft: str, family: str) -> ImportPlan:
    rows = [[*HEADS[:5], "Draft sent", "Sent to family"],
            ["A1", "Reed", "Ada", "17/05/2015", "03/03/2026", draft, family]]  # fmt: skip
    return TrackerReader().plan(tracked(tmp_path, rows), KnownIndex(), TODAY, {"Sent to family": "draft_served"})


def test_of_two_days_for_one_field_the_first_stands_and_the_other_is_kept_and_holds(tmp_path: Path) -> None:
    (row,) = two_to_one(tmp_path, "02/06/2026", "05/06/2026").rows
    assert [f.on for f in row.facts if f.kind == "draft_plan_served"] == [date(2026, 6, 2)]
    assert [(cell.heading, cell.value) for cell in row.kept] == [("Sent to family", "05/06/2026")]
    assert row.reasons == ("Sent to family: 5 June 2026, but Draft sent has 2 June 2026, which stands",)


@pytest.mark.parametrize(("draft", "family"), [("02/06/2026", "2 June 2026"), ("", "02/06/2026"), ("02/06/2026", "")])
def test_two_columns_that_agree_or_fill_each_other_are_no_trouble(tmp_path: Path, draft: str, family: str) -> None:
    (row,) = two_to_one(tmp_path, draft, family).rows
    assert [f.on for f in row.facts if f.kind == "draft_plan_served"] == [date(2026, 6, 2)]
    assert (row.kept, row.reasons) == ((), ())


def test_a_second_day_that_cannot_be_read_is_kept_and_holds(tmp_path: Path) -> None:
    (row,) = two_to_one(tmp_path, "02/06/2026", "31/06/2026").rows
    assert row.reasons == ("Sent to family: 30 June has 30 days",) or "does not exist" in row.reasons[0]
    assert [cell.value for cell in row.kept] == ["31/06/2026"]


def test_a_whole_name_beside_its_parts_never_overwrites_them() -> None:
    rows = [["Ref", "Child name", "Surname", "Forename", "DOB", "Date request received"],
            ["S1", "Ada Moss", "Reed", "Ada", "17/05/2015", "13/03/2026"],
            ["S2", "Ngozi de la Cruz", "de la Cruz", "Ngozi", "18/05/2015", "13/03/2026"],
            ["S3", "Kit Bone", "", "", "19/05/2015", "13/03/2026"]]  # fmt: skip
    one, other, third = plan_of(book_of(rows)).rows
    assert one.child is not None and (one.child.surname, one.child.forenames) == ("Reed", "Ada")
    assert [(cell.heading, cell.value) for cell in one.kept] == [("Child name", "Ada Moss")]
    assert other.kept == ()
    assert third.child is not None and (third.child.surname, third.child.forenames) == ("Bone", "Kit")


def test_words_of_two_columns_for_one_field_are_both_kept(tmp_path: Path) -> None:
    rows = [[*HEADS[:5], "Requested by", "Referrer role"],
            ["A1", "Reed", "Ada", "17/05/2015", "03/03/2026", "Zog", "Mum"],
            ["A2", "Moss", "Kit", "18/05/2015", "03/03/2026", "School", "Mum"]]  # fmt: skip
    one, other = TrackerReader().plan(tracked(tmp_path, rows), KnownIndex(), TODAY, {"Referrer role": "source"}).rows
    assert (one.facts[0].attrs["source"], one.kept[0].value) == ("parent", "Zog")
    assert (other.facts[0].attrs["source"], other.kept[0].value) == ("school", "Mum")


# -- what is known of the file as a whole -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Siân", "Zoë", "O’Brien", "José", "Nuñez", "Llŷr"])
def test_a_short_file_of_office_text_is_windows_1252_and_says_so(name: str) -> None:
    try:
        data = csv_bytes([HEADS, ["S1", "Price", name, "17/05/2015", "03/03/2026", "", ""]], encoding="cp1252")
    except UnicodeEncodeError:
        data = csv_bytes([HEADS, ["S1", "Price", name, "17/05/2015", "03/03/2026", "", ""]])
    book = read_book_bytes(data, "t.csv")
    assert book.sheets[0].rows[1][2] == name
    said = [note for note in plan_of(book).certificate.notes if "Windows-1252" in note]
    assert bool(said) == (book.how != "CSV, commas, UTF-8")


def test_two_columns_of_advice_that_say_the_same_are_noted() -> None:
    heads = [*HEADS[:5], "EP advice received", "Health advice received", "Social care advice received"]
    rows = [[f"S{n}", f"Reed{n}", "Ada", f"{n}/05/2015", "03/03/2026", f"{n}/04/2026", f"{n}/04/2026", "01/05/2026"]
            for n in range(13, 20)]  # fmt: skip
    notes = plan_of(book_of([heads, *rows])).certificate.notes
    (note,) = [note for note in notes if "say the same" in note]
    assert note.startswith("EP advice received and Health advice received say the same in every row")


def test_headings_in_two_rows_are_known_again_further_down() -> None:
    heads = [["", "", "", "", "EP advice", "", "Plan", ""],
             ["Ref", "Surname", "Forename", "DOB", "Requested", "Received", "Draft issued", "Date request received"]]  # fmt: skip
    one = ["A1", "Reed", "Ada", "17/05/2015", "13/04/2026", "", "", "03/03/2026"]
    other = ["A2", "Khan", "Zara", "18/05/2015", "13/04/2026", "", "", "03/03/2026"]
    plan = plan_of(book_of([*heads, one, *heads, other]))
    assert [row.outcome.value for row in plan.rows] == ["created", "rejected", "rejected", "created"]


# -- the same tracker again --------------------------------------------------------------------------------------------


def released(plan: ImportPlan) -> KnownCases:
    """The record after a plan, with every held case decided."""
    return KnownIndex.of([replace(case, held=False) for case in applied(plan).values()])


def row_of(final: str = "", comment: str = "", ref: str = "S1", asked: str = "13/03/2024") -> list[list[str]]:
    return [HEADS, [ref, "Reed", "Ada", "17/05/2015", asked, final, comment]]


def test_a_doubt_somebody_decided_is_not_held_again() -> None:
    first = plan_of(book_of(row_of("31/02/2025", "one")))
    assert first.certificate.held == 1
    again = plan_of(book_of(row_of("31/02/2025", "two")), released(first))
    assert [row.outcome.value for row in again.rows] == ["updated"]
    fresh = plan_of(book_of(row_of("30/02/2025", "two")), released(first))
    assert [row.outcome.value for row in fresh.rows] == ["held"]  # other words: nobody has seen them


def test_a_doubt_about_what_the_record_has_is_kept_and_not_held() -> None:
    first = plan_of(book_of(row_of("20/07/2024", "one")))
    (row,) = plan_of(book_of(row_of("31/02/2025", "one")), released(first)).rows
    assert (row.outcome.value, [cell.value for cell in row.kept]) == ("updated", ["31/02/2025"])


def test_a_missing_start_and_another_day_that_were_decided_are_not_held_again() -> None:
    first = plan_of(book_of(row_of(asked="", comment="one")))
    assert first.certificate.held == 1
    assert plan_of(book_of(row_of(asked="", comment="two")), released(first)).certificate.held == 0
    dated = plan_of(book_of(row_of("20/07/2024")))
    clash = plan_of(book_of(row_of("21/07/2024")), released(dated))
    assert clash.certificate.held == 1
    cases = applied(clash, applied(dated))
    decided = KnownIndex.of([replace(case, held=False) for case in cases.values()])
    assert plan_of(book_of(row_of("21/07/2024", "two")), decided).certificate.held == 0


def test_a_row_without_a_reference_that_brings_the_missing_day_is_the_same_case() -> None:
    first = plan_of(book_of(row_of(ref="", asked="")))
    second = plan_of(book_of(row_of(ref="", asked="13/03/2026")), record_after(first))
    (row,) = second.rows
    assert (row.case, row.new_case, len(row.facts)) == (first.rows[0].case, False, 1)


def test_columns_in_another_order_make_no_second_case_of_a_row_that_names_nobody() -> None:
    rows = [["Surname", "Forename", "DOB", "Date request received", "Comments"],
            ["", "", "", "13/04/2026", "late referral from Elm"]]  # fmt: skip
    first = plan_of(book_of(rows))
    again = plan_of(book_of([list(reversed(row)) for row in rows]), record_after(first))
    assert again.rows[0].case == first.rows[0].case
    assert not again.rows[0].writes


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        (("Khan", "Mohammed"), ("Khan", "Muhammad"), 60),
        (("Reed", "Ada"), ("Reid", "Ada"), 60),
        (("O'Brien", "Sean"), ("Obrien", "Shaun"), 60),
        (("Whitlock", "Daisy"), ("Whitlock", "Rose"), 0),
        (("Khan", "Zara"), ("Khan", "Sara"), 0),
        (("Reed", "Mia"), ("Reed", "Maya"), 0),
        (("Farrow", "Oliver"), ("Farrow", "Olivia"), 0),
    ],
)
def test_other_spellings_of_one_birth_are_said_and_not_held(
    one: tuple[str, str], other: tuple[str, str], score: int
) -> None:
    born = date(2015, 5, 17)
    found = likeness(Child(1, *one, born=born), Child(2, *other, born=born))[0]
    assert found == score
    rows = [[f"S{n}", *name, "17/05/2015", "13/03/2026", "", ""] for n, name in enumerate((one, other))]
    plan = plan_of(book_of([HEADS, *rows]))
    assert plan.certificate.held == (1 if score >= 80 else 0)


def test_what_words_meant_is_forgotten_where_the_column_goes_elsewhere(tmp_path: Path) -> None:
    rows = [[*HEADS[:5], "Requested by"], ["A1", "Reed", "Ada", "17/05/2015", "03/03/2026", "Zog"]]
    reader, path = TrackerReader(), tracked(tmp_path, rows)
    values, sent = {"Requested by": {"Zog": "parent"}}, {"Requested by": "note"}
    profile = Profile("mine").with_values(values).to_json()
    for plan in (
        reader.plan(path, KnownIndex(), TODAY, sent, profile),
        reader.plan(path, KnownIndex(), TODAY, sent, "", None, values),
    ):
        assert [cell.value for cell in plan.rows[0].kept] == ["Zog"]
    kept = profile_from_json(reader.profile_of("mine", reader.look(path, TODAY, profile, sent), sent, values, profile))
    assert kept.values_of("Requested by") == {}


def test_every_sheet_of_cases_is_there_to_be_matched(tmp_path: Path) -> None:
    data = io.BytesIO()
    with Workbook(data, {"in_memory": True}) as book:
        for name, rows in (
            ("Summary", [["Ref", "Date request received"], ["S1", "13/03/2026"]]),
            ("Tracker", [["Ref", "Surname", "Forename", "DOB", "Date request received", "Plan out"],
                         ["S1", "Reed", "Ada", "17/05/2015", "13/03/2026", "20/07/2026"]]),
        ):  # fmt: skip
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    path = tmp_path / "two.xlsx"
    path.write_bytes(data.getvalue())
    reader = TrackerReader()
    look = reader.look(path, TODAY)
    assert (look.sheet, [c.heading for c in look.columns]) == (
        "Summary and Tracker", ["Ref", "Date request received", "Surname", "Forename", "DOB", "Plan out"])  # fmt: skip
    plan = reader.plan(path, KnownIndex(), TODAY, {"Plan out": "final_sent"})
    assert [f.kind for row in plan.rows for f in row.facts if f.kind == "final_plan_sent"] == ["final_plan_sent"]


def test_a_plan_by_a_profile_reads_as_the_proposal_says() -> None:
    book = book_of(AMERICAN)
    told = Profile("x").with_styles({"all": "month_first"})
    assert requested(make_plan(book, propose(book, told), KnownIndex(), TODAY, told))[1] == date(2026, 3, 4)
