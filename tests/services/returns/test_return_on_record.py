"""The return over a real record: owners, corrections and late entries as the desk itself writes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.returns import MonthlyReturn
from ehcp_desk.exchange.return_files import verify_return, write_return
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import correct, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.ownership import assign, name_psychologist
from ehcp_desk.services.oversight.return_settings import write_note
from ehcp_desk.services.oversight.returns import compute_monthly

OCTOBER = date(2026, 10, 1)


def on_day(desk: Desk, day: date) -> Desk:
    return replace(desk, days=Calendar(day))


def value(result: MonthlyReturn, code: str) -> str:
    return f"{result.line(code).figure.numerator} of {result.line(code).figure.denominator}"


def test_an_unassigned_case_is_found_assigned_and_brought_to_a_final_plan(team: Desk, maisie: str) -> None:
    before = compute_monthly(team, OCTOBER)
    assert value(before, "U01") == "1 of 1"
    assert value(before, "K45") == "0 of 2"
    assert before.provisional and before.as_at == date(2026, 10, 30)
    assign(team, [maisie], "Joy Addo", "The case has had nobody since it came.")
    record(team, maisie, NewFact("assess_decision_notified", date(2026, 8, 3), {"outcome": "assess"}))
    assert value(compute_monthly(team, OCTOBER), "U02") == "1 of 1"
    name_psychologist(team, maisie, "Dr Orla Fennimore")
    record(team, maisie, NewFact("draft_plan_served", date(2026, 10, 9)))
    record(team, maisie, NewFact("final_plan_sent", date(2026, 10, 30)))
    after = compute_monthly(team, OCTOBER)
    assert value(after, "K02") == "1 of 1"
    assert (value(after, "U01"), value(after, "K12")) == ("0 of 0", "0 of 0")
    assert [(f.stage, f.opening, f.came_in, f.went_out, f.closing) for f in after.flow][1:] == [
        ("Gathering advice", 1, 0, 1, 0),
        ("Writing the plan", 0, 1, 1, 0),
        ("All open cases", 1, 0, 1, 0),
    ]


def test_a_late_entry_restates_the_month_and_the_frozen_copy_shows_which_record_it_was_made_from(
    team: Desk, maisie: str, tmp_path: Path
) -> None:
    november = on_day(team, date(2026, 11, 2))
    first = compute_monthly(november, OCTOBER)
    frozen = write_return(first, tmp_path / "as issued")[-1]
    record(november, maisie, NewFact("final_plan_sent", date(2026, 10, 28)))
    again = compute_monthly(november, OCTOBER)
    assert (value(first, "K02"), value(again, "K02")) == ("0 of 0", "1 of 1")
    assert again.journal_seq == first.journal_seq + 1
    assert again.journal_head != first.journal_head
    assert all(ok for _, ok, _ in verify_return(frozen))


def test_a_corrected_date_counts_and_the_one_it_replaced_does_not(team: Desk, maisie: str) -> None:
    wrong = record(team, maisie, NewFact("final_plan_sent", date(2026, 10, 1))).facts[0]
    assert value(compute_monthly(team, OCTOBER), "K21") == "1 of 1"
    correct(team, wrong, NewFact("final_plan_sent", date(2026, 9, 30)), "The letter is dated 30 September.")
    assert value(compute_monthly(team, OCTOBER), "K21") == "0 of 0"
    assert value(compute_monthly(team, date(2026, 9, 1)), "K21") == "1 of 1"


def test_computing_and_writing_change_nothing_and_give_the_same_bytes_twice(
    team: Desk, maisie: str, tmp_path: Path
) -> None:
    write_note(team, "U01", OCTOBER, "One leaver’s case.")
    one = write_return(compute_monthly(team, OCTOBER), tmp_path / "one")
    two = write_return(compute_monthly(team, OCTOBER), tmp_path / "two")
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
    assert compute_monthly(team, OCTOBER).line("U01").note_words.endswith("One leaver’s case.")
