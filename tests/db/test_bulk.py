"""Loading in bulk is the same as adding one by one, whole or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from db.store import SqlStore
from ehcp_desk.clock.program import Base
from ehcp_desk.domain.case import Contactable, Stage
from ehcp_desk.domain.errors import BadInput, Cancelled
from ehcp_desk.domain.journal import first_broken
from ehcp_desk.domain.record import NewFact, promises
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort, Summary
from tests.support.records import DAY, NOW, Loaded, add_case, child, deadline

SUMMARY = Summary(Stage.DRAFTING, DAY, next_rule="A_FINAL_PLAN", next_due=DAY, awaiting=("psychology",))
EARLIER = NOW - timedelta(days=40)


def test_a_loaded_case_is_what_was_loaded(store: SqlStore) -> None:
    with store.write("Demo", NOW) as work:
        joy = work.add_officer("Joy Addo")
        team = work.add_team("North")
        facts = (
            (NewFact("request_received", DAY, {"source": "parent"}, "n", True, "letter"), EARLIER, "Thandi Mbeki"),
            (NewFact("note", DAY), NOW, "Joy Addo"),
        )
        case = Loaded("WM-1", child("Ames", upn="a1", setting="Larkspur"), SUMMARY, team_id=team.id, owner_id=joy.id,
                      owned_since=DAY, unassigned_since=None, psychologist="Imre", held="Two dates", facts=facts,
                      people=(Contactable(0, 0, "Ada Ames", "mother", "01632 960001"),),
                      deadlines=(deadline(), deadline("A_DRAFT_REPS")))  # fmt: skip
        assert work.add_cases_in_bulk([case]) == 1
    with store.read() as work:
        found = work.case(work.find_case("wm-1") or 0)
        assert replace(found.child, id=0) == replace(case.child, upn="A1")
        head = (
            found.team_id,
            found.owner_id,
            found.owned_since,
            found.unassigned_since,
            found.psychologist,
            found.held,
        )
        assert head == (team.id, joy.id, DAY, None, "Imre", "Two dates")
        recorded = work.facts(found.id)
        assert [(f.fact.kind, f.recorded_at, f.recorded_by) for f in recorded] == [
            ("request_received", EARLIER, "Thandi Mbeki"), ("note", NOW, "Joy Addo"),
        ]  # fmt: skip
        assert replace(recorded[0].fact, id=None) == facts[0][0].as_fact()
        assert recorded[0].source == "letter"
        assert [d.rule for d in work.deadlines(found.id)] == ["A_FINAL_PLAN", "A_DRAFT_REPS"]
        row = work.case_rows([found.id])[0]
        assert (row.summary, row.owner, row.setting) == (SUMMARY, "Joy Addo", "Larkspur")
        assert [p.name for p in work.contactables(found.child.id)] == ["Ada Ames"]
        for typed in ("ames", "ada", "01632", "wm-1", "a1", "larks"):
            assert list(work.case_ids(CaseQuery(DAY, search=typed))) == [found.id]
        assert list(work.case_ids(CaseQuery(DAY, sort=Sort.OWNER))) == [found.id]
    with store.write("Joy Addo", NOW) as work:  # and it can be worked on
        assert work.save_case(found, SUMMARY, []).version == 2
        assert work.add_fact(found.id, NewFact("note", DAY)).id > recorded[-1].id
        assert add_case(work).id > found.id


def test_every_case_has_its_own_sealed_line(store: SqlStore) -> None:
    cases = [
        Loaded(f"WM-{n}", child(f"Child {n}"), SUMMARY, facts=((NewFact("note", DAY), NOW, "A"),)) for n in range(7)
    ]
    with store.write("Demo", NOW) as work:
        work.add_cases_in_bulk(cases)
    with store.read() as work:
        entries = list(work.journal())
        assert first_broken(entries) is None
        assert [e.case_id for e in entries] == [row.id for row in work.every_row()]
        payloads = [json.loads(e.payload or "") for e in entries]
    assert [(p["ref"], p["sealed"]["facts"]) for p in payloads] == [(f"WM-{n}", str(n + 1)) for n in range(7)]
    assert len({p["sealed"]["digest"] for p in payloads}) == 7


def test_children_are_shared_by_number(store: SqlStore) -> None:
    with store.write("Demo", NOW) as work:
        kept = work.add_child(child("Kept"))
        twice = replace(child("Twice"), id=-5)
        work.add_cases_in_bulk(
            [Loaded("A", kept, SUMMARY), Loaded("B", twice, SUMMARY), Loaded("C", twice, SUMMARY),
             Loaded("D", child("New"), SUMMARY), Loaded("E", child("New"), SUMMARY)]
        )  # fmt: skip
        children = [work.case(work.find_case(ref) or 0).child.id for ref in "ABCDE"]
    assert children[0] == kept.id
    assert children[1] == children[2]
    assert len(set(children)) == 4


def test_corrections_and_promises_name_facts_by_their_place(store: SqlStore) -> None:
    facts = [
        (NewFact("draft_plan_served", DAY), NOW, "A"),
        (NewFact("draft_plan_served", DAY - timedelta(days=1), supersedes=1), NOW, "A"),
        (NewFact("promise_made", DAY, {"due": "2026-11-02"}, "ring back"), NOW, "A"),
        (NewFact("promise_kept", DAY, {"promise": "3"}), NOW, "A"),
    ]
    with store.write("Demo", NOW) as work:
        work.add_cases_in_bulk([Loaded("X", child(), SUMMARY, facts=facts), Loaded("Y", child(), SUMMARY, facts=facts)])
        for ref in "XY":
            recorded = work.facts(work.find_case(ref) or 0)
            assert recorded[0].superseded_by == recorded[1].id
            assert [p.kept_on for p in promises(recorded)] == [DAY]


def test_progress_is_told_and_stopping_leaves_nothing(store: SqlStore) -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int, what: str) -> None:
        told.append((done, total))
        assert what
        if done >= 1000:
            raise Cancelled("Stopped; nothing was saved.")

    cases = [Loaded(f"WM-{n}", child(), SUMMARY, facts=((NewFact("note", DAY), NOW, "A"),)) for n in range(1200)]
    with pytest.raises(Cancelled), store.write("Demo", NOW) as work:
        work.add_cases_in_bulk(cases, progress)
    assert told == [(500, 1200), (1000, 1200)]
    with store.read() as work:
        assert work.count(CaseQuery(DAY, scope=Scope.ALL)) == 0
        assert work.journal_head()[0] == 0


@pytest.mark.parametrize(
    "bad", [{"ref": "WM-1"}, {"owner_id": 99}, {"facts": ((NewFact("note", DAY, note="\0"), NOW, ""),)}]
)
def test_one_bad_case_spoils_the_whole_load(store: SqlStore, bad: dict[str, object]) -> None:
    good = Loaded("WM-1", child(), SUMMARY)
    with pytest.raises(BadInput), store.write("Demo", NOW) as work:
        work.add_cases_in_bulk([good, replace(good, **{"ref": "WM-2", **bad})])  # type: ignore[arg-type]
    with store.read() as work:
        assert work.find_case("WM-1") is None


def test_what_was_derived_of_many_cases_is_written_and_counts_as_a_change(store: SqlStore) -> None:
    kept = [deadline(), deadline("A_DRAFT_REPS")]
    with store.write("Joy Addo", NOW) as work:
        one, two, three = (add_case(work, Summary(Stage.DECIDING, DAY), deadlines=kept) for _ in range(3))
        work.add_fact(one.id, NewFact("note", DAY))
    moved = [deadline(due=DAY + timedelta(7), base=Base.RELIEVED)]
    with store.write("Joy Addo", NOW, alone=True) as work:
        work.save_derived([(one.id, Summary(Stage.PLAN, DAY), moved), (two.id, None, None)])
    with store.read() as work:
        rows = {row.id: row.summary.stage for row in work.every_row()}
        assert rows == {one.id: Stage.PLAN, two.id: Stage.DECIDING, three.id: Stage.DECIDING}
        assert [d.due for d in work.deadlines(one.id)] == [DAY + timedelta(7)]
        assert [d.rule for d in work.every_deadline([two.id, three.id])] == ["A_FINAL_PLAN", "A_DRAFT_REPS"] * 2
        assert [d.rule for d in work.every_deadline([])] == []
        versions = [work.case(case.id).version - case.version for case in (one, two, three)]
        assert versions == [1, 1, 0]
        assert list(work.case_ids(CaseQuery(DAY, Scope.PLANS))) == [one.id]
        assert [case for case, _ in work.every_case_facts(cases=[one.id, two.id])] == [one.id]
        assert list(work.every_case_facts(cases=[two.id])) == []
