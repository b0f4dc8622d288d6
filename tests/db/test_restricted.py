"""Restricted files on either database: left out of everything for those not named, opened by the named with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from db.guard import GuardedReading
from db.store import SqlStore, open_store
from ehcp_desk.clock.model import NOTHING
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.access import SEEN_BY_MANAGERS
from ehcp_desk.domain.case import Contactable, Stage
from ehcp_desk.domain.digests import Digest
from ehcp_desk.domain.errors import BadInput, NotAllowed
from ehcp_desk.domain.finding import DocumentText
from ehcp_desk.domain.journal import NewEntry, first_broken
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.profile import people_words
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort, Summary
from ehcp_desk.ports.kept import KeptWork
from ehcp_desk.ports.today import Calendar
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.casework.same_child import say_another
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight import restricting
from ehcp_desk.services.oversight.leaving import leave
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.records.as_known import by_the_end_of, known_facts
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.history import case_history
from ehcp_desk.services.upkeep.checking import verify_record
from tests.support.records import DAY, NOW, add_case, child, deadline

OPEN, SHUT, WORD = "SEN/1", "SEN/2", "Hushaby"
EVERYBODY = CaseQuery(DAY, scope=Scope.ALL)


@pytest.fixture
def put_in(database: str) -> Iterator[Callable[[str], SqlStore]]:
    """A record with an open and a restricted case; gives it as somebody reads it."""
    opened: list[SqlStore] = []

    def as_read_by(name: str) -> SqlStore:
        opened.append(open_store(database, user=name))
        return opened[-1]

    with as_read_by("").write("Whoever", NOW) as work:
        for name, role in (
            ("Joy Addo", Role.CASEWORKER),
            ("Carl Brindle", Role.CASEWORKER),
            ("Mina Okafor", Role.MANAGER),
        ):
            work.add_officer(name, role)
        for ref, word in ((OPEN, "Plain"), (SHUT, WORD)):
            case = add_case(work, of=child(word, "Maisie", upn=f"{word}1"), ref=ref, deadlines=[deadline()])
            work.add_contactable(Contactable(0, case.child.id, f"{word} Parent", "mother"))
            filed = work.add_document(case.id, f"{word}.txt", "text/plain", word.encode(), DocumentText(word, ""))
            work.add_fact(case.id, NewFact("request_received", DAY, {"source": "parent"}, word, document_id=filed.id))
            work.add_fact(case.id, NewFact("sensitivity", DAY, NOTHING, f"mark {word}"))
            work.append(NewEntry("fact_recorded", case.id, {"note": word}))
        work.restrict(case.child.id, ["Joy Addo"], "A relation works here")
        work.queue_messages(DAY, [Digest(None, "Mina Okafor", "manager", "", "Due", SHUT, (SHUT,))])
    yield as_read_by
    for store in opened:
        store.close()


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def everything(work: Any) -> str:
    """Whatever a unit of work gives away, asked in every way there is."""
    said: list[Any] = [work.case_ids(EVERYBODY), work.count(EVERYBODY), work.case_rows([1, 2]), list(work.every_row())]
    said += [
        list(work.every_identity()),
        work.find_case(SHUT),
        work.find_children(upn=f"{WORD}1"),
        work.contactables(2),
    ]
    said += [work.cases_of_child(2), work.children_like(child(WORD, "Maisie")), list(work.every_deadline())]
    said += [work.deadlines(2), list(work.every_case_facts()), list(work.every_case_raw()), work.marks()]
    said += [list(work.need_facts()), work.last_entries([1, 2], DAY), list(work.open_limits(("A_FINAL_PLAN",)))]
    said += [list(work.written_up(["request_received", "note"], LONG_AGO))]
    said += [work.standing_of(["request_received"], [1, 2]), work.find_text(WORD, 9), work.find_text("mark", 1)]
    said += [
        work.fact(3),
        list(work.journal()),
        list(work.journal(case_id=2)),
        work.messages(DAY),
        work.openings(2),
        work.others_on(2, "d", NOW),
    ]
    said += [work.case_ids(CaseQuery(DAY, scope=Scope.ALL, search=WORD)), work.restricted_cases(), work.sights()]
    said += [work.case_ids(CaseQuery(DAY, scope=Scope.ALL, sort=sort), 5) for sort in Sort]
    said += [work.count(CaseQuery(DAY, scope=Scope.ALL, search="Maisie"))]
    for refused in (lambda: work.case(2), lambda: work.child_row(2), lambda: work.facts(2), lambda: work.documents(2),
                    lambda: work.document_bytes(2)):  # fmt: skip
        try:
            said.append(refused())
        except (BadInput, NotAllowed) as error:
            said.append(str(error))
    return "\n".join(map(str, said))


def test_somebody_not_named_is_told_nothing_at_all(put_in: Callable[[str], SqlStore]) -> None:
    with put_in("Carl Brindle").read() as work:
        said = everything(work)
        assert work.count(EVERYBODY) == 1
        assert [list(work.case_ids(CaseQuery(DAY, scope=Scope.ALL, sort=s))) for s in Sort] == [[1]] * len(Sort)
        assert work.closed_cases() == (frozenset({2}), frozenset())
        assert {case for case, *_ in work.written_up(["request_received", "note"], LONG_AGO)} == {1}
        assert first_broken(work.journal()) is None
        assert work.sights() == {}
    assert WORD not in said and SHUT not in said


def test_the_same_questions_asked_by_nobody_in_particular_tell_it(put_in: Callable[[str], SqlStore]) -> None:
    with put_in("").read() as work:
        assert WORD in everything(work)


def test_the_named_see_that_it_is_there_and_give_a_reason_before_what_it_holds(
    put_in: Callable[[str], SqlStore],
) -> None:
    store = put_in("joy addo")
    with store.read() as work:
        assert work.count(EVERYBODY) == 2
        with pytest.raises(NotAllowed, match="SEN/2 is restricted: say why you open it"):
            work.facts(2)
        with pytest.raises(NotAllowed):
            work.documents(2)
        assert work.find_text(WORD, 9) == []
        assert [case for case, _ in work.every_case_facts()] == [1]
        assert list(work.journal(case_id=2)) == []
    with store.write("Joy Addo", NOW) as work:
        work.log_opening([2], "A call from the parent")
        assert len(work.facts(2)) == 2


@pytest.mark.parametrize(("setting", "seen"), [(None, 2), ("on", 2), ("off", 1)])
def test_managers_see_it_unless_the_council_says_otherwise(
    put_in: Callable[[str], SqlStore], setting: str | None, seen: int
) -> None:
    if setting is not None:
        with put_in("").write("Whoever", NOW) as work:
            work.set_setting(SEEN_BY_MANAGERS, setting)
    with put_in("Mina Okafor").read() as work:
        assert work.count(EVERYBODY) == seen
        assert len(work.caseload_rows([EVERYBODY])) == sum(work.owners_of(EVERYBODY).values()) == seen


def test_every_way_of_reading_a_case_is_guarded() -> None:
    """A way to read that is added later must be thought of here."""
    nothing_of_a_case = {"staff", "setting", "settings", "saved_views", "import_profiles", "imported_digests",
                         "journal_head", "record_head", "counts", "officer_names", "disposals"}  # fmt: skip
    through_others = {
        "case_ids",
        "count",
        "caseload_rows",
        "owners_of",
        "document_bytes",
        "restriction",
        "restricted_cases",
        "sights",
        "closed_cases",
        "openings",
        "others_on",
        "hidden_held",
    }
    asked = {name for name in (*vars(ReadWork), *vars(KeptWork)) if not name.startswith("_")}
    assert asked - nothing_of_a_case - through_others - set(vars(GuardedReading)) == set()


def desk_of(store: SqlStore, name: str) -> Desk:
    return Desk(store, Ruleset.load(), name)


def test_an_opening_is_kept_with_its_reason_and_cannot_be_altered(put_in: Callable[[str], SqlStore]) -> None:
    desk = desk_of(put_in("Joy Addo"), "Joy Addo")
    with pytest.raises(NotAllowed):
        case_view(desk, SHUT)
    with pytest.raises(BadInput, match="Say why you open"):
        restricting.open_restricted(desk, SHUT, " ")
    restricting.open_restricted(desk, SHUT, "Hearing on Monday")
    restricting.open_restricted(desk, SHUT, "asked again, kept once")
    assert case_view(desk, SHUT).case.child.surname == WORD
    record(desk, SHUT, NewFact("advice_chased", desk.today(), {"body": "health"}))
    shown = restricting.restriction_view(desk, SHUT)
    assert [(o.name, o.reason) for o in shown.openings] == [("Joy Addo", "Hearing on Monday")]
    for harm in ("UPDATE read_log SET reason = ''", "DELETE FROM read_log"):
        with pytest.raises(Exception, match="only ever added to"), desk.store.connection(write=True) as raw:  # type: ignore[attr-defined]
            raw.exec_driver_sql(harm)


def test_what_an_import_held_names_no_hidden_case_and_keeps_its_name_for_those_who_see_it(
    put_in: Callable[[str], SqlStore],
) -> None:
    why = f"may be the same child as {SHUT}, score 80 (names alike); may be the same child as {OPEN}, score 60 (near)"
    with put_in("").write("Whoever", NOW) as work:
        work.save_case(replace(work.case(1), held=why), Summary(Stage.DECIDING, None), [])
    veiled = why.replace(SHUT, "a case that is not open to you")
    carl = put_in("Carl Brindle")
    with carl.read() as work:
        shown = (work.case(1), *work.cases_of_child(1), *work.case_rows([1]), *work.every_row())
        assert [one.held for one in shown] == [veiled] * 4
    with carl.write("Carl Brindle", NOW) as work:
        work.save_case(work.case(1), Summary(Stage.DECIDING, None), [])
    for name in ("Joy Addo", "Mina Okafor", ""):
        with put_in(name).read() as work:
            assert work.case(1).held == work.case_rows([1])[0].held == why
    with carl.write("Carl Brindle", NOW) as work:
        work.save_case(replace(work.case(1), held=""), Summary(Stage.DECIDING, None), [])
        assert work.case(1).held == ""


def test_who_was_found_to_be_another_child_is_named_to_those_who_see_the_other_case(
    put_in: Callable[[str], SqlStore],
) -> None:
    mina = desk_of(put_in("Mina Okafor"), "Mina Okafor")
    restricting.open_restricted(mina, SHUT, "To compare them")
    say_another(mina, OPEN, SHUT, "Twins")
    for name, ref in (("Mina Okafor", SHUT), ("Carl Brindle", "a case that is not open to you")):
        desk = desk_of(put_in(name), name)
        told = [people_words(f.fact) for f in case_view(desk, OPEN).facts if f.fact.kind == "another_child"]
        assert told == [f"Found to be another child than {ref}: Twins"]
        with desk.store.read() as work:
            then = known_facts(work.facts(1), by_the_end_of(desk.today()))
        assert [f.fact.attrs["ref"] for f in then if f.fact.kind == "another_child"] == [ref]
        assert any(line.what == f"Said that it is another child than {ref}" for line in case_history(desk, 1))
        assert [one for one in verify_record(desk) if one[0] in ("facts", "journal") and not one[1]] == [], (
            "the seals hold"
        )


def test_writing_on_what_is_closed_is_refused_whole(put_in: Callable[[str], SqlStore]) -> None:
    for name, error in (("Carl Brindle", BadInput), ("Joy Addo", NotAllowed)):
        desk = desk_of(put_in(name), name)
        with pytest.raises(error):
            record(desk, SHUT, NewFact("advice_chased", desk.today(), {"body": "health"}))
    with pytest.raises(BadInput, match="There is no case number 2"), put_in("Carl Brindle").write("Carl", NOW) as work:
        work.add_fact(2, NewFact("note", DAY))
    with put_in("").read() as work:
        assert len(work.facts(2)) == 2


def test_a_case_opened_later_for_the_child_is_restricted_too(put_in: Callable[[str], SqlStore]) -> None:
    desk = desk_of(put_in("Joy Addo"), "Joy Addo")
    again = NewRequest("SEN/3", child(WORD, "Maisie"), desk.today(), "parent", same_as=2, why="The same child")
    open_request(desk, again)
    assert restricting.restriction_view(desk, "SEN/3").openings[0].reason == "Opened the case"
    with put_in("Carl Brindle").read() as work:
        assert work.find_case("SEN/3") is None


def test_restricting_and_opening_again(put_in: Callable[[str], SqlStore]) -> None:
    desk = desk_of(put_in("Mina Okafor"), "Mina Okafor")
    for to, reason, words in (["Nobody Here"], "Why", "Nobody in post"), (["Joy Addo"], " ", "Say why"):
        with pytest.raises(BadInput, match=words):
            restricting.restrict(desk, OPEN, to, reason)
    restricting.restrict(desk, OPEN, ["joy addo"], "A threat was made")
    found = restricting.restriction_view(desk, OPEN).restriction
    assert found is not None and found.names == ("Joy Addo", "Mina Okafor")
    with put_in("Carl Brindle").read() as work:
        assert work.find_case(OPEN) is None
    restricting.unrestrict(desk, OPEN, "It is over")
    with put_in("Carl Brindle").read() as work:
        assert work.find_case(OPEN) == 1
        assert [e.kind for e in work.journal(case_id=1)][-2:] == ["restricted", "unrestricted"]
    with pytest.raises(BadInput, match="is not restricted"):
        restricting.unrestrict(desk, OPEN, "Again")


def test_nobody_leaves_with_a_case_hidden_from_whoever_records_it(put_in: Callable[[str], SqlStore]) -> None:
    with put_in("").write("Whoever", NOW) as work:
        joy = work.staff().named("Joy Addo")
        assert joy is not None
        case = work.case(2)
        work.save_case(replace(case, owner_id=joy.id), Summary(Stage.DECIDING, None), [])
    with pytest.raises(BadInput, match="holds a restricted case that is not open to you"):
        leave(desk_of(put_in("Carl Brindle"), "Carl Brindle"), joy.id, DAY)
    with pytest.raises(BadInput, match="still holds 1 case; give"):
        leave(desk_of(put_in("Mina Okafor"), "Mina Okafor"), joy.id, DAY)


def test_figures_are_never_short_of_restricted_cases(put_in: Callable[[str], SqlStore]) -> None:
    with pytest.raises(NotAllowed, match="1 restricted case is not open to you"):
        compute_monthly(desk_of(put_in("Carl Brindle"), "Carl Brindle"), DAY.replace(day=1))
    desk = Desk(put_in("Mina Okafor"), Ruleset.load(), "Mina Okafor", Calendar(None))
    compute_monthly(desk, DAY.replace(day=1))
    assert "Monthly return" in restricting.restriction_view(desk, SHUT).openings[0].reason


def test_the_record_can_be_verified_by_somebody_it_is_partly_closed_to(put_in: Callable[[str], SqlStore]) -> None:
    checks = {
        check: (ok, detail) for check, ok, detail in verify_record(desk_of(put_in("Carl Brindle"), "Carl Brindle"))
    }
    assert checks["journal"][0] and checks["restricted"] == (True, "1 not looked into: they are closed to Carl Brindle")
