"""``demo`` on a real record: whole or not at all, once, and never over real cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.store import open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput, Cancelled
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.record import promises
from ehcp_desk.domain.responsibility import responsible_for
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.my_day import today
from ehcp_desk.services.oversight.return_settings import read_settings
from ehcp_desk.services.upkeep.demo import DEMO, build_demo

DAY = date(2026, 10, 30)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, law: Ruleset) -> Iterator[Desk]:
    """A demo of 300 cases, read by many tests and changed by none."""
    store = open_store(str(tmp_path_factory.mktemp("demo") / "demo.db"), create=True)
    desk = Desk(store, law, "Joy Addo", Calendar(DAY))
    build_demo(desk, 300)
    yield desk
    store.close()


def test_the_report_counts_what_is_on_the_record(built: Desk) -> None:
    report = build_demo(built, 300)
    assert report.already
    assert (report.cases, report.plans, report.council) == (300, report.as_json()["plans"], "Westmarsh Council")
    assert "nothing was changed" in report.words
    assert 25 <= report.open <= 45
    assert report.unassigned >= 1


def test_a_second_demo_changes_nothing(built: Desk) -> None:
    with built.store.read() as work:
        before = work.journal_head()
    again = build_demo(built, 50, seed=9)
    with built.store.read() as work:
        assert work.journal_head() == before
    assert (again.seed, again.cases, again.already) == (1, 300, True)


def test_every_deadline_resolves_to_a_named_person(built: Desk) -> None:
    with built.store.read() as work:
        staff = work.staff()
        rows = list(work.every_row())
    names = {o.name for o in staff.officers.values()}
    answers = [responsible_for(row.owner_id, row.team_id, staff, DAY) for row in rows]
    assert {a.name for a in answers} <= names
    assert {"owner", "team manager"} <= {a.why for a in answers}


def test_staff_are_two_teams_with_a_leaver_a_starter_and_gaps_in_cover(built: Desk) -> None:
    with built.store.read() as work:
        staff = work.staff()
    assert sorted(t.name for t in staff.teams.values()) == ["North", "South"]
    assert all(t.manager_id is not None for t in staff.teams.values())
    roles = {o.role for o in staff.officers.values()}
    assert {Role.SERVICE_MANAGER, Role.DATA_OFFICER, Role.TRIBUNAL_OFFICER, Role.MANAGER, Role.CASEWORKER} <= roles
    assert sum(o.left_on is not None and o.left_on < DAY for o in staff.officers.values()) == 3
    assert [o.started_on for o in staff.officers.values() if o.started_on and o.started_on > DAY] == [date(2026, 11, 2)]
    assert {a.cover_id is None for a in staff.absences} == {True, False}
    part_time = [o for o in staff.officers.values() if o.days_off]
    assert part_time and all(o.fte < 1 for o in part_time)
    gone = {o.id: o.name for o in staff.officers.values() if not o.works_on(DAY)}
    with built.store.read() as work:
        held = [gone[row.owner_id] for row in work.every_row() if row.owner_id in gone]
    assert set(held) == {"Bryony Castlemaine"}, "one leaver's cases were given to nobody"


def test_a_caseworker_finds_work_and_promises_on_opening(built: Desk) -> None:
    mine = today(built)
    assert mine.groups
    assert "Thandi Mbeki" in mine.away
    with built.store.read() as work:
        known = [p for case_id in work.case_ids(CaseQuery(DAY, Scope.OPEN)) for p in promises(work.facts(case_id))]
    assert any(p.kept_on is not None and p.kept_on >= p.made_on for p in known)
    assert any(p.kept_on is None for p in known)


def test_the_return_finds_its_target_and_forecast(built: Desk) -> None:
    with built.store.read() as work:
        settings = read_settings(work)
    assert str(settings.targets.on("K02", DAY)[0]) == "61.3"
    assert settings.forecast[f"{DAY:%Y-%m}"] > 0


def test_a_record_with_real_cases_is_refused_in_one_sentence(desk: Desk) -> None:
    open_request(desk, NewRequest("SEN/1", Child(0, "Farrowdale", "Maisie"), date(2026, 10, 1), "parent"))
    with desk.store.read() as work:
        before = work.journal_head()
    with pytest.raises(BadInput, match=r"holds 1 real case, .*--db\.$"):
        build_demo(desk, 10)
    with desk.store.read() as work:
        assert work.journal_head() == before
        assert work.setting(DEMO) is None


@pytest.mark.parametrize(("cases", "day"), [(0, DAY), (640_001, DAY), (10, date(2016, 12, 31))])
def test_a_size_or_day_it_cannot_build_is_refused(desk: Desk, cases: int, day: date) -> None:
    with pytest.raises(BadInput):
        build_demo(replace(desk, days=Calendar(day)), cases)


def test_stopping_leaves_nothing_behind(desk: Desk) -> None:
    def stop(done: int, total: int, what: str) -> None:
        assert total == 30
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        build_demo(desk, 30, progress=stop)
    with desk.store.read() as work:
        assert work.count(CaseQuery(DAY, Scope.ALL)) == 0
        assert not work.staff().officers


def test_the_same_seed_and_day_seal_the_same_journal(law: Ruleset, tmp_path: Path) -> None:
    def head(name: str, seed: int) -> tuple[int, str]:
        store = open_store(str(tmp_path / name), create=True)
        desk = Desk(store, law, "Joy Addo", Calendar(DAY))
        build_demo(desk, 25, seed)
        with store.read() as work:
            seq, seal, _ = work.journal_head()
        store.close()
        return seq, seal

    assert head("one.db", 3) == head("two.db", 3)
    assert head("three.db", 3) != head("four.db", 4)


@pytest.mark.parametrize("cases", [1, 2, 3, 5])
def test_the_smallest_demos_work_too(desk: Desk, cases: int) -> None:
    report = build_demo(desk, cases)
    assert report.cases == cases
    assert not report.already
    assert report.told == ("DEMO-T1", "DEMO-T2", "DEMO-T3", "DEMO-T8", "DEMO-T10")[:cases]
