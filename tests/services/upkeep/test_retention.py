"""Retention: what is due, what keeps it, disposal by a named person, the certificate, and what verify says after."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput, NotAllowed
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.retention import Standing, retention_rules
from ehcp_desk.printing import Printer
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.restricting import restrict
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.disposal_paper import print_certificate
from ehcp_desk.services.upkeep.retention import (
    choose_rule,
    disposal_of,
    disposals,
    dispose,
    due_by,
    kept,
    lift_hold,
    place_hold,
    rule_in_use,
)

DAY = date(2026, 10, 30)
OLD = "SEN/95001"
BORN = date(1995, 10, 30)


@pytest.fixture
def old(team: Desk, maisie: str) -> Desk:
    """A closed file of somebody who is 31 today, beside the live one of Maisie."""
    child = Child(0, "Hushaby", "Wilfrid", BORN, "M")
    open_request(team, NewRequest(OLD, child, date(2010, 3, 1), "parent"))
    record(team, OLD, NewFact("request_withdrawn", date(2010, 4, 1), note="The family of Wilfrid Hushaby moved away"))
    return team


def wrong(desk: Desk) -> dict[str, str]:
    return {check: detail for check, ok, detail in verify_record(desk) if not ok}


def test_a_period_runs_out_on_the_day_and_not_before_and_never_early_for_a_leap_day() -> None:
    rule = retention_rules().chosen(None)
    assert (rule.id, rule.due(BORN)) == ("born_31", DAY)
    assert rule.due(date(1996, 2, 29)) == date(2027, 3, 1)
    for one in (*retention_rules().rules.values(), *retention_rules().longer.values()):
        assert one.source and one.certainty and one.years > 20


def test_what_is_due_is_listed_and_what_is_not_is_not(old: Desk) -> None:
    (one,) = due_by(old)
    assert (one.ref, one.standing, one.due) == (OLD, Standing.DUE, DAY)
    assert due_by(old, date(2026, 10, 29)) == []
    assert [k.ref for k in due_by(old, date(2060, 1, 1))] == [OLD, "SEN/26118"]
    assert kept(old, "SEN/26118").standing is Standing.OPEN


def test_a_longer_rule_of_the_council_or_of_care_keeps_it(old: Desk) -> None:
    with pytest.raises(BadInput, match="Say why"):
        choose_rule(old, "born_35", " ")
    with pytest.raises(BadInput, match="born_31"):
        choose_rule(old, "born_9", "why not")
    choose_rule(old, "born_35", "The council’s schedule of May")
    assert rule_in_use(old).id == "born_35" and due_by(old) == []
    choose_rule(old, "born_31", "Back again")
    record(old, OLD, NewFact("care_status", date(2009, 1, 1), {"status": "in_care"}))
    assert kept(old, OLD).due == date(2070, 10, 30) and due_by(old) == []
    with pytest.raises(BadInput, match="runs until"):
        dispose(old, OLD, "its time is up")


def test_a_hold_keeps_it_until_it_is_lifted(old: Desk) -> None:
    with pytest.raises(BadInput, match="one of: complaint"):
        place_hold(old, OLD, "whim", "because")
    entry = place_hold(old, OLD, "inquiry", "The inquiry wrote to every council").facts[0]
    assert due_by(old)[0].standing is Standing.HELD
    with pytest.raises(BadInput, match="held for inquiry, since 30 October 2026: The inquiry wrote"):
        dispose(old, OLD, "its time is up")
    with pytest.raises(BadInput, match="No hold with the number 999"):
        lift_hold(old, OLD, 999, "over")
    lift_hold(old, OLD, entry, "The inquiry has closed")
    assert kept(old, OLD).standing is Standing.DUE


@pytest.mark.parametrize(
    ("kind", "attrs", "answer", "words"),
    [
        ("complaint", {"reference": "C1", "stage": "one", "answer_by": "2026-11-30", "by": "The father"},
         ("complaint_answered", {"outcome": "upheld"}, "complaint"), "a complaint is not answered"),
        ("ombudsman", {"reference": "O1", "stage": "enquiry"}, ("signal_answered", {}, "signal"), "Ombudsman"),
        ("appeal_received", {}, ("tribunal_order", {"order": "dismissed"}, ""), "an appeal has no order"),
        ("appeal_received", {}, ("appeal_withdrawn", {}, ""), "an appeal has no order"),
        ("appeal_sent_to_la", {}, ("tribunal_order", {"order": "dismissed"}, ""), "an appeal has no order"),
        ("appeal_registered", {"number": "EH1/26/00001", "type": "contents"}, ("appeal_withdrawn", {}, ""),
         "an appeal has no order"),
        ("access_request", {"by": "Wilfrid Hushaby", "how": "email", "identity": "yes"},
         ("access_answered", {"outcome": "sent"}, "request"), "a request to see what is held is not answered"),
    ],
)  # fmt: skip
def test_what_is_still_in_dispute_keeps_it_as_a_hold_does(
    old: Desk, kind: str, attrs: dict[str, str], answer: tuple[str, dict[str, str], str], words: str
) -> None:
    made = record(old, OLD, NewFact(kind, date(2026, 10, 1), attrs, "about the old plan"))
    assert (kept(old, OLD).standing, words in kept(old, OLD).why) == (Standing.HELD, True)
    said, more, link = answer
    more = {**more, **({link: str(made.facts[0])} if link else {})}
    record(old, OLD, NewFact(said, date(2026, 10, 2), more, "dealt with"))
    assert kept(old, OLD).standing is Standing.DUE


def test_a_request_to_see_what_is_held_keeps_it_though_more_time_was_taken(old: Desk) -> None:
    """To dispose of what somebody has asked to see is an offence (Data Protection Act 2018, section 173)."""
    said = {"by": "Wilfrid Hushaby", "how": "email", "identity": "yes"}
    asked = record(old, OLD, NewFact("access_request", date(2026, 10, 1), said))
    more = {"request": str(asked.facts[0]), "told_on": "2026-10-20"}
    record(old, OLD, NewFact("access_extended", date(2026, 10, 20), more, "Many papers"))
    with pytest.raises(BadInput, match=r"a request to see what is held is not answered \(entry 4\)"):
        dispose(old, OLD, "its time is up")


def test_another_case_of_the_child_that_is_open_keeps_both(old: Desk) -> None:
    again = NewRequest("SEN/26200", Child(0, "Hushaby", "Wilfrid", BORN), DAY, "parent")
    open_request(old, again)
    assert {k.ref: k.standing for k in due_by(old)} == {OLD: Standing.OPEN, "SEN/26200": Standing.OPEN}
    with pytest.raises(BadInput, match="SEN/26200 is not closed"):
        dispose(old, OLD, "its time is up")


def test_a_named_person_disposes_with_a_reason_and_the_chain_verifies(old: Desk, tmp_path: Path) -> None:
    place_and_lift = place_hold(old, OLD, "claim", "A solicitor wrote").facts[0]
    lift_hold(old, OLD, place_and_lift, "Wilfrid Hushaby’s claim was withdrawn")
    with pytest.raises(BadInput, match="Say why"):
        dispose(old, OLD, "")
    with pytest.raises(BadInput, match="nobody in post is called Whoever"):
        dispose(replace(old, user="Whoever"), OLD, "its time is up")
    with pytest.raises(NotAllowed, match="ask a manager"):
        dispose(replace(old, roles=frozenset({Role.CASEWORKER})), OLD, "its time is up")
    with pytest.raises(BadInput, match="leave the child’s name out"):
        dispose(old, OLD, "The file of Wilfrid Hushaby has run out")
    done, changes = dispose(old, OLD, "Agreed at the panel of October")
    assert (done.ref, done.by, done.reason, done.facts) == (OLD, "Joy Addo", "Agreed at the panel of October", 4)
    assert changes.cases == {done.case_id}
    assert wrong(old) == {}
    assert due_by(old) == [] and disposals(old) == [done] and disposal_of(old, OLD.lower()) == done
    with pytest.raises(BadInput, match="No case has the reference"):
        record(old, OLD, NewFact("note", DAY, note="too late"))
    with pytest.raises(BadInput, match="No case has the reference"):
        dispose(old, OLD, "twice")
    raw = (tmp_path / "desk.db").read_bytes()
    assert b"Hushaby" not in raw and b"hushaby" not in raw and b"Farrowdale" in raw


def test_a_restricted_file_must_be_opened_first(old: Desk) -> None:
    restrict(old, OLD, [], "A reason of its own")
    old.store.user = "Thandi Mbeki"  # type: ignore[attr-defined]
    other = replace(old, user="Thandi Mbeki")
    assert due_by(other) == []
    with pytest.raises(BadInput, match="No case has the reference"):
        dispose(other, OLD, "its time is up")


def test_verify_names_lines_that_were_emptied_without_a_disposal_and_disposals_without_a_line(
    old: Desk, tmp_path: Path
) -> None:
    dispose(old, OLD, "its time is up")
    raw = sqlite3.connect(tmp_path / "desk.db")
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f'DROP TRIGGER "{name}"')
    raw.execute("UPDATE disposals SET case_id = 777")
    raw.commit()
    assert "emptied that nobody disposed of" in wrong(old)["disposals"]
    raw.execute("UPDATE disposals SET case_id = 2")
    raw.execute("INSERT INTO disposals SELECT 55, 'SEN/9', at, by, rule, due, reason, 0, 0, 0 FROM disposals")
    raw.commit()
    assert "SEN/9" in wrong(old)["disposals"]
    raw.close()


def test_the_certificate_says_what_went_who_and_why_and_is_known_again(old: Desk, tmp_path: Path) -> None:
    desk = replace(old, papers=Printer())
    done, _ = dispose(desk, OLD, "Agreed at the panel of October")
    files = [tmp_path / name for name in ("c.pdf", "c.html", "c.json")]
    value = print_certificate(desk, done, files)
    words = " ".join(said for _, said in value.steps)
    for told in (OLD, "31 years", "30 October 2026", "Joy Addo", "Agreed at the panel", "Backups taken before"):
        assert told in words
    assert "Hushaby" not in words
    page = files[1].read_text(encoding="utf-8")
    assert "Certificate of disposal" in page and "Agreed at the panel of October" in page
    document = json.loads(files[2].read_text(encoding="utf-8"))
    assert document["ref"] == OLD and document["journal"]["seq"] > 0
    with desk.store.read() as work:
        line = next(e for e in work.journal(case_id=done.case_id) if e.kind == "case_disposed")
        issued = list(work.journal(kind="paper_issued"))
    assert document["journal"]["hash"] == line.hash
    assert [f["name"] for f in json.loads(issued[-1].payload or "{}")["files"]] == ["c.pdf", "c.html", "c.json"]
    from ehcp_desk.services.upkeep.paper_check import verify_paper

    assert [c for c, ok, _ in verify_paper(desk, files[0]) if not ok] == []
