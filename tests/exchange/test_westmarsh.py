"""The sample tracker, reconciled with counts made another way.

The figures were first counted by a separate script that never saw the importer: it cut the sheet's XML with three
regular expressions, read the six date spellings with its own, and compared rows in pairs.  How each was found stands
beside it.  What can be counted again cheaply is counted again here, with openpyxl.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ehcp_desk.domain.importing import ImportPlan, KnownIndex, PersonSeed
from ehcp_desk.exchange.planning.mapping import propose
from ehcp_desk.exchange.planning.plan import make_plan
from ehcp_desk.exchange.planning.remarks import how_it_reads
from ehcp_desk.exchange.tables import read_book
from tests.exchange.fictional_trackers import TODAY
from tests.exchange.record_double import applied, record_after

SAMPLE = Path(__file__).parent.parent / "data" / "westmarsh-tracker.xlsx"
Cells = dict[int, dict[str, object]]


@pytest.fixture(scope="module")
def plan() -> ImportPlan:
    book = read_book(SAMPLE)
    return make_plan(book, propose(book), KnownIndex(), TODAY)


@pytest.fixture(scope="module")
def sheet() -> Cells:
    """The rows below the headings as openpyxl reads them, by row number and heading."""
    page = load_workbook(SAMPLE)["EHCNA live"]
    headings = [cell.value for cell in page[4]]
    return {
        number: dict(zip(headings, (cell.value for cell in page[number]), strict=True))  # type: ignore[arg-type]
        for number in range(5, page.max_row + 1)
    }


def rows_with(plan: ImportPlan, outcome: str) -> list[int]:
    return [row.row for row in plan.rows if row.outcome == outcome]


def test_every_row_ends_in_one_place(plan: ImportPlan) -> None:
    certificate = plan.certificate
    # 444 rows in the sheet, headings in row 4: 440 below them.
    assert certificate.rows_in == 440
    # 440 less the 8, 12 and 23 below.
    assert certificate.created == 397
    assert (certificate.updated, certificate.unchanged) == (0, 0)
    assert (certificate.merged, certificate.held, certificate.rejected) == (12, 23, 8)


def test_the_rejected_rows_are_the_blank_and_the_stray_ones(plan: ImportPlan, sheet: Cells) -> None:
    # Rows whose reference is not SEN/ and five digits: four blank, four of one cell.
    assert rows_with(plan, "rejected") == [102, 103, 201, 202, 300, 301, 399, 400]
    assert rows_with(plan, "rejected") == [
        n for n, row in sheet.items() if not str(row["Ref"] or "").startswith("SEN/")
    ]
    words = [line.value for line in plan.certificate.rows if line.outcome == "rejected" and line.value]
    assert words == ["-- closed below --", "CHECK WITH PETE", "Autumn term", "CHECK WITH PETE"]


def test_the_merged_rows_are_the_repeats(plan: ImportPlan, sheet: Cells) -> None:
    # Eight references occur twice, each second row equal to the first once its dates are read: rows 433 to 440.
    # Four UPNs occur under a second reference, SEN/29..., each with the same request date: rows 441 to 444.
    assert rows_with(plan, "merged") == list(range(433, 445))
    refs = Counter(row["Ref"] for row in sheet.values() if str(row["Ref"] or "").startswith("SEN/"))
    assert sum(times - 1 for times in refs.values()) == 8
    renamed = {cell.value: row.case for row in plan.rows for cell in row.kept if cell.heading == "Ref"}
    assert renamed == {
        "SEN/29065": "SEN/26065",
        "SEN/29023": "SEN/26023",
        "SEN/29190": "SEN/26190",
        "SEN/29077": "SEN/26077",
    }


def test_the_held_rows_are_those_whose_clock_cannot_be_trusted(plan: ImportPlan) -> None:
    held = {row.row: row.reasons for row in plan.rows if row.outcome == "held"}
    future = {5, 228, 339, 361}  # "Final issued" in 2052
    impossible = {29, 302, 139, 353}  # request on 31/02/2026 twice, 00/05/2026, 31/11/2025
    not_a_day = {45, 165, 243, 343}  # request "TBC" twice, "w/c 12 May" twice
    blank = {171, 205, 260, 293, 325, 405, 412, 361}  # no request date; row 361 has both faults
    backwards = {39, 192, 275, 277}  # final plan sent before the request
    assert set(held) == future | impossible | not_a_day | blank | backwards
    assert len(held) == 23
    assert {n for n, reasons in held.items() if any("the year 2052" in r for r in reasons)} == future
    assert {n for n, reasons in held.items() if any("before the request" in r for r in reasons)} == backwards
    assert {n for n, reasons in held.items() if any("so the clock has no start" in r for r in reasons)} == blank


def test_what_is_odd_is_said(plan: ImportPlan, sheet: Cells) -> None:
    lines = plan.certificate.rows
    # Check letters recomputed with weights 2 to 13 modulo 23: eight are wrong.
    assert [line.row for line in lines if line.field == "UPN"] == [74, 159, 171, 198, 244, 265, 308, 415]
    # "Y EP shortage" six times and "Y parent did not agree draft" eight: fourteen claims that are no ground.
    claims = [line for line in lines if line.field == "Exception"]
    assert len(claims) == sum(row["Exception"] is not None for row in sheet.values()) == 34
    assert sum(line.outcome == "flagged" for line in claims) == 14


def test_the_facts_are_as_many_as_the_dates_less_the_doubtful_and_the_repeated(plan: ImportPlan, sheet: Cells) -> None:
    kinds = Counter((fact.kind, fact.attrs.get("body", "")) for row in plan.rows for fact in row.facts)
    once = {n: row for n, row in sheet.items() if n < 433 and str(row["Ref"] or "").startswith("SEN/")}

    def written(heading: str) -> int:
        return sum(row[heading] is not None for row in once.values())

    # Of the request cells eight are no date; of the finals four lie in 2052 and four before the request.
    assert kinds["request_received", ""] == written("Date req rec'd") - 8
    assert kinds["final_plan_sent", ""] == written("Final issued") - 8
    assert kinds["assess_decision_notified", ""] == written("Decision letter sent") == written("Assess? Y/N")
    assert kinds["draft_plan_served", ""] == written("Draft issued")
    assert kinds["advice_requested", "psychology"] == written("EP advice requested")
    assert kinds["advice_received", "psychology"] == written("EP advice rec'd")
    assert kinds["advice_received", "health"] == written("Health advice rec'd")
    assert kinds["advice_received", "social_care"] == written("Soc care rec'd")
    assert not any(fact.on > TODAY for row in plan.rows for fact in row.facts)


def test_nothing_in_the_file_is_lost(plan: ImportPlan, sheet: Cells) -> None:
    """Every cell is read into a fact, a child or a person, or is kept word for word, or is worked out by the desk."""
    cases = applied(plan)
    seen = {row.row: row for row in plan.rows}
    for number, row in sheet.items():
        planned = seen[number]
        if planned.outcome == "rejected":
            continue
        case = cases[planned.case]
        days = {fact.on for fact in case.facts} | {case.child.born}
        kept = {value for _, value in case.kept}
        for heading, value in row.items():
            if value is None or heading in ("6 wk", "16 wk", "20 wk"):
                continue
            text = value.date().isoformat() if isinstance(value, datetime) else str(value)
            read = {
                "Ref": text == case.ref,
                "UPN": text == case.child.upn,
                "Surname": " ".join(text.split()).casefold() == case.child.surname.casefold(),
                "First name(s)": " ".join(text.split()) == case.child.forenames,
                "M/F": text == case.child.sex,
                "NCY": value == case.child.year_group,
                "Current setting": text == case.child.setting,
                "Requested by": bool(_source(text) & {fact.attrs.get("source") for fact in case.facts}),
                "Assess? Y/N": {"Y": "assess", "N": "refuse"}.get(text) in {f.attrs.get("outcome") for f in case.facts},
                "EP": text == case.psychologist,
                "Case officer": text == case.owner or text in ("VACANT", "tbc"),
            }.get(heading, _day(value) in days)
            assert read or text in kept, f"row {number}, {heading}: {value!r} is lost"


def _source(text: str) -> set[str | None]:
    return {text.lower().replace(" ", "_")}


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    for form in ("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%b-%y", "%d %B %Y"):
        try:
            return datetime.strptime(str(value), form).date()
        except ValueError:
            continue
    return None


def test_people_come_with_their_hours_and_teams(plan: ImportPlan) -> None:
    assert plan.people == (
        PersonSeed("J Addo", fte=1.0, team="North", placeholder=False),
        PersonSeed("P Lindqvist", fte=0.6, team="South", placeholder=False),
        PersonSeed("R Fairbairn", fte=1.0, team="North", placeholder=False),
        PersonSeed("S Kowalczyk", fte=0.8, team="South", placeholder=False),
        PersonSeed("T Mbeki", fte=1.0, team="North", placeholder=False),
        PersonSeed("M Thorne", role="psychologist"),
        PersonSeed("A Osei", role="psychologist"),
        PersonSeed("K Patel-Ward", role="psychologist"),
    )


def test_cases_nobody_holds_are_the_blank_the_vacant_and_the_tbc(plan: ImportPlan, sheet: Cells) -> None:
    once = [row for n, row in sheet.items() if n < 433 and str(row["Ref"] or "").startswith("SEN/")]
    nobody = sum(row["Case officer"] in (None, "VACANT", "tbc") for row in once)
    assert sum(case.owner is None for case in applied(plan).values()) == nobody


def test_the_second_import_creates_nothing(plan: ImportPlan) -> None:
    book = read_book(SAMPLE)
    again = make_plan(book, propose(book), record_after(plan), TODAY)
    certificate = again.certificate
    assert not again.writes
    assert (certificate.created, certificate.updated, certificate.unchanged) == (0, 0, 397)
    assert (certificate.merged, certificate.held, certificate.rejected) == (12, 23, 8)


def test_the_page_says_how_each_column_reads(plan: ImportPlan) -> None:
    book = read_book(SAMPLE)
    ((sheet, mapping),) = propose(book).cases
    said = {
        m.heading: (r.words, r.state) for m, r in zip(mapping.columns, how_it_reads(sheet, mapping, plan), strict=True)
    }
    assert said["Ref"] == ("12 repeats, will be merged", "read")
    assert said["UPN"] == ("8 check letters are wrong", "look")
    assert said["DOB"] == ("6 date styles, all read", "read")
    assert said["Date req rec'd"] == ("8 dates not read, kept as written", "look")
    assert said["6 wk"] == ("we work these out ourselves", "left_out")
    assert said["EP"] == ("3 names to match to people", "read")
    assert said["Final issued"] == ("4 dates in the year 2052 and 4 more, held", "look")
    assert said["Exception"] == ("14 are not grounds in law", "look")
    assert said["Case officer"] == ("VACANT and tbc: nobody yet", "nobody")
    assert said["Comments"] == ("kept as written", "read")
