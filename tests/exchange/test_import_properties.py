"""Laws of the import, over trackers made at random: the account balances, nothing is lost, nothing comes twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ehcp_desk.domain.importing import ImportPlan, KnownIndex, Outcome
from ehcp_desk.exchange.cells import Book, Sheet, UnreadableFile, tidy
from ehcp_desk.exchange.planning import words
from ehcp_desk.exchange.planning.dates import DateReader
from ehcp_desk.exchange.planning.mapping import propose
from ehcp_desk.exchange.planning.names import likeness
from ehcp_desk.exchange.planning.plan import make_plan
from ehcp_desk.exchange.planning.targets import DATED_FACTS, Target
from ehcp_desk.exchange.tables import read_book_bytes
from tests.exchange.fictional_trackers import TODAY, csv_bytes
from tests.exchange.record_double import applied, record_after

DATES = st.sampled_from(
    [
        "",
        "",
        "03/03/2026",
        "2026-04-10",
        "1 June 2026",
        "12.07.26",
        "31/02/2026",
        "04/03/2052",
        "TBC",
        "w/c 12 May",
        "x",
    ]
)
COLUMNS: dict[str, st.SearchStrategy[str]] = {
    "Ref": st.sampled_from(["", "SEN/1", "SEN/2", "sen/2 ", "SEN/3", "SEN/4"]),
    "UPN": st.sampled_from(["", "B801200005001", "P330400121017", "C801200005001", "none yet"]),
    "Surname": st.sampled_from(["", "Quill", "QUILL", "Pell", "O'Hanlon"]),
    "First name(s)": st.sampled_from(["", "Ada", "Jonty", "Zoë"]),
    "DOB": st.sampled_from(["", "17.08.2014", "2014-08-17", "02/05/16", "31/04/2016"]),
    "M/F": st.sampled_from(["", "F", "M", "?"]),
    "NCY": st.sampled_from(["", "6", "R", "left"]),
    "Requested by": st.sampled_from(["", "School", "Mum", "Parent and school"]),
    "Date req rec'd": DATES,
    "Assess? Y/N": st.sampled_from(["", "Y", "N", "maybe"]),
    "Decision letter sent": DATES,
    "EP": st.sampled_from(["", "M Thorne", "tbc"]),
    "EP advice rec'd": DATES,
    "Draft issued": DATES,
    "Final issued": DATES,
    "20 wk": st.sampled_from(["", "01/01/2027", "see Pete"]),
    "Exception": st.sampled_from(["", "Y EP shortage", "N"]),
    "Case officer": st.sampled_from(["", "VACANT", "J Addo", "T Mbeki"]),
    "Locality": st.sampled_from(["", "North", "South"]),
    "Comments": st.sampled_from(["", "=1+1", "Mum rang, wants update"]) | st.text(max_size=12),
}
ROWS = st.lists(
    st.one_of(
        st.tuples(*COLUMNS.values()).map(list),
        st.sampled_from([[], ["-- closed below --"], list(COLUMNS)]),
    ),
    max_size=9,
)


def book_of_rows(rows: Sequence[Sequence[str]]) -> Book:
    return Book("random.csv", "0" * 64, (Sheet("random", [list(COLUMNS), *rows]),), "CSV")


def plan_of(book: Book, known: KnownIndex | None = None) -> ImportPlan:
    return make_plan(book, propose(book), known or KnownIndex(), TODAY)


@settings(max_examples=120, deadline=None)
@given(ROWS)
def test_the_account_always_balances(rows: list[list[str]]) -> None:
    plan = plan_of(book_of_rows(rows))
    last = max((n for n, row in enumerate(rows, 1) if any(cell.strip() for cell in row)), default=0)
    assert plan.certificate.rows_in == last == len(plan.rows)
    assert plan.certificate.balances
    counted = Counter(line.outcome for line in plan.certificate.rows if not line.field)
    assert sum(counted.values()) == last
    assert all(counted[outcome.value] == getattr(plan.certificate, outcome.value) for outcome in Outcome)
    assert [line.row for line in plan.certificate.rows if not line.field] == list(range(2, last + 2))


@settings(max_examples=120, deadline=None)
@given(ROWS)
def test_a_second_import_of_the_same_file_writes_nothing(rows: list[list[str]]) -> None:
    book = book_of_rows(rows)
    first = plan_of(book)
    second = plan_of(book, record_after(first))
    assert not second.writes
    assert (second.certificate.created, second.certificate.updated) == (0, 0)
    # Of two rows alike word for word, one before its case and one after it, the first is refused and the second goes
    # in: the words are then on record, and neither is refused again.
    went_in = {f"rejected {row.digest}" for row in first.rows if row.outcome is not Outcome.REJECTED}
    assert refused(second) == {row.row for row in first.rows if row.row in refused(first) and row.digest not in went_in}


def refused(plan: ImportPlan) -> set[int]:
    return {row.row for row in plan.rows if row.outcome is Outcome.REJECTED}


def test_of_two_rows_alike_the_one_that_went_in_counts() -> None:
    def row(**cells: str) -> list[str]:
        return [cells.get(heading.split()[0], "") for heading in COLUMNS]

    alike = row(Ref="SEN/1", DOB="17.08.2014")
    book = book_of_rows([alike, row(Ref="SEN/1", Draft="03/03/2026"), alike])
    first = plan_of(book)
    second = plan_of(book, record_after(first))
    assert [line.outcome for line in first.rows] == [Outcome.REJECTED, Outcome.HELD, Outcome.MERGED]
    assert Outcome.REJECTED not in {line.outcome for line in second.rows}
    assert not second.writes


@settings(max_examples=60, deadline=None)
@given(ROWS, ROWS)
def test_importing_two_files_in_turn_is_safe_to_repeat(one: list[list[str]], two: list[list[str]]) -> None:
    first = plan_of(book_of_rows(one))
    second = plan_of(book_of_rows(two), record_after(first))
    known = record_after(first, second)
    assert not plan_of(book_of_rows(two), known).writes
    assert not plan_of(book_of_rows(one), known).writes


SHARED = [["SEN/1", "B801200005001", "Quill"], ["", "B801200005001", "Quill", "", "17.08.2014"],
          ["SEN/1", "", "", "", "17.08.2014"]]  # fmt: skip
"""A row without a reference gives the birth of a child that the next row says again."""
SAID_AGAIN = [["SEN/1", "", "Quill", "Ada", "17.08.2014"], ["", "B801200005001", "Quill", "Ada", "17.08.2014"],
              ["SEN/1", "B801200005001"]]  # fmt: skip
"""Another case of the same child gives the number that the first case's row says again."""


@settings(max_examples=120, deadline=None)
@given(ROWS)
@example([row + [""] * (20 - len(row)) for row in SHARED])
@example([row + [""] * (20 - len(row)) for row in SAID_AGAIN])
def test_every_cell_is_read_or_kept_or_worked_out(rows: list[list[str]]) -> None:
    book = book_of_rows(rows)
    ((_, mapping),) = propose(book).cases
    plan = plan_of(book)
    cases = applied(plan)
    rejected = {line.row: line.value for line in plan.certificate.rows if line.outcome == "rejected"}
    for planned in plan.rows:
        cells = [cell.replace("\0", "") for cell in rows[planned.row - 2]]  # left out, as the account says of each
        if planned.outcome is Outcome.REJECTED:
            assert all(tidy(cell) in rejected[planned.row] for cell in cells)
            continue
        case = cases[planned.case]
        kept = {value for _, value in case.kept}
        # Cases of one child share its details, which the double of a record keeps with each case.
        children = [c.child for c in cases.values() if likeness(c.child, case.child).same_child] + [case.child]
        found = {case.ref.casefold(), (case.owner or "").casefold(), case.psychologist.casefold(), case.team.casefold()}
        for child in children:
            found |= {child.upn, child.surname.casefold(), child.forenames.casefold(), child.sex}
        days = {fact.on for fact in case.facts} | {child.born for child in children}
        years = {child.year_group for child in children}
        attrs = {value for fact in case.facts for value in fact.attrs.values()}
        for match, cell in zip(mapping.columns, cells, strict=False):
            if match.target is Target.REF and case.ref.casefold().startswith(cell.strip().casefold()):
                continue
            if not cell.strip() or cell in kept or tidy(cell).casefold() in found or tidy(cell) in found | kept:
                continue
            assert _read(match.target, cell, days, attrs, years), f"{match.heading}: {cell!r} is lost"


def _read(target: Target, cell: str, days: set[object], attrs: set[str], years: set[int | None]) -> bool:
    reader = DateReader(TODAY)
    if target in DATED_FACTS:
        return reader.event(cell) in days
    if target is Target.BORN:
        return reader.birth(cell) in days
    if target is Target.WORKED_OUT:
        return any(c.isdigit() for c in cell)
    meanings = {
        Target.SOURCE: words.source(cell) in attrs,
        Target.DECISION: words.decision(cell) in attrs,
        Target.YEAR_GROUP: words.year_group(cell) in years,
        Target.EXCEPTION: words.no_exception(cell),
        Target.CASEWORKER: words.folded(cell) in words.VACANCY_WORDS,
        Target.PSYCHOLOGIST: words.folded(cell) in words.VACANCY_WORDS,
    }
    return meanings.get(target, False)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=10), min_size=1, max_size=6), max_size=12), st.sampled_from(",;\t|"))
def test_any_table_of_text_is_planned_or_refused(rows: list[list[str]], delimiter: str) -> None:
    headings = ["Ref", "Surname", "First name", "DOB", "Request received", "Notes"]
    try:
        book = read_book_bytes(csv_bytes([headings, *rows], delimiter, "utf-8-sig"), "any.csv")
    except (UnreadableFile, UnicodeEncodeError):
        return
    certificate = plan_of(book).certificate
    assert certificate.balances
    assert certificate.rows_in or certificate.sheets_not_read or not any(tidy(cell) for row in rows for cell in row)
