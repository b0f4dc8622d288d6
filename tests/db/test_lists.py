"""Lists: the same cases in the same order on both databases, and the order the law asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.folding import natural, search_terms
from db.store import SqlStore
from db.uow import ReadUnit, WriteUnit
from ehcp_desk.clock.model import Force, State
from ehcp_desk.clock.program import Base
from ehcp_desk.domain.case import OPEN_STAGES, Case, Contactable, Stage, YearGroup
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.folding import fold
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import ORDERS_NOT_STARTED, CaseQuery, CaseRow, Scope, Sort, Summary, next_deadline
from tests.support.records import DAY, NOW, Loaded, add_case, child, deadline

NEAR = st.none() | st.dates(DAY - timedelta(days=30), DAY + timedelta(days=30))
SUMMARIES = st.lists(
    st.builds(
        Summary, st.sampled_from(Stage), NEAR, next_rule=st.just("A_FINAL_PLAN"), next_due=NEAR,
        plan_decision_due=NEAR, last_contact_on=NEAR,
        awaiting=st.lists(st.sampled_from(["psychology", "social_care"]), unique=True, max_size=2).map(tuple),
        relieved_rules=st.just(()), next_relieved=st.booleans(),
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


def in_year(year: int) -> YearGroup:
    return YearGroup.said_on(year, DAY)


def ids(work: ReadUnit, **asked: object) -> list[int]:
    return list(work.case_ids(CaseQuery(DAY, **asked)))  # type: ignore[arg-type]


def in_scope(kept: Summary, scope: Scope) -> bool:
    """A case is open by its stage, or wherever a limit is still to be kept."""
    plan = kept.stage is Stage.PLAN
    open_ = not plan and (kept.stage in OPEN_STAGES or kept.next_due is not None)
    return {
        Scope.OPEN: open_,
        Scope.PLANS: plan,
        Scope.LIVE: open_ or plan,
        Scope.CLOSED: not (open_ or plan),
        Scope.ALL: True,
    }[scope]


def risk_key(row: CaseRow) -> tuple[int, date, int]:
    """The order of statutory risk, said in Python from what the list shows."""
    shown = next_deadline(row.summary, {}, DAY)
    if shown is None:
        return 2, date.min, row.id
    return (1 if shown.state is State.RELIEVED else 0), shown.due, row.id


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(summaries=SUMMARIES)
def test_risk_order_is_the_order_of_what_the_list_shows(store: SqlStore, summaries: list[Summary]) -> None:
    with store.write("Joy Addo", NOW) as work:
        made = {add_case(work, summary).id for summary in summaries}
    with store.read() as work:
        for scope in Scope:
            rows = [row for row in work.every_row() if in_scope(row.summary, scope)]
            expected = [row.id for row in sorted(rows, key=risk_key)]
            found = ids(work, scope=scope)
            assert found == expected
            assert ids(work, scope=scope, descending=True) == expected[::-1]
            assert work.count(CaseQuery(DAY, scope)) == len(expected)
            assert sorted(case.id for case in work.caseload_rows([CaseQuery(DAY, scope)] * 2)) == sorted(expected)
            assert sum(work.owners_of(CaseQuery(DAY, scope)).values()) == len(expected)
            assert list(work.case_ids(CaseQuery(DAY, scope), 3)) == expected[:3]
            assert made.issubset(found) or scope is not Scope.ALL


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(summaries=SUMMARIES, within=st.integers(0, 30), quiet=st.integers(0, 30))
def test_filters_agree_with_what_the_list_shows(
    store: SqlStore, summaries: list[Summary], within: int, quiet: int
) -> None:
    with store.write("Joy Addo", NOW) as work:
        for summary in summaries:
            add_case(work, summary)
    until, since = DAY + timedelta(days=within), DAY - timedelta(days=quiet)
    with store.read() as work:
        rows = [row for row in work.every_row() if in_scope(row.summary, Scope.LIVE)]
        shown = {row.id: next_deadline(row.summary, {}, DAY) for row in rows}
        overdue = {number for number, d in shown.items() if d is not None and d.state is State.OVERDUE}
        soon = {n for n, d in shown.items() if d is not None and d.state is State.RUNNING and d.due <= until}
        heard = {row.id: row.summary.last_contact_on or row.summary.received for row in rows}
        silent = {r.id for r in rows if in_scope(r.summary, Scope.OPEN) and (heard[r.id] or since) <= since}
        assert set(ids(work, scope=Scope.LIVE, overdue=True)) == overdue
        assert set(ids(work, scope=Scope.LIVE, due_within=within)) == soon
        assert set(ids(work, scope=Scope.LIVE, due_within=within, overdue=True)) == soon | overdue
        assert set(ids(work, scope=Scope.LIVE, quiet_days=quiet)) == silent
        for body in ("psychology", "social_care"):
            waiting = {row.id for row in rows if body in row.summary.awaiting}
            assert set(ids(work, scope=Scope.LIVE, awaiting=body)) == waiting
        assert ids(work, scope=Scope.LIVE, awaiting="psych") == []


def test_every_order_is_named_and_puts_what_is_not_known_in_its_place(store: SqlStore) -> None:
    early, late = DAY - timedelta(days=9), DAY - timedelta(days=2)
    with store.write("Joy Addo", NOW) as work:
        ann, zoe = work.add_officer("Ann Élan"), work.add_officer("zoe Kerr")
        first = add_case(work, Summary(Stage.ASSESSING, late, last_contact_on=late), child("Écuyer", year_group=in_year(4)),
                         "WM-10", owner_id=zoe.id, unassigned_since=None).id  # fmt: skip
        second = add_case(work, Summary(Stage.DECIDING, early, last_contact_on=early), child("eccles", year_group=in_year(-1)),
                          "WM-9", owner_id=ann.id, unassigned_since=early).id  # fmt: skip
        third = add_case(work, Summary(Stage.DRAFTING, None), child("Zhou"), "WM-100", unassigned_since=late).id
    orders = {
        Sort.NAME: [second, first, third],
        Sort.REF: [second, first, third],
        Sort.YEAR: [second, first, third],
        Sort.RECEIVED: [second, first, third],
        Sort.OWNER: [second, first, third],
        Sort.STAGE: [second, first, third],
        Sort.LAST_CONTACT: [third, second, first],
        Sort.UNASSIGNED: [second, third, first],
    }
    backwards = {
        Sort.NAME: [third, first, second],
        Sort.REF: [third, first, second],
        Sort.YEAR: [first, second, third],
        Sort.RECEIVED: [first, second, third],
        Sort.OWNER: [first, second, third],
        Sort.STAGE: [third, first, second],
        Sort.LAST_CONTACT: [first, second, third],
        Sort.UNASSIGNED: [third, second, first],
    }
    with store.read() as work:
        for sort, scope in product(orders, (Scope.OPEN, Scope.LIVE, Scope.ALL)):
            assert ids(work, sort=sort, scope=scope) == orders[sort], sort
            assert ids(work, sort=sort, scope=scope, descending=True) == backwards[sort], sort


def test_cases_alike_stand_in_order_of_number(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        numbers = [add_case(work, Summary(Stage.DECIDING, DAY, next_due=DAY)).id for _ in range(5)]
    with store.read() as work:
        for sort in (Sort.RISK, Sort.NAME, Sort.RECEIVED, Sort.STAGE, Sort.OWNER):
            assert ids(work, sort=sort) == numbers
            assert ids(work, sort=sort, descending=True) == numbers[::-1]


def test_a_case_without_a_team_is_of_the_team_of_its_holder(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        north, south = work.add_team("North"), work.add_team("South")
        joy, late = work.add_officer("Joy Addo", Role.CASEWORKER, north.id), work.add_officer("Late Comer")
        made = [add_case(work, Summary(Stage.DRAFTING, DAY), owner_id=owner, team_id=team).id
                for owner in (joy.id, late.id, None) for team in (None, south.id)]  # fmt: skip
    with store.read() as work:
        query = CaseQuery(DAY, team_id=north.id)
        assert ids(work, team_id=north.id) == [made[0]] and work.count(query) == 1
        assert sum(work.owners_of(query).values()) == len(work.caseload_rows([query])) == 1
        assert sorted(ids(work, team_id=south.id)) == made[1::2], "a team of its own goes before the holder's"
    with store.write("Joy Addo", NOW) as work:
        work.save_officer(replace(late, team_id=north.id))
    with store.read() as work:
        assert sorted(ids(work, team_id=north.id)) == [made[0], made[2]], "as soon as their holder gets one"
        for sort in Sort:
            assert sorted(ids(work, team_id=north.id, sort=sort, scope=Scope.ALL)) == [made[0], made[2]]


def test_filters_by_person_team_stage_setting_year_and_hold(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        north, south = work.add_team("North"), work.add_team("South")
        joy = work.add_officer("Joy Addo", Role.CASEWORKER, north.id)
        hers = add_case(work, Summary(Stage.DRAFTING, DAY, relieved_rules=("A_FINAL_PLAN",)),
                        child(setting="Larkspur Primary", year_group=in_year(3)), owner_id=joy.id, team_id=north.id)  # fmt: skip
        nobodys = add_case(
            work,
            Summary(Stage.DECIDING, DAY),
            child(year_group=in_year(9)),
            team_id=south.id,
            held="Two dates",
        )
        plan = add_case(work, Summary(Stage.PLAN, DAY))
        add_case(work, Summary(Stage.CLOSED, DAY))
    with store.read() as work:
        assert ids(work, owners=(joy.id,)) == ids(work, owners=(joy.id, 99)) == [hers.id]
        assert ids(work, unassigned=True, scope=Scope.ALL) == [nobodys.id, plan.id]
        assert ids(work, unassigned=True) == [nobodys.id]
        assert ids(work, team_id=south.id) == [nobodys.id]
        assert ids(work, stages=(Stage.DRAFTING, Stage.PLAN), scope=Scope.LIVE) == [hers.id, plan.id]
        assert ids(work, setting="LARKSPUR primary") == [hers.id]
        assert ids(work, years=(3, 8)) == [hers.id]
        next_autumn = replace(CaseQuery(DAY, years=(4, 4)), as_at=date(2027, 9, 1))
        assert list(work.case_ids(next_autumn)) == [hers.id], "the year group moves on"
        assert ids(work, held=True) == [nobodys.id]
        assert ids(work, relieved=True) == [hers.id]


def test_open_rules_finds_an_order_still_to_be_carried_out(store: SqlStore) -> None:
    def limit(rule: str, base: Base) -> CachedDeadline:
        return CachedDeadline(0, rule, "", DAY, base, None, Force.STATUTE, "LA", "england@2026-09-01")

    with store.write("Joy Addo", NOW) as work:
        ordered = add_case(work, Summary(Stage.PLAN, DAY), deadlines=[
            limit("A_FINAL_PLAN", Base.MET), limit("T_ORD_AMEND", Base.OPEN), limit("T_ORD_PLACEMENT", Base.OPEN)
        ])  # fmt: skip
        agreed = add_case(work, Summary(Stage.DECIDING, DAY), deadlines=[limit("M_AGREE_OTHER", Base.OPEN)])
        add_case(work, Summary(Stage.PLAN, DAY), deadlines=[limit("T_ORD_AMEND", Base.MET)])
        add_case(
            work, Summary(Stage.PLAN, DAY), deadlines=[limit("TXORDX", Base.OPEN), limit("A_FINAL_PLAN", Base.OPEN)]
        )
        closed = add_case(work, Summary(Stage.CLOSED, DAY), deadlines=[limit("T_ORD_AMEND", Base.OPEN)])
    with store.read() as work:
        asked = {"scope": Scope.LIVE, "open_rules": ORDERS_NOT_STARTED}
        assert sorted(ids(work, **asked)) == [ordered.id, agreed.id]
        assert work.count(CaseQuery(DAY, **asked)) == 2  # type: ignore[arg-type]
        assert ids(work, scope=Scope.ALL, open_rules=("T_ORD_",), sort=Sort.REF) == [ordered.id, closed.id]
        assert ids(work, scope=Scope.LIVE, open_rules=("M_AGREE_OTHER",), unassigned=True) == [agreed.id]
        assert ids(work, **asked, search=ordered.ref) == [ordered.id]
        assert ids(work, **asked, search="nobody") == ids(work, open_rules=("X_",)) == []
        assert work.count(CaseQuery(DAY, open_rules=("X_",))) == 0


@pytest.mark.parametrize(
    "typed",
    ["elodie", "ÉLODIE", "oneill", "O'Neill", "o’neill-grant", "grant el", "sen/26118", "SEN-26", "26118", "A1234",
     "07700 900 123", "+44 7700 900123", "maeve", "larks", "st hugh", "O Neill", "neill", "oneillgrant", "elodie neil",
     "447700900123", "07700-900-123", "(07700) 900.123", "900123", "900 123", "0123", "01632 960 555", "960555",
     "maeve 07700 900", "okafor@example.org", "m.okafor", "1234567890", "12 34 56 78 90", "12/03/2015", "2015-03-12",
     "grant 12.3.2015", "vanoneill"],
)  # fmt: skip
def test_a_child_is_found_by_whatever_is_to_hand(store: SqlStore, typed: str) -> None:
    with store.write("Joy Addo", NOW) as work:
        about = child("van O'Neill-Grant", "Élodie", upn="A1234", uln="1234567890", setting="St Hugh's Larkspur",
                      born=date(2015, 3, 12))  # fmt: skip
        case = add_case(work, of=about, ref="SEN/26118")
        work.add_contactable(Contactable(0, case.child.id, "Maeve Okafor", "mother", "07700 900123 / 01632 960555",
                                         "m.okafor@example.org"))  # fmt: skip
        add_case(work, of=child("Someone", "Else"), ref="SEN/31415")
    with store.read() as work:
        assert ids(work, search=typed) == [case.id]
        assert work.count(CaseQuery(DAY, search=typed)) == 1


@pytest.mark.parametrize("typed", ["lodie", "elodie nobody", "99", "/-", "%", "_", "<", "12/04/2015", "321"])
def test_a_search_that_fits_nobody_is_an_empty_list(store: SqlStore, typed: str) -> None:
    with store.write("Joy Addo", NOW) as work:
        add_case(work, of=child("O'Neill", "Élodie"), ref="SEN/26118")
    with store.read() as work:
        assert ids(work, search=typed) == []
        assert ids(work, search="  ") != []


def test_a_search_that_fits_very_many_keeps_the_order(store: SqlStore) -> None:
    days = [DAY + timedelta(days=n % 7) for n in range(520)]
    with store.write("Joy Addo", NOW) as work:
        owner = work.add_officer("Joy Addo").id
        work.add_cases_in_bulk(
            Loaded(
                f"A-{n}",
                child("Ames"),
                Summary(Stage.DECIDING, DAY, next_due=due),
                owner_id=owner,
                deadlines=[deadline("T_ORD_AMEND")],
            )
            for n, due in enumerate(days)
        )
    expected = [n + 1 for n in sorted(range(520), key=lambda n: (days[n], n))]
    with store.read() as work:
        assert ids(work, search="ame") == expected
        assert work.count(CaseQuery(DAY, search="ame")) == 520
        assert list(work.case_ids(CaseQuery(DAY, search="ame"), 10)) == expected[:10]
        assert ids(work, open_rules=("T_ORD_",)) == expected
        assert work.count(CaseQuery(DAY, open_rules=("T_ORD_",))) == 520
        rows = work.case_rows([*expected, 10**6])
    assert [row.id for row in rows] == expected
    assert rows[0].owner == "Joy Addo"


def test_a_renamed_officer_moves_in_the_list(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        one, two = work.add_officer("Ann"), work.add_officer("Bea")
        first, second = add_case(work, owner_id=one.id), add_case(work, owner_id=two.id)
        work.save_officer(replace(one, name="Zed"))
    with store.read() as work:
        assert ids(work, sort=Sort.OWNER) == [second.id, first.id]
        assert [row.owner for row in work.case_rows([first.id, second.id])] == ["Zed", "Bea"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6), max_size=8))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_names_sort_the_same_on_every_database(store: SqlStore, names: list[str]) -> None:
    with store.write("Joy Addo", NOW) as work:
        made = {add_case(work, of=child(name, "")).id: name for name in names}
    with store.read() as work:
        found = [number for number in ids(work, sort=Sort.NAME, scope=Scope.ALL) if number in made]
    assert found == sorted(made, key=lambda number: (f"{fold(' '.join(made[number].split()))}, ".encode(), number))


@pytest.mark.parametrize(("one", "other"), [("É", "e"), ("Łukasz", "LUKASZ"), ("Straße", "strasse"), ("Ø", "o")])
def test_letters_that_are_one_when_searched(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_numbers_in_references_count_as_numbers() -> None:
    refs = ["WM-10", "WM-9", "wm-100", "WM-9a"]
    assert sorted(refs, key=natural) == ["WM-9", "WM-9a", "WM-10", "wm-100"]


def test_a_telephone_number_is_one_term_and_a_name_several() -> None:
    assert search_terms("0044 7700 900123") == ("07700900123",)
    assert search_terms("Smith-Jones 12") == ("smith", "jones", "12")


def test_a_case_waits_to_be_verified_for_each_import_of_its_own(store: SqlStore) -> None:
    def marked(work: WriteUnit, case: Case, *entries: tuple[str, str]) -> int:
        for kind, number in entries:
            named = {"imported": "import", "import_verified": "imports"}.get(kind, "ref")
            work.add_fact(case.id, NewFact(kind, DAY, {named: number} if number else {}))
        return case.id

    made, seen, out = "imported", "import_verified", "taken_out"
    with store.write("Joy Addo", NOW) as work:
        waiting = {
            marked(work, add_case(work), (made, "1")),
            marked(work, add_case(work), (made, "1"), (made, "2"), (seen, "1")),
            marked(work, add_case(work), (made, "1"), (made, "12"), (seen, "1,2")),
            marked(work, add_case(work), (made, "1"), (seen, "1"), (made, "1")),
        }
        marked(work, add_case(work))
        marked(work, add_case(work), (made, "1"), (made, "12"), (seen, "3,12"), (seen, "1"))
        marked(work, add_case(work), (made, "1"), (made, "2"), (seen, ""))
        marked(work, add_case(work), (made, "1"), (out, "SEN/9"))
    with store.read() as work:
        assert set(ids(work, scope=Scope.ALL, migrated=True)) == waiting
        assert work.count(CaseQuery(DAY, Scope.ALL, migrated=True)) == len(waiting)
