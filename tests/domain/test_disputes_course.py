"""A dispute from the day it is raised to its answer: rungs of the ladder, the state in words, what still waits of it."""

from __future__ import annotations

from datetime import date

from ehcp_desk.domain.disputes import NO_THEME, disputes_of
from ehcp_desk.domain.matters import Owed, open_matters
from tests.domain.test_matters import entry

DAY = date(2026, 10, 30)
ISSUE = "Therapy not arranged"


def test_a_challenge_raised_again_is_one_dispute_on_a_higher_rung() -> None:
    first = entry(
        1, "challenge", "2026-09-01", level="informal", issue=ISSUE, by="SENCO", due="2026-09-08", theme="provision"
    )
    again = entry(2, "challenge", "2026-10-01", level="formal", issue=ISSUE.upper(), by="SENCO", due="2026-10-15")
    other = entry(3, "challenge", "2026-10-02", level="informal", issue="Transport", by="SENCO")
    one, two = disputes_of([again, other, first])
    assert (one.since, one.stage, one.theme, one.next_step) == (
        date(2026, 9, 1),
        "Formal",
        "Provision not made",
        "To the director",
    )
    assert (one.state(DAY), one.late(DAY), one.state(date(2026, 10, 15))) == ("overdue by 15 days", True, "due today")
    assert (two.state(DAY), two.theme, two.late(DAY)) == ("no day is set", NO_THEME, False)
    top = entry(4, "challenge", "2026-10-20", level="director", issue=ISSUE, by="SENCO")
    assert disputes_of([first, again, top])[0].next_step == "", "nobody stands above the director"


def test_an_answer_closes_a_dispute_with_its_outcome_and_what_it_changed() -> None:
    raised = entry(1, "challenge", "2026-10-01", level="formal", issue=ISSUE, by="SENCO", due="2026-10-15")
    answer = entry(
        2, "challenge_answered", "2026-10-10", challenge="1", outcome="Therapist named", impact="Weekly sessions"
    )
    (closed,) = disputes_of([raised, answer])
    assert (closed.is_open, closed.state(DAY), closed.change) == (
        False, "answered 10 October 2026: therapist named", "Weekly sessions")  # fmt: skip
    old = entry(3, "challenge", "2026-10-01", level="formal", issue="x", by="y", outcome="Agreed")
    assert disputes_of([old])[0].state(DAY) == "closed: agreed"
    complaint = entry(
        4, "complaint", "2026-10-01", "Late", reference="C/1", stage="two", answer_by="2026-11-04", by="Jo"
    )
    answered = entry(5, "complaint_answered", "2026-10-20", complaint="4", outcome="part", remedy="A named person")
    assert disputes_of([complaint])[0].state(DAY) == "5 days left"
    (done,) = disputes_of([complaint, answered])
    assert (done.stage, done.outcome, done.change, done.next_step) == (
        "Stage 2",
        "Upheld in part",
        "A named person",
        "",
    )


def test_a_risen_challenge_waits_once_and_its_answer_settles_it() -> None:
    first = entry(1, "challenge", "2026-09-01", level="informal", issue=ISSUE, by="SENCO", due="2026-09-08")
    again = entry(2, "challenge", "2026-10-01", level="formal", issue=ISSUE.upper(), by="SENCO", due="2026-10-15")
    (matter,) = open_matters([first, again])
    assert (matter.fact_id, matter.answered_by) == (2, ("challenge_answered", {"challenge": "2"}))
    done = entry(3, "challenge_answered", "2026-10-16", challenge="2", outcome="Done")
    assert open_matters([first, again, done]) == ()
    elsewhere = entry(4, "challenge", "2026-10-20", case=2, level="formal", issue=ISSUE, by="x", due="2026-11-01")
    assert [m.fact_id for m in open_matters([first, elsewhere])] == [1, 4], "another child's is another dispute"


def test_after_a_breakdown_a_managers_note_and_plan_is_owed_until_it_is_written() -> None:
    ended = entry(1, "placement_ended", "2026-10-01", "It broke down", setting="Rook Lane", planned="no", by="Head",
                  plan_by="2026-10-29")  # fmt: skip
    (matter,) = open_matters([ended])
    assert (matter.owed, matter.due, matter.late(DAY)) == (Owed.ANSWER, date(2026, 10, 29), True)
    assert matter.what.startswith("Manager’s note and plan.") and "Rook Lane" in matter.what
    assert matter.answered_by == ("breakdown_plan", {"ended": "1"})
    plan = entry(2, "breakdown_plan", "2026-10-20", "Read with the team", ended="1", by="Ruth", plan="Visits first")
    assert open_matters([ended, plan]) == ()
    signalled = entry(3, "signal_answered", "2026-10-20", "Not ours", signal="1")
    assert open_matters([ended, signalled]) == (), "a manager may also say why no plan is wanted"
    planned = entry(4, "placement_ended", "2026-10-01", "Moved up", setting="Rook Lane", planned="yes", by="Head")
    assert open_matters([planned]) == ()
