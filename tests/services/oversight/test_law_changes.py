"""Changing the law of a record: previewed without a trace, applied in one audited act, taken back the same way."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.clock.model import State
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.errors import BadInput, Cancelled, KnownFault
from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.deriving import law_text
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.change_file import ChangeFile, read_change
from ehcp_desk.services.oversight.law_changes import apply, changes_of, withdraw
from ehcp_desk.services.oversight.law_of_record import APPLIED, catch_up, law_of
from ehcp_desk.services.oversight.law_preview import preview
from ehcp_desk.services.oversight.law_view import rule_words
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.upkeep.checking import verify_record
from tests.clock.test_clock_changing import EIGHTEEN, ROYAL, final_plan
from tests.services.conftest import DAY

SHORTER = ChangeFile("eighteen.toml", final_plan(**EIGHTEEN))
HOLIDAY = ChangeFile("royal-day.toml", ROYAL)


def due(desk: Desk, ref: str, rule: str) -> date:
    return next(d.due for d in case_view(desk, ref).timeline.deadlines if d.rule == rule)


def sound(desk: Desk) -> bool:
    return all(ok for _, ok, _ in verify_record(desk))


def head(desk: Desk) -> int:
    with desk.store.read() as work:
        return work.journal_head()[0]


def test_a_shorter_limit_names_the_case_the_dates_and_who_answers(team: Desk, maisie: str) -> None:
    assign(team, [maisie], "Thandi Mbeki", "New in")
    before = head(team)
    found = preview(team, SHORTER)
    (line,) = found.moved
    assert (line.ref, line.rule, line.due_now, line.due_then, line.days) == (
        maisie, "A_FINAL_PLAN", date(2026, 11, 11), date(2026, 10, 28), -14)  # fmt: skip
    assert (line.state_now, line.state_then) == (State.RUNNING, State.OVERDUE)
    assert (line.owner, line.responsible) == ("Thandi Mbeki", "Thandi Mbeki")
    assert (found.cases, found.moved_cases, found.settled) == (1, 1, 0)
    assert found.now == law_text(team.law) and found.then.startswith("england@2026-09-01+eighteen#")
    assert (head(team), due(team, maisie, "A_FINAL_PLAN")) == (before, date(2026, 11, 11)), "nothing was changed"


def test_a_bank_holiday_moves_the_working_day_limits_only(team: Desk, maisie: str) -> None:
    record(team, maisie, NewFact("appeal_sent_to_la", date(2026, 10, 20)))
    found = preview(team, HOLIDAY)
    assert [(m.rule, m.days) for m in found.moved] == [("T_RESPONSE", 1)]


def test_a_closed_case_and_a_date_already_met_are_nobodys_business(team: Desk, maisie: str) -> None:
    record(team, maisie, NewFact("final_plan_sent", date(2026, 10, 20)))
    found = preview(team, SHORTER)
    assert (found.cases, found.moved, found.settled) == (1, (), 1), "met in time under either law"
    record(team, maisie, NewFact("plan_ceased", date(2026, 10, 29)))
    assert (preview(team, SHORTER).cases, preview(team, SHORTER).settled) == (0, 0)


def test_a_date_met_in_time_that_would_be_late_is_told(team: Desk, maisie: str) -> None:
    record(team, maisie, NewFact("final_plan_sent", date(2026, 10, 30)))
    (line,) = preview(team, SHORTER).moved
    assert (line.state_now, line.state_then) == (State.MET, State.MET_LATE)


def test_applying_changes_the_record_for_good_and_withdrawing_takes_it_back(
    team: Desk, maisie: str, tmp_path: Path
) -> None:
    done = apply(team, SHORTER, "The Regulations  changed")
    assert (done.cases, done.changed) == (1, (maisie,))
    assert due(team, maisie, "A_FINAL_PLAN") == date(2026, 10, 28)
    assert sound(team)
    with team.store.read() as work:
        entry = next(e for e in work.journal() if e.kind == "law_changed")
        kept = {d.rule: d.due for d in work.deadlines(entry.case_id or 1)}
    said = json.loads(entry.payload or "{}")
    assert (entry.actor, said["name"], said["reason"]) == ("Joy Addo", "eighteen.toml", "The Regulations changed")
    assert said["text"] == SHORTER.text and len(said["digest"]) == 64
    assert kept["A_FINAL_PLAN"] == date(2026, 10, 28), "the lists know"
    again = open_desk(str(tmp_path / "desk.db"), "Thandi Mbeki", DAY)
    assert again.law.name == "england@2026-09-01+eighteen" and due(again, maisie, "A_FINAL_PLAN") == date(2026, 10, 28)
    assert [(c.name, c.by, c.on) for c in changes_of(again)] == [("eighteen.toml", "Joy Addo", "2026-10-30")]
    withdraw(again, "eighteen", "Laid before Parliament only")
    again.store.close()
    assert catch_up(team), "a desk that was open learns of it"
    assert team.law.digest == Ruleset.load().digest and not catch_up(team)
    assert due(team, maisie, "A_FINAL_PLAN") == date(2026, 11, 11)
    assert sound(team) and changes_of(team) == ()


def test_two_changes_stand_on_one_another(team: Desk, maisie: str) -> None:
    apply(team, HOLIDAY, "Proclaimed")
    off = ChangeFile("off.toml", '[[removed]]\non = 2026-11-06\nwhy = "Called off"\nlaw = "Proclamation"\n')
    apply(team, off, "Called off again")
    with pytest.raises(BadInput, match=r"royal-day.toml cannot be withdrawn while a later change rests on it: off"):
        withdraw(team, "royal-day.toml", "Wrong order")
    assert [c.name for c in changes_of(team)] == ["royal-day.toml", "off.toml"]
    withdraw(team, "off.toml", "It takes place")
    assert date(2026, 11, 6) in team.law.calendar.holidays
    assert team.duties["A_FINAL_PLAN"]


def test_the_acts_are_refused_in_a_sentence_and_leave_no_trace(team: Desk, maisie: str) -> None:
    apply(team, HOLIDAY, "Proclaimed")
    before = head(team)
    wrong = ChangeFile("wrong.toml", ROYAL.replace("name", "namex"))
    for act, words in (
        (lambda: apply(team, SHORTER, "  "), "Say why"),
        (lambda: withdraw(team, "royal-day", ""), "Say why"),
        (lambda: apply(team, HOLIDAY, "Twice"), "royal-day.toml is already applied"),
        (lambda: apply(team, wrong, "Typo"), "did you mean 'name'"),
        (lambda: preview(team, wrong), "did you mean 'name'"),
        (
            lambda: withdraw(team, "nineteen", "Gone"),
            "No change called nineteen is applied to this record; applied are",
        ),
    ):
        with pytest.raises(BadInput, match=words):
            act()
    assert head(team) == before
    withdraw(team, "royal-day", "Done")
    with pytest.raises(BadInput, match="none is applied"):
        withdraw(team, "royal-day", "Again")


def test_a_preview_can_be_stopped_and_says_how_far_it_is(team: Desk, maisie: str) -> None:
    from ehcp_desk.services.oversight import law_preview

    told: list[tuple[int, int]] = []

    def stop(done: int, total: int, _what: str) -> None:
        told.append((done, total))
        raise Cancelled("Stopped.")

    assert law_preview.STEP == 500
    law_preview.STEP = 1
    try:
        with pytest.raises(Cancelled):
            preview(team, SHORTER, stop)
    finally:
        law_preview.STEP = 500
    assert told == [(1, 1)]


def test_a_change_that_no_longer_fits_the_rules_says_how_to_take_it_back(
    team: Desk, maisie: str, tmp_path: Path
) -> None:
    apply(team, SHORTER, "The Regulations changed")
    raw = sqlite3.connect(tmp_path / "desk.db")
    raw.execute("UPDATE settings SET value = replace(value, 'A_FINAL_PLAN', 'A_FINAL_OLD') WHERE key = ?", (APPLIED,))
    raw.commit()
    raw.close()
    with pytest.raises(KnownFault, match=r"unknown rule 'A_FINAL_OLD'.*law withdraw"):
        law_of(team.store)
    shipped = replace(team, law=Ruleset.load())
    withdraw(shipped, "eighteen", "It does not fit any more")
    assert law_of(team.store).digest == Ruleset.load().digest and sound(shipped)


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone.toml cannot be read: No such file"):
        read_change(tmp_path / "gone.toml")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF\xff\xfe")
    with pytest.raises(BadInput, match=r"scan.pdf is not a text file"):
        read_change(tmp_path / "scan.pdf")
    (tmp_path / "marked.toml").write_text(ROYAL, encoding="utf-8-sig")
    assert read_change(tmp_path / "marked.toml") == ChangeFile("marked.toml", ROYAL)
    (tmp_path / "big.toml").write_bytes(b"#" * 1_100_000)
    with pytest.raises(BadInput, match="larger than"):
        read_change(tmp_path / "big.toml")


def test_nearly_every_rule_has_an_example_that_ends_in_its_date(law: Ruleset) -> None:
    said = {(r.id, r.limb): rule_words(law, r, DAY) for r in law.rules}
    assert any("19 March 2027" in sentence for sentence in said["A_FINAL_PLAN", ""].example)
    assert said["A_FINAL_PLAN", ""].force == "A limit in statute"
    assert "In force from 1 September 2014." in said["A_FINAL_PLAN", ""].in_force
    assert len([words for words in said.values() if words.example]) > 60


def test_a_limit_that_would_stop_is_refused_and_nothing_is_saved(team: Desk, maisie: str) -> None:
    stops = {"in_force = 2014-09-01": "in_force = 2027-01-01\nuntil = 2027-09-01"}
    file, before = ChangeFile("while.toml", final_plan(**stops)), head(team)
    for act in (lambda: preview(team, file), lambda: apply(team, file, "As told")):
        with pytest.raises(BadInput, match="no time limit would be in force from 2027-09-01 on"):
            act()
    assert (head(team), changes_of(team)) == (before, ())


def test_a_change_is_not_taken_back_where_a_limit_would_stop_then(team: Desk, maisie: str) -> None:
    apply(team, ChangeFile("from.toml", final_plan(**{"in_force = 2014-09-01": "in_force = 2027-01-01"})), "As told")
    until = {"in_force = 2014-09-01": "in_force = 2014-09-01\nuntil = 2027-01-01"}
    apply(team, ChangeFile("to.toml", final_plan(**until)), "As told")
    with pytest.raises(
        BadInput, match=r"from.toml cannot be withdrawn .* no time limit would be in force from 2027-01-01 on"
    ):
        withdraw(team, "from", "Not needed")
    withdraw(team, "to", "Not needed")
    withdraw(team, "from", "Not needed")
    assert team.law.versions("A_FINAL_PLAN")[0].until is None
    assert sound(team)
