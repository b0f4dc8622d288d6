"""The account of an import: what counts as news, several sheets, the certificate, progress and cancel."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from ehcp_desk.domain.errors import Cancelled
from ehcp_desk.domain.identifiers import upn_check_letter
from ehcp_desk.domain.importing import KnownIndex, PlannedRow
from ehcp_desk.domain.near_children import MOST_LOOKED_AT, MOST_OF_A_BIRTH
from ehcp_desk.exchange.cells import Book, Sheet
from ehcp_desk.exchange.planning.mapping import propose
from ehcp_desk.exchange.planning.plan import make_plan
from tests.exchange.fictional_trackers import ARLO, MAISIE, TODAY, book_of, plan_of, tracker
from tests.exchange.record_double import record_after


def outcomes(rows: tuple[PlannedRow, ...]) -> list[str]:
    return [row.outcome.value for row in rows]


def test_columns_the_desk_works_out_do_not_make_a_row_new() -> None:
    def book(days: str) -> Book:
        return book_of([["Ref", "Name", "Request received", "Days open"], ["1", "Quill, Ada", "01/06/2026", days]])

    first = plan_of(book("12"))
    assert outcomes(plan_of(book("13"), record_after(first)).rows) == ["unchanged"]
    assert first.rows[0].kept == ()
    assert [cell.value for cell in plan_of(book("see Pete")).rows[0].kept] == ["see Pete"]


def test_several_sheets_are_one_account() -> None:
    live, closed = tracker(ARLO).sheets[0], tracker(MAISIE, ARLO).sheets[0]
    notes = Sheet("Notes", [["remember", "the milk"]])
    book = Book("all.xlsx", "0" * 64, (live, replace(closed, name="closed"), notes), "XLSX workbook")
    plan = plan_of(book)
    assert [(row.sheet, row.row, row.outcome.value) for row in plan.rows] == [
        ("tracker", 2, "created"),
        ("closed", 2, "created"),
        ("closed", 3, "merged"),
    ]
    assert plan.certificate.sheets_not_read == ("Notes",)


def test_the_certificate_is_as_the_contract_has_it() -> None:
    plan = plan_of(tracker(ARLO, {**MAISIE, "Final issued": "04/03/2052"}))
    content = plan.certificate.as_json()
    assert {key: content[key] for key in ("file", "rows_in", "created", "held", "merged", "rejected")} == {
        "file": "tracker.csv", "rows_in": 2, "created": 1, "held": 1, "merged": 0, "rejected": 0,
    }  # fmt: skip
    rows = content["rows"]
    assert isinstance(rows, list)
    assert {"row": 3, "outcome": "held", "case": "SEN/2", "field": "", "value": "",
            "reason": "Final issued: the year 2052 is in the future", "sheet": "tracker"} in rows  # fmt: skip
    assert {"row": 3, "outcome": "kept", "case": "SEN/2", "field": "Final issued", "value": "04/03/2052",
            "reason": "the year 2052 is in the future", "sheet": "tracker"} in rows  # fmt: skip
    counted = Counter(line["outcome"] for line in rows)
    assert (counted["created"], counted["held"]) == (1, 1)
    assert [line.row for line in plan.certificate.to_look_at] == [3]


def test_progress_is_told_and_cancel_is_heard() -> None:
    book = tracker(*[{**ARLO, "Ref": f"SEN/{n}", "UPN": "", "First name": f"A{n}"} for n in range(1200)])
    told: list[tuple[int, int]] = []
    make_plan(book, propose(book), KnownIndex(), TODAY, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 1200), (500, 1200), (1000, 1200), (1200, 1200)]
    with pytest.raises(Cancelled, match="nothing was changed"):
        make_plan(book, propose(book), KnownIndex(), TODAY, cancelled=lambda: len(told) > 0)


@pytest.mark.parametrize(
    ("name", "most", "whom"),
    [("Vole", MOST_OF_A_BIRTH, "born on 1 January 2010"), ("Unknown", MOST_LOOKED_AT, "named Child Unknown")],
)
def test_children_too_many_to_be_compared_are_said(name: str, most: int, whom: str) -> None:
    def book(rows: int) -> Book:
        letters = str.maketrans("0123456789", "abcdefghij")
        names = [name if name == "Unknown" else f"{name}{str(n).translate(letters) * 3}" for n in range(rows)]
        upns = [upn_check_letter(f"330{n:09}") + f"330{n:09}" for n in range(rows)]
        return tracker(*[
            {**ARLO, "Ref": f"SEN/{n}", "UPN": upn, "Surname": surname, "First name": "Child", "DOB": "01/01/2010"}
            for n, (surname, upn) in enumerate(zip(names, upns, strict=True))
        ])  # fmt: skip

    def said(rows: int) -> bool:
        notes = plan_of(book(rows)).certificate.notes
        return any(note.startswith(f"There are more children {whom} than can be compared") for note in notes)

    assert not said(most) and said(most + 2)
