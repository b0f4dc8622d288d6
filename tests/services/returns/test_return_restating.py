"""A frozen return made again: which figures changed, by which cases, who wrote what, and why."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.restating import CAME, COUNTS_NOT, OTHERWISE, WENT, changed_cases
from ehcp_desk.exchange.return_files import write_return
from ehcp_desk.exchange.return_restating import document, issued_lines, page, read_issued, write_restatement
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import NewRequest, correct, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restating import restate
from ehcp_desk.services.oversight.returns import compute_monthly

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def issued(team: Desk, maisie: str, tmp_path: Path) -> tuple[Desk, str, int, Path]:
    november = replace(team, days=Calendar(date(2026, 11, 2)))
    sent = record(november, maisie, NewFact("final_plan_sent", date(2026, 10, 1))).facts[0]
    return november, maisie, sent, write_return(compute_monthly(november, OCTOBER), tmp_path / "issued")[-1]


def test_nothing_changed_says_so_a_month_later(issued: tuple[Desk, str, int, Path]) -> None:
    desk, _, _, frozen = issued
    later = replace(desk, days=Calendar(date(2026, 12, 20)))
    told = restate(later, read_issued(frozen), issued_lines)
    assert told.changes == () and told.new_codes == ()
    assert told.unchanged == len(compute_monthly(desk, OCTOBER).lines)


def test_a_corrected_day_shows_its_case_who_corrected_it_and_why(
    issued: tuple[Desk, str, int, Path], tmp_path: Path
) -> None:
    desk, ref, sent, frozen = issued
    other = replace(desk, user="Joy Addo", days=Calendar(date(2026, 12, 1)))
    correct(other, sent, NewFact("final_plan_sent", date(2026, 9, 30)), "The letter is dated 30 September.")
    told = restate(other, read_issued(frozen), issued_lines)
    change = next(c for c in told.changes if c.before.code == "K21")
    assert change.after is not None
    assert (change.before.value, change.after.value) == (1, 0)
    (case,) = change.cases
    assert (case.ref, case.how) == (ref, WENT)
    assert [(a.who, a.why) for a in case.acts] == [("Joy Addo", "The letter is dated 30 September.")]
    assert "30 September" in case.acts[0].what
    written = write_restatement(told, tmp_path / "again")
    rows = list(csv.DictReader(written[0].read_text(encoding="utf-8").splitlines()))
    row = next(r for r in rows if r["code"] == "K21")
    assert (row["value_then"], row["value_now"], row["by"]) == ("1", "0", "Joy Addo")
    assert row["reason"] == "The letter is dated 30 September."
    assert f"{ref}: {WENT}" in page(told)
    assert document(told)["changes"][0]["cases"][0]["acts"][0]["by"] == "Joy Addo"


def test_a_case_that_came_and_went_in_the_month_is_told_of_once(team: Desk, maisie: str, tmp_path: Path) -> None:
    november = replace(team, days=Calendar(date(2026, 11, 2)))
    frozen = write_return(compute_monthly(november, OCTOBER), tmp_path / "issued")[-1]
    record(november, maisie, NewFact("final_plan_sent", date(2026, 10, 6)))
    record(november, maisie, NewFact("plan_ceased", date(2026, 10, 20)))
    told = restate(november, read_issued(frozen), issued_lines)
    assert len(next(c for c in told.changes if c.before.code == "K26").cases) == 2
    said = page(told).split("## K26", 1)[1].split("## ", 1)[0]
    assert said.count(f"- {maisie}: ") == 1
    assert f"{len(told.changes)} figures or lists changed" in page(told)


def test_a_return_made_on_the_last_day_is_made_again_as_on_that_day(team: Desk, tmp_path: Path) -> None:
    child = Child(0, "Wainwright", "Ellis", date(2019, 5, 2))
    open_request(team, NewRequest("SEN/26200", child, date(2026, 9, 19), "parent"))
    last = replace(team, days=Calendar(date(2026, 10, 31)))  # the six weeks for deciding end today
    frozen = write_return(compute_monthly(last, OCTOBER), tmp_path / "issued")[-1]
    later = replace(team, days=Calendar(date(2026, 12, 20)))
    assert restate(later, read_issued(frozen), issued_lines).changes == ()


def test_what_is_dated_after_the_as_at_day_restates_nothing(issued: tuple[Desk, str, int, Path]) -> None:
    desk, ref, _, frozen = issued
    later = replace(desk, days=Calendar(date(2026, 12, 1)))
    record(later, ref, NewFact("review_meeting_held", date(2026, 11, 20)))
    assert restate(later, read_issued(frozen), issued_lines).changes == ()


def test_a_copy_that_was_changed_is_refused(issued: tuple[Desk, str, int, Path]) -> None:
    frozen = issued[3]
    text = frozen.read_text(encoding="utf-8").replace('"numerator": 1,', '"numerator": 2,', 1)
    frozen.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be re-stated"):
        read_issued(frozen)


def test_rows_are_compared_one_by_one_even_where_a_case_stands_twice() -> None:
    before = [("A", "1", "x"), ("A", "1", "x"), ("B", "1", "x"), ("C", "1", "x")]
    after = [("A", "1", "x"), ("B", "0", "x"), ("C", "1", "y"), ("D", "1", "x")]
    assert [(c.ref, c.how) for c in changed_cases(before, after)] == [
        ("A", WENT), ("B", COUNTS_NOT), ("C", OTHERWISE), ("D", CAME),
    ]  # fmt: skip
