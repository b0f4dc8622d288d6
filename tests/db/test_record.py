"""What is put in comes out the same, on both databases; what must not change does not."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from db.store import SqlStore
from db.tables import BlobRecord
from ehcp_desk.clock.model import Fact, Force
from ehcp_desk.clock.program import Base
from ehcp_desk.domain.case import Child, Contactable, Stage, YearGroup
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.people import Officer, Role, Team
from ehcp_desk.domain.record import NewFact, standing
from ehcp_desk.domain.worklist import CaseQuery, Scope, Summary
from tests.support.records import DAY, NOW, add_case, child, deadline, one_case

# What people can type: no NUL and no lone surrogates, which neither database keeps.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x1f"), max_size=30)
NAME = TEXT
DATES = st.dates(date(1900, 1, 1), date(2999, 12, 31))
MAYBE = st.none() | DATES
MOMENTS = st.datetimes(
    datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from([UTC, timezone(timedelta(hours=1))])
)
YEARS = st.none() | st.builds(YearGroup, st.integers(-3, 20), st.integers(1990, 2060))
CHILDREN = st.builds(
    Child, st.just(0), NAME, NAME, MAYBE, TEXT, st.just(""), YEARS, NAME, TEXT, TEXT,
)  # fmt: skip
SUMMARIES = st.builds(
    Summary, st.sampled_from(Stage), MAYBE, MAYBE, st.none() | st.booleans(), MAYBE, MAYBE, MAYBE, MAYBE,
    st.booleans(), TEXT, MAYBE, st.booleans(), MAYBE, MAYBE, st.lists(TEXT, max_size=3).map(tuple), MAYBE,
    st.lists(TEXT, max_size=3).map(tuple),
)  # fmt: skip
DEADLINES = st.builds(
    CachedDeadline, st.just(0), TEXT, TEXT, DATES, st.sampled_from(Base), MAYBE, st.sampled_from(Force), TEXT, TEXT,
)  # fmt: skip
FACTS = st.builds(
    NewFact, TEXT.filter(bool), DATES, st.dictionaries(TEXT, TEXT, max_size=3), TEXT, st.booleans(), TEXT,
)  # fmt: skip

many = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(about=CHILDREN, summary=SUMMARIES, deadlines=st.lists(DEADLINES, max_size=4), held=TEXT, psychologist=TEXT)
def test_a_case_comes_out_as_it_went_in(
    store: SqlStore, about: Child, summary: Summary, deadlines: list[CachedDeadline], held: str, psychologist: str
) -> None:
    with store.write("Joy Addo", NOW) as work:
        saved = add_case(work, summary, about, deadlines=deadlines, held=held, psychologist=psychologist,
                         owned_since=None, unassigned_since=DAY)  # fmt: skip
    with store.read() as work:
        assert work.case(saved.id) == saved
        assert replace(saved.child, id=0) == about
        assert work.deadlines(saved.id) == tuple(replace(d, case_id=saved.id) for d in deadlines)
        row = work.case_rows([saved.id])[0]
    assert row.summary == summary
    assert (row.ref, row.surname, row.held, row.psychologist) == (saved.ref, about.surname, held, psychologist)


@many
@given(fact=FACTS, at=MOMENTS)
def test_a_fact_comes_out_as_it_went_in(store: SqlStore, fact: NewFact, at: datetime) -> None:
    with store.write("Joy Addo", at) as work:
        case = add_case(work)
        kept = work.add_fact(case.id, fact)
    with store.read() as work:
        assert work.facts(case.id) == (kept,)
        assert work.fact(kept.id) == kept
        found = dict(work.every_case_facts())[case.id]
    assert kept.recorded_at == at
    assert found == standing([kept])


@many
@given(name=NAME, role=st.sampled_from(Role), fte=st.floats(0, 5), started=MAYBE, left=MAYBE, placeholder=st.booleans())
def test_an_officer_comes_out_as_they_went_in(
    store: SqlStore, name: str, role: Role, fte: float, started: date | None, left: date | None, placeholder: bool
) -> None:
    with store.write("Joy Addo", NOW) as work:
        kept = work.add_officer(name, role, None, fte, "a@example.org", placeholder, started, left)
    with store.read() as work:
        assert work.staff().officers[kept.id] == kept


def test_teams_and_their_managers_may_name_each_other(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        team = work.add_team("North")
        manager = work.add_officer("Ruth Castellan", Role.MANAGER, team.id)
        work.save_team(Team(team.id, "North", manager.id))
        away = work.add_absence(manager.id, DAY, DAY + timedelta(days=4), None, "leave")
    with store.read() as work:
        staff = work.staff()
    assert staff.teams == {team.id: Team(team.id, "North", manager.id)}
    assert staff.absences == (away,)


def test_everything_of_a_child_and_of_somebody_to_ring_comes_back(store: SqlStore) -> None:
    whole = child(born=DAY, sex="F", upn="B801200005001", uln="1234567899", nhs="9434765919", known_as="Zo", ethnicity="WIRI",
                  language="Polish", communication="large print", year_group=YearGroup(4, 2025),
                  need="ASD", before_you_ring="x")  # fmt: skip
    with store.write("Joy Addo", NOW) as work:
        kept = work.add_child(whole)
        ada = work.add_contactable(
            Contactable(0, kept.id, "Ada", "mother", "1", "a@example.org", True, "text", "2\n3", "Birth", "Polish",
                        "interpreter", "9 Hill Rise", True, "Health", DAY, DAY)
        )  # fmt: skip
        work.save_contactable(replace(ada, hidden=False, until=None))
    with store.read() as work:
        assert work.child_row(kept.id) == replace(whole, id=kept.id)
        assert work.contactables(kept.id) == [replace(ada, hidden=False, until=None)]
    with pytest.raises(BadInput, match="nobody to ring under the number 99"), store.write("Joy Addo", NOW) as work:
        work.save_contactable(replace(ada, id=99))
    with pytest.raises(BadInput, match="no child number 99"), store.read() as reading:
        reading.child_row(99)


def test_a_child_found_to_be_another_is_read_as_that_one_however_far_the_way(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        numbers = ("A1", "B2", "C3")
        one, two, three = (work.add_child(child(forenames=f"N{n}", upn=n, born=DAY)) for n in numbers)
        for number, each in zip(numbers, (one, two, three), strict=True):
            work.add_contactable(Contactable(0, each.id, f"Mother {number}", "mother"))
        work.say_same(three.id, two.id)
        work.say_same(two.id, one.id)
    with store.read() as work:
        assert work.find_children(upn="C3") == [one]
        assert work.children_like(replace(three, id=0)) == [one]
        assert [p.name for p in work.contactables(one.id)] == ["Mother A1", "Mother B2", "Mother C3"]
        assert [p.name for p in work.contactables(three.id)] == ["Mother C3"]
    with store.write("Joy Addo", NOW) as work:
        work.say_same(two.id, None)
    with store.read() as work:
        assert work.find_children(upn="C3") == [two]
        assert [p.name for p in work.contactables(one.id)] == ["Mother A1"]


def test_marks_leave_out_what_was_corrected(store: SqlStore) -> None:
    case, other = one_case(store), add_other(store)
    banner = {"about": "health", "review": "2027-01-04"}
    with store.write("Joy Addo", NOW) as work:
        first = work.add_fact(case.id, NewFact("sensitivity", DAY, banner, "a"))
        work.add_fact(case.id, NewFact("sensitivity", DAY, banner, "b", supersedes=first.id))
        work.add_fact(case.id, NewFact("note", DAY, note="c"))
        work.add_fact(other, NewFact("another_child", DAY, {"ref": "x"}, "d"))
    with store.read() as work:
        assert [f.fact.note for f in work.marks()] == ["b", "d"]
        assert [f.fact.note for f in work.marks((case.id,))] == ["b"]
        assert work.marks(()) == ()


def add_other(store: SqlStore) -> int:
    with store.write("Joy Addo", NOW) as work:
        return add_case(work, ref="SEN/26200").id


def test_people_to_ring_settings_views_and_imports(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        kept = work.add_child(child())
        mother = work.add_contactable(
            Contactable(9, kept.id, "Ada Farrowdale", "mother", "01632 960001", "", True, "text")
        )
        work.set_setting("authority", "Westmarsh")
        work.set_setting("authority", "Eastmarsh")
        view = work.save_view("Joy Addo", "Mine", "{}")
        assert work.save_view("Joy Addo", "Mine", '{"a":1}').id == view.id
        work.save_import_profile("tracker", "{}")
        work.save_import_profile("tracker", '{"b":2}')
        work.add_imported_digests(["d1", "d2"])
        work.add_imported_digests(["d2", "d3"])
    with store.read() as work:
        assert work.contactables(kept.id) == [mother]
        assert work.setting("authority") == "Eastmarsh"
        assert work.settings() == {"authority": "Eastmarsh"}
        assert [v.query for v in work.saved_views("Joy Addo")] == ['{"a":1}']
        assert work.saved_views("Thandi Mbeki") == []
        assert work.import_profiles() == {"tracker": '{"b":2}'}
        assert work.imported_digests() == {"d1", "d2", "d3"}
    with store.write("Joy Addo", NOW) as work:
        work.delete_view(view.id)
        assert work.saved_views("Joy Addo") == []


def test_documents_are_kept_once_and_known_by_their_digest(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work)
        first = work.add_document(case.id, "advice.pdf", "application/pdf", b"%PDF advice")
        again = work.add_document(case.id, "copy.pdf", "application/pdf", b"%PDF advice")
        evidence = work.add_fact(case.id, NewFact("advice_received", DAY, {"body": "psychology"}, document_id=first.id))
    with store.read() as work:
        assert work.documents(case.id) == [first, again]
        assert work.document_bytes(again.id) == b"%PDF advice"
        assert work.fact(evidence.id) == evidence
    assert first.sha256 == hashlib.sha256(b"%PDF advice").hexdigest()
    with store.connection() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM blobs").scalar() == 1


def test_a_damaged_document_is_never_handed_out(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        document = work.add_document(add_case(work).id, "advice.pdf", "application/pdf", b"what was filed")
    with store.connection(write=True) as connection:
        connection.execute(update(BlobRecord).values(content=b"something else"))
    with store.read() as work, pytest.raises(KnownFault, match=r"advice\.pdf.* is damaged"):
        work.document_bytes(document.id)


def test_a_correction_supersedes_and_both_stay_visible(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work)
        wrong = work.add_fact(case.id, NewFact("draft_plan_served", DAY))
        right = work.add_fact(case.id, NewFact("draft_plan_served", DAY - timedelta(days=1), supersedes=wrong.id))
        gone = work.add_fact(case.id, NewFact("advice_chased", DAY))
        work.add_fact(case.id, NewFact("withdrawn_entry", DAY, supersedes=gone.id))
    with store.read() as work:
        facts = work.facts(case.id)
        assert [f.superseded_by for f in facts[:2]] == [right.id, None]
        assert dict(work.every_case_facts()) == {case.id: standing(facts)}
        assert dict(work.every_case_facts(["advice_chased"])) == {}
        assert dict(work.every_case_raw())[case.id] == [("draft_plan_served", "2026-10-29", None, right.id, case.id)]


def test_a_correction_must_be_of_this_case_and_the_first(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        case, other = add_case(work), add_case(work)
        fact = work.add_fact(case.id, NewFact("note", DAY))
        work.add_fact(case.id, NewFact("note", DAY, supersedes=fact.id))
        with pytest.raises(BadInput, match="not on this case"):
            work.add_fact(other.id, NewFact("note", DAY, supersedes=fact.id))
        with pytest.raises(BadInput, match="already corrected"):
            work.add_fact(case.id, NewFact("note", DAY, supersedes=fact.id))


def test_every_case_facts_gives_cases_in_order_with_their_facts_as_recorded(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        cases = [add_case(work) for _ in range(3)]
        for kind in ("request_received", "note"):
            for case in reversed(cases):
                work.add_fact(case.id, NewFact(kind, DAY, {"source": "parent"}, "n", True))
    with store.read() as work:
        found = list(work.every_case_facts())
        assert [number for number, _ in found] == sorted(case.id for case in cases)
        assert found[0][1][0] == Fact("request_received", DAY, {"source": "parent"}, True, "n", found[0][1][0].id)
        assert [len(facts) for _, facts in work.every_case_facts(["note"])] == [1, 1, 1]
        assert list(work.every_case_facts([])) == []


def test_the_entries_of_some_kinds_that_stand_come_case_by_case(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        first, other, left_out = add_case(work), add_case(work), add_case(work)
        promise = work.add_fact(first.id, NewFact("promise_made", DAY, {"due": "2026-11-02"}))
        wrong = work.add_fact(other.id, NewFact("promise_made", DAY, {"due": "2026-11-01"}))
        right = work.add_fact(other.id, NewFact("promise_made", DAY, {"due": "2026-11-03"}, supersedes=wrong.id))
        call = work.add_fact(first.id, NewFact("contact", DAY, {"channel": "phone"}, "Rang"))
        work.add_fact(first.id, NewFact("note", DAY, {}, "Another kind"))
        work.add_fact(left_out.id, NewFact("contact", DAY, {"channel": "phone"}, "Rang"))
    with store.read() as work:
        assert work.standing_of(("promise_made", "contact"), (other.id, first.id)) == (promise, call, right)
        assert work.standing_of(("promise_made",), ()) == ()


def test_children_are_found_by_upn_or_by_name_and_birth_whatever_the_accents(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        first = work.add_child(child("O’Séaghdha", "Élodie", born=date(2016, 2, 29), upn=" a123 "))
        twin = work.add_child(child("O’Séaghdha", "Aoife", born=date(2016, 2, 29)))
    assert first.upn == "A123"
    with store.read() as work:
        assert work.find_children(upn="a123") == [first]
        assert work.find_children(name_and_born=("o’seaghdha", "ELODIE", date(2016, 2, 29))) == [first]
        assert work.find_children(name_and_born=("o’seaghdha", "aoife", None)) == [twin]
        assert work.find_children(name_and_born=("o’seaghdha", "aoife", date(2015, 1, 1))) == []
        assert work.find_children(upn="  ") == []


def test_a_changed_child_shows_on_lists_and_is_found_under_the_new_name(store: SqlStore) -> None:
    case = one_case(store, of=child("Old", "Name"))
    with store.write("Joy Addo", NOW) as work:
        work.save_child(replace(case.child, surname="Newname", setting="Larkspur Primary"))
    with store.read() as work:
        row = work.case_rows([case.id])[0]
        assert (row.surname, row.setting) == ("Newname", "Larkspur Primary")
        assert list(work.case_ids(CaseQuery(DAY, search="newn"))) == [case.id]
        assert list(work.case_ids(CaseQuery(DAY, search="old"))) == []
        assert work.cases_of_child(case.child.id)[0].child.surname == "Newname"


def test_a_reference_is_one_case_however_it_is_written(store: SqlStore) -> None:
    case = one_case(store)
    with store.write("Joy Addo", NOW) as work:
        assert work.find_case(" sen/26118 ") == case.id
        with pytest.raises(BadInput, match="already a case"):
            work.add_case("sen/26118", case.child.id, None, DAY)
        with pytest.raises(BadInput, match="needs a reference"):
            work.add_case("  ", case.child.id, None, DAY)
        with pytest.raises(BadInput, match="no child number 99"):
            work.add_case("NEW-1", 99, None, DAY)


def test_what_is_not_there_is_bad_input_and_names_the_number(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        assert work.fact(7) is None
        assert work.find_case("nothing") is None
        assert work.setting("nothing") is None
        for ask in (
            lambda: work.case(7),
            lambda: work.document_bytes(7),
            lambda: work.save_team(Team(7, "x")),
            lambda: work.save_officer(Officer(7, "x")),
            lambda: work.save_child(replace(child(), id=7)),
        ):
            with pytest.raises(BadInput, match="7"):
                ask()
        with pytest.raises(BadInput, match="cannot end before"):
            work.add_absence(7, DAY, DAY - timedelta(days=1), None, "")


@pytest.mark.parametrize("text", ["nul \x00", "lone \ud800"])
def test_a_character_no_database_keeps_is_bad_input_and_saves_nothing(store: SqlStore, text: str) -> None:
    with pytest.raises(BadInput, match="cannot"), store.write("Joy Addo", NOW) as work:
        case = add_case(work)
        work.add_fact(case.id, NewFact("note", DAY, note=text))
    with store.read() as work:
        assert work.count(CaseQuery(DAY, scope=Scope.ALL)) == 0


def test_a_moment_without_a_zone_is_refused(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="time zone"), store.write("Joy Addo", datetime(2026, 1, 1)):
        pass


def test_rows_are_streamed_whole(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        cases = [add_case(work, deadlines=[deadline(), deadline("A_DRAFT_REPS")]) for _ in range(4)]
    with store.read() as work:
        assert [row.id for row in work.every_row()] == [case.id for case in cases]
        assert [d.case_id for d in work.every_deadline()] == [case.id for case in cases for _ in range(2)]


def _in_pieces(store: SqlStore, content: bytes, pieces: list[bytes]) -> int:
    """A document filed in pieces on a case of its own; gives its number."""
    digest = hashlib.sha256(content).hexdigest()
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work)
        return work.add_document_in_pieces(case.id, "scan.tif", "image/tiff", digest, len(content), pieces).id


def test_a_large_document_goes_in_and_out_in_pieces(store: SqlStore) -> None:
    content = bytes(range(256)) * 40_000  # 10 MB: more than two pieces, and not a whole number of them
    number = _in_pieces(store, content, [content[at : at + 3_000_000] for at in range(0, len(content), 3_000_000)])
    with store.read() as work:
        pieces = list(work.document_pieces(number))
        assert b"".join(pieces) == content
        assert max(map(len, pieces)) < len(content)
    again = _in_pieces(store, content, [b"never asked: they are there already"])
    with store.read() as work:
        assert work.document_bytes(again) == content
    with store.connection() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM blobs").scalar() == 1


@pytest.mark.parametrize("size", [9, 9_000_000])
@pytest.mark.parametrize("wrong", ["other bytes", "too few", "too many"])
def test_a_file_that_changes_while_it_is_filed_is_not_filed(store: SqlStore, wrong: str, size: int) -> None:
    content = b"x" * size
    came = {"other bytes": b"y" * size, "too few": content[:-1], "too many": content + b"x"}[wrong]
    with pytest.raises(BadInput, match=r"scan\.tif was changed while it was being filed"):
        _in_pieces(store, content, [came[: size // 2], came[size // 2 :]])
    with store.connection() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM blobs").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM documents").scalar() == 0
        if not store.is_file:
            assert connection.exec_driver_sql("SELECT count(*) FROM pg_largeobject_metadata").scalar() == 0
