"""A file restricted after an audit was drawn or a figure given out: named to whoever sees it, counted to the others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ehcp_desk.domain.access import Act
from ehcp_desk.domain.errors import NotAllowed
from ehcp_desk.domain.journal import FIGURE_GIVEN, NewEntry, first_broken
from ehcp_desk.domain.people import Role
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.file_audits import KEY, answer, audits, draw, report, sample_of
from ehcp_desk.services.oversight.given import give, one_given, register
from ehcp_desk.services.oversight.moving import MOVED, TAKEN_BACK, Move, move, undo
from ehcp_desk.services.oversight.restricting import open_restricted
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.taking_out import take_out
from tests.support.seats import DAY, IMRE, JOY, OPEN, RUTH, SHUT, THANDI, WORD, Seat, seats, shut

NAMES = (THANDI, RUTH)


@pytest.fixture
def at(database: str) -> Iterator[Seat]:
    """Everybody's desk over one record."""
    with seats(database) as made:
        yield made


def kept(desk: Desk) -> str:
    """Whatever the settings and the journal tell, asked in every way there is."""
    with desk.store.read() as work:
        said = [work.setting(f"{KEY}Autumn"), work.settings(), list(work.journal())]
        return str([said, *(list(work.journal(kind=kind)) for kind in (MOVED, FIGURE_GIVEN, "audit_drawn"))])


def test_an_audit_names_a_file_restricted_afterwards_only_to_whoever_sees_it(at: Seat) -> None:
    assert draw(at(IMRE), "Autumn", "all", 1, percent=100).refs == (OPEN, SHUT)
    answer(at(RUTH), "Autumn", SHUT, {}, grade="good")
    shut(at, THANDI)
    for name in NAMES:
        with at(name).store.read() as work:
            sample = sample_of(work, "Autumn")
        assert (sample.refs, sample.closed, sample.size) == ((OPEN, SHUT), 0, 2)
    for name in (JOY, IMRE):
        found = report(at(name), "Autumn")
        assert (found["refs"], found["closed"], found["population"]) == ([OPEN], 1, 2)
        assert SHUT not in str(found) and SHUT not in str(audits(at(name))) and SHUT not in kept(at(name))
    with at(THANDI).store.read() as work:
        assert SHUT not in (work.setting(f"{KEY}Autumn") or ""), "a setting is read by everybody"


def test_an_audit_kept_by_references_is_still_read_and_names_no_more(at: Seat) -> None:
    draw(at(IMRE), "Autumn", "all", 1, percent=100)
    with at(IMRE).store.write(IMRE, at(IMRE).now()) as work:
        said = json.loads(work.setting(f"{KEY}Autumn") or "")
        del said["cases"]
        old = said | {"refs": [OPEN, SHUT], "excluded": [{"ref": SHUT, "why": "as it was"}]}
        work.set_setting(f"{KEY}Autumn", json.dumps(old))
    shut(at, THANDI)
    for name, refs, closed, gone in ((THANDI, (OPEN, SHUT), 0, 1), (JOY, (OPEN,), 1, 0)):
        with at(name).store.read() as work:
            sample = sample_of(work, "Autumn")
        assert (sample.refs, sample.closed, len(sample.excluded)) == (refs, closed, gone)


def test_themes_are_for_those_who_make_returns(at: Seat) -> None:
    draw(at(IMRE), "Autumn", "all", 1, percent=100)
    clerk = replace(at(JOY), roles=frozenset({Role.CASEWORKER}))
    assert not clerk.may(Act.RETURNS)
    with pytest.raises(NotAllowed):
        report(clerk, "Autumn")


def test_a_figure_given_out_stays_in_the_register_and_counts_what_is_closed(at: Seat) -> None:
    result = compute_monthly(at(IMRE), DAY.replace(day=1))
    code = next(line.definition.code for line in result.lines if {c.ref for c in line.cases} == {OPEN, SHUT}
                and line.figure.value is not None)  # fmt: skip
    first, _ = give(at(IMRE), result, code, "A resident", "foi", "")
    assert {ref for ref, _ in first.cases} == {OPEN, SHUT}
    shut(at, THANDI)
    for name in (IMRE, JOY):
        one = one_given(at(name), first.number)
        assert ({ref for ref, _ in one.cases}, one.closed, one.listed) == ({OPEN}, 1, 2)
        assert (one.value, one.numerator, one.to) == (first.value, first.numerator, "A resident")
        assert SHUT not in kept(at(name))
    assert one_given(at(THANDI), first.number) == first


@pytest.mark.parametrize("named", ["case", "ref"])
def test_what_was_said_of_a_case_stays_closed_when_it_is_taken_out(at: Seat, named: str) -> None:
    why = f"{WORD} is in the refuge"
    with at(IMRE).store.write(IMRE, at(IMRE).now()) as work:
        case = work.case(find(work, SHUT))
        moved = {"case": case.id, "ref": SHUT if named == "ref" else "what it was", "fact": 1}
        work.append(NewEntry(MOVED, None, {"moves": [moved], "reason": why}))
        if named == "ref":
            work.append(NewEntry(TAKEN_BACK, None, {"act": 1, "refs": [SHUT], "reason": why}))
    shut(at, THANDI)
    open_restricted(at(THANDI), SHUT, "To take it out")
    with at(THANDI).store.write(THANDI, at(THANDI).now()) as work:
        take_out(work, work.case(case.id), (), DAY, "The same row twice")
    for name in (JOY, IMRE):
        with at(name).store.read() as work:
            assert why not in str(list(work.journal())) and why not in kept(at(name))
    assert why in kept(at(THANDI))


def test_the_line_of_an_act_does_not_say_why_and_that_of_each_case_does(at: Seat) -> None:
    act = move(at(RUTH), [Move(OPEN, THANDI)], "Her aunt works here").act
    undo(at(RUTH), act, "Another aunt")
    with at(RUTH).store.read() as work:
        of_many = [line.payload for line in work.journal() if line.case_id is None and "aunt" in str(line.payload)]
        of_one = [line.payload for line in work.journal(case_id=find(work, OPEN)) if "aunt" in str(line.payload)]
    assert of_many == [] and len(of_one) == 2


def test_an_older_line_that_names_it_is_kept_back_whole_and_the_chain_holds(at: Seat) -> None:
    old = {"to": "A resident", "purpose": "foi", "reference": "", "code": "A01", "title": "Old", "period": "October",
           "as_at": "2026-10-30", "numerator": "2", "denominator": "2", "value": "2", "definition_version": "1",
           "cases": [[OPEN, True], [SHUT, True]]}  # fmt: skip
    with at(IMRE).store.write(IMRE, at(IMRE).now()) as work:
        work.append(NewEntry(FIGURE_GIVEN, None, old))
    move(at(RUTH), [Move(OPEN, THANDI), Move(SHUT, THANDI)], "Shared out")
    shut(at, THANDI)
    assert [g.cases for g in register(at(THANDI))] == [((OPEN, True), (SHUT, True))]
    for name in (JOY, IMRE):
        assert register(at(name)) == [] and SHUT not in kept(at(name))
        with at(name).store.read() as work:
            assert first_broken(work.journal()) is None
        assert [check for check, ok, _ in verify_record(at(name)) if not ok] == []
    open_restricted(at(THANDI), SHUT, "To look")
    assert SHUT in kept(at(THANDI))
