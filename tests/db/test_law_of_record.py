"""A record keeps its own law on either database, and no desk that has not heard of a change saves under the old one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest

from db.store import SqlStore, open_store
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import Conflict
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.deriving import law_text
from ehcp_desk.services.casework.recording import NewRequest, open_request, record, settle
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight import law_preview
from ehcp_desk.services.oversight.change_file import ChangeFile
from ehcp_desk.services.oversight.law_changes import apply, changes_of, withdraw
from ehcp_desk.services.oversight.law_of_record import law_of
from ehcp_desk.services.oversight.law_preview import preview
from ehcp_desk.services.upkeep.checking import verify_record
from tests.clock.test_clock_changing import EIGHTEEN, ROYAL, final_plan
from tests.clock.test_clock_closures import SUMMER

DAY = date(2026, 10, 30)
SHORTER = ChangeFile("eighteen.toml", final_plan(**EIGHTEEN))
TWENTY_WEEKS, EIGHTEEN_WEEKS = date(2026, 11, 11), date(2026, 10, 28)


def request(desk: Desk, ref: str) -> str:
    child = Child(0, "Farrowdale", f"Maisie {ref}", date(2020, 3, 14), setting="Larkspur Primary")
    open_request(desk, NewRequest(ref, child, date(2026, 6, 24), "parent"))
    return ref


def kept(desk: Desk, ref: str) -> tuple[date, set[str]]:
    """When the lists say the final plan is due, and the texts of the law the case's dates were worked out under."""
    with desk.store.read() as work:
        case_id = work.find_case(ref)
        assert case_id is not None
        deadlines = work.deadlines(case_id)
    return next(d.due for d in deadlines if d.rule == "A_FINAL_PLAN"), {d.ruleset for d in deadlines}


def sound(desk: Desk) -> bool:
    return all(ok for _, ok, _ in verify_record(desk))


@pytest.fixture
def two(database: str) -> Iterator[tuple[Desk, Desk]]:
    """Two people's desks on one record with one case in it, opened under the shipped rules."""
    stores = [open_store(database), open_store(database)]
    desks = [Desk(s, Ruleset.load(), who, Calendar(DAY)) for s, who in zip(stores, ("Joy Addo", "Bea"), strict=True)]
    request(desks[0], "SEN/1")
    yield desks[0], desks[1]
    for opened in stores:
        opened.close()


def test_the_law_of_a_record_is_kept_with_it(store: SqlStore) -> None:
    desk = Desk(store, Ruleset.load(), "Joy Addo", Calendar(DAY))
    request(desk, "SEN/26118")
    change = ChangeFile("eighteen.toml", SHORTER.text + SUMMER)
    found = preview(desk, change)
    assert [(m.ref, m.days) for m in found.moved] == [("SEN/26118", -14)]
    assert [(one.cases, one.already) for one in found.reach.closures] == [(1, 0)]
    done = apply(desk, change, "The Regulations changed")
    assert (done.changed, done.closed) == (("SEN/26118",), ("SEN/26118",))
    assert law_of(store).digest == desk.law.digest != Ruleset.load().digest
    assert sound(desk)
    assert withdraw(desk, "eighteen", "Not in force yet").closed == ("SEN/26118",)
    assert law_of(store).digest == Ruleset.load().digest
    assert sound(desk)


def test_a_desk_that_has_not_heard_of_a_change_saves_under_the_law_the_record_has(two: tuple[Desk, Desk]) -> None:
    mine, stale = two
    apply(mine, SHORTER, "The Regulations changed")
    assert stale.law.digest == Ruleset.load().digest, "it has not heard"
    text = law_text(mine.law)
    record(stale, "SEN/1", NewFact("assess_decision_notified", date(2026, 7, 10), {"outcome": "assess"}))
    request(stale, "SEN/2")
    assert kept(mine, "SEN/1") == kept(mine, "SEN/2") == (EIGHTEEN_WEEKS, {text})
    assert [m.rule for m in preview(stale, ChangeFile("eighteen.toml", SHORTER.text)).moved] == []
    assert sound(stale) and sound(mine)
    withdraw(mine, "eighteen", "Not in force yet")
    record(stale, "SEN/2", NewFact("assess_decision_notified", date(2026, 7, 10), {"outcome": "assess"}))
    assert kept(mine, "SEN/2") == (TWENTY_WEEKS, {law_text(Ruleset.load())})
    assert sound(stale) and sound(mine)


def test_a_save_under_way_is_waited_for_and_what_it_saved_is_worked_out_again(two: tuple[Desk, Desk]) -> None:
    mine, theirs = two
    saving, go_on = Event(), Event()

    def save() -> None:
        with theirs.store.write(theirs.user, theirs.now()) as work:
            child = work.add_child(Child(0, "Okafor", "Ife"))
            case = work.add_case("SEN/2", child.id, None, DAY)
            work.add_fact(case.id, NewFact("request_received", date(2026, 6, 24), {"source": "parent"}))
            settle(work, case)
            saving.set()
            assert go_on.wait(30)

    with ThreadPoolExecutor(2) as pool:
        theirs_saved = pool.submit(save)
        assert saving.wait(30)
        applied = pool.submit(apply, mine, SHORTER, "The Regulations changed")
        with pytest.raises(TimeoutError):
            applied.result(timeout=0.5)
        go_on.set()
        theirs_saved.result(timeout=30)
        assert set(applied.result(timeout=30).changed) == {"SEN/1", "SEN/2"}
    assert kept(mine, "SEN/2") == (EIGHTEEN_WEEKS, {law_text(mine.law)})


def test_nobody_saves_while_a_change_is_applied(two: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    mine, theirs = two
    with ThreadPoolExecutor(1) as pool:
        waiting = []

        def look(_done: int, _total: int, what: str) -> None:
            if what.startswith("Saving") and not waiting:
                waiting.append(pool.submit(request, theirs, "SEN/2"))
                with pytest.raises(TimeoutError):
                    waiting[0].result(timeout=0.5)

        apply(mine, SHORTER, "The Regulations changed", look)
        waiting[0].result(timeout=30)
    assert kept(mine, "SEN/2") == (EIGHTEEN_WEEKS, {law_text(mine.law)})
    assert sound(mine)


def while_looking(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> Callable[[int, int, str], None]:
    """A progress that does something once, while the change is still being looked at."""
    monkeypatch.setattr(law_preview, "STEP", 1)
    done: list[int] = []

    def look(_done: int, _total: int, what: str) -> None:
        if what.startswith("Working") and not done:
            done.append(1)
            act()

    return look


def test_a_case_opened_while_a_change_is_looked_at_is_worked_out_again(
    two: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = two
    done = apply(mine, SHORTER, "Changed", while_looking(monkeypatch, lambda: request(theirs, "SEN/2")))
    assert set(done.changed) == {"SEN/1", "SEN/2"}
    assert kept(mine, "SEN/2") == (EIGHTEEN_WEEKS, {law_text(mine.law)})
    assert sound(mine)


def test_two_people_who_change_the_law_at_once_are_told(
    two: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = two
    holiday = ChangeFile("royal-day.toml", ROYAL)
    with pytest.raises(Conflict, match="Somebody changed the law of this record a moment ago"):
        apply(mine, SHORTER, "Changed", while_looking(monkeypatch, lambda: apply(theirs, holiday, "Proclaimed")))
    assert [c.name for c in changes_of(mine)] == ["royal-day.toml"]
    assert kept(mine, "SEN/1")[0] == TWENTY_WEEKS
    assert sound(mine)
