"""Finding words on the record: the same answers on both databases, whatever is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from db.folding import text_words
from db.store import SqlStore, migrate, open_store
from db.uow import ReadUnit
from ehcp_desk.domain.case import Case, Contactable, Stage
from ehcp_desk.domain.finding import DocumentText, TextHit
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope, Summary
from tests.support.databases import make_old_schema
from tests.support.records import DAY, NOW, Loaded, add_case, child

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
_SUMMARY = Summary(Stage.PLAN, DAY)
ON_BOTH = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def noted(store: SqlStore, *notes: str, ref: str = "") -> Case:
    """A case with a note for each text, in order."""
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work, ref=ref)
        for note in notes:
            work.add_fact(case.id, NewFact("note", DAY, note=note))
    return case


def found(work: ReadUnit, typed: str, case_id: int | None = None) -> list[str]:
    """What the hits say, in order."""
    return [hit.passage for hit in work.find_text(typed, 50, case_id)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("therapy", [2, 0]),
        ("THÉRAPY", [2, 0]),
        ("thera", [2, 0]),
        ("erapy", []),
        ("therapy speech", [0]),
        ('"speech therapy"', [0]),
        ('"therapy speech"', []),
        ('"speech thera', [0]),
        ('"speech thera"', []),
        ("thera speech", []),
        ("oneill", [1]),
        ("O’Neill rang", [1]),
        ("smith-jones", [2]),
        ('"smith jones"', [2]),
        ("jones-smith", []),
        ("section f", [3]),
        ("section g", []),
        ("section o", []),
        ("o", []),
        ("", []),
        ('"', []),
        ("  ?! ", []),
        ("section OR therapy", []),
        ("section AND", []),
        ("NEAR(section f)", []),
        ("words:section", []),
    ],
)
def test_words_are_found_as_people_type_them(store: SqlStore, typed: str, expected: list[int]) -> None:
    notes = (
        "Speech therapy was agreed.", "Mrs O'Neill rang about transport.", "Smith-Jones: occupational therapy",
        "Section F, hours of support",
    )  # fmt: skip
    case = noted(store, *notes)
    noted(store, "Nothing to do with it")
    with store.read() as work:
        assert found(work, typed) == [notes[place] for place in expected]
        assert found(work, typed, case.id) == [notes[place] for place in expected]


def test_a_hit_says_where_it_is_and_marks_the_words(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work, of=child("Okafor", "Ada"), ref="SEN/1")
        attrs = {"channel": "phone", "direction": "in", "with": "Maeve Quill"}
        entry = work.add_fact(case.id, NewFact("contact", DAY - timedelta(3), attrs, "Asked about the taxi, again."))
    with store.read() as work:
        (hit,) = work.find_text("TAXI quil", 10)
        assert found(work, "phone") == []  # one of a few fixed choices is no word of anybody's
    assert hit == TextHit(
        case.id, "SEN/1", "Ada Okafor", DAY - timedelta(3), "contact",
        (("Asked about the ", False), ("taxi", True), (", again. · Maeve ", False), ("Quill", True)),
        "Joy Addo", False, entry.id,
    )  # fmt: skip


def test_a_word_that_fills_the_answer_is_not_looked_for_inside_longer_ones(store: SqlStore) -> None:
    noted(store, "the taxi", "the bus", "theatre")
    with store.read() as work:
        assert [hit.passage for hit in work.find_text("the", 2)] == ["the bus", "the taxi"]
        assert [hit.passage for hit in work.find_text("the", 3)] == ["theatre", "the bus", "the taxi"]
        assert found(work, "th") == []


def test_a_long_note_gives_the_passage_round_the_word(store: SqlStore) -> None:
    noted(store, "before " * 60 + "taxi " + "after " * 60)
    with store.read() as work:
        (hit,) = work.find_text("taxi", 10)
    assert ("taxi", True) in hit.snippet
    assert hit.passage.startswith("…before") and hit.passage.endswith("…") and len(hit.passage) < 180


def test_corrected_and_withdrawn_entries_are_found_below_what_stands(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work)
        first = work.add_fact(case.id, NewFact("note", DAY, note="taxi one"))
        second = work.add_fact(case.id, NewFact("note", DAY, note="taxi two"))
        work.add_fact(case.id, NewFact("note", DAY, note="taxi put right", supersedes=second.id))
        work.add_fact(case.id, NewFact("withdrawn_entry", DAY, note="wrong child", supersedes=first.id))
        work.add_fact(case.id, NewFact("note", DAY, note="taxi last"))
    with store.read() as work:
        for case_id in (None, case.id):
            hits = work.find_text("taxi", 10, case_id)
            assert [(hit.passage, hit.corrected) for hit in hits] == [
                ("taxi last", False), ("taxi put right", False), ("taxi two", True), ("taxi one", True),
            ]  # fmt: skip
            assert [hit.passage for hit in work.find_text("taxi", 3, case_id)] == [h.passage for h in hits[:3]]


def test_the_words_of_a_document_are_found_in_one_passage(store: SqlStore) -> None:
    pages = " ".join(f"word{n}" for n in range(5000))
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work)
        read = DocumentText(pages, "Only its first pages can be searched.")
        kept = work.add_document(case.id, "EP_advice Zofia.pdf", "application/pdf", b"%PDF", read)
        scan = work.add_document(case.id, "scan.tif", "image/tiff", b"II")
    with store.read() as work:
        for case_id in (None, case.id):
            (hit,) = work.find_text("word1200 word1190", 10, case_id)
            assert (hit.document_id, hit.filename, hit.kind) == (kept.id, "EP_advice Zofia.pdf", "")
            assert ("word1200", True) in hit.snippet
            assert [h.document_id for h in work.find_text("zofia", 10, case_id)] == [kept.id]
            assert [h.document_id for h in work.find_text("scan", 10, case_id)] == [scan.id]
            assert work.find_text('"word996 word997 word998 word999"', 10, case_id)  # over the end of a passage
            assert not work.find_text("word1 word4000", 10, case_id)
        assert [d.unread for d in work.documents(case.id)] == [read.unread, ""]
    assert all(ok for _, ok, _ in store.check())


@ON_BOTH
@example(note="\U0001d6e2", typed="\U0001d6e2")  # a capital letter only once it is taken apart
@given(note=ANY_TEXT, typed=ANY_TEXT | st.text("\"*()^:-+ ANDORNEAR'&|!<>\\", max_size=12))
def test_nothing_that_is_typed_is_refused_and_every_word_is_found_by_its_beginning(
    store: SqlStore, note: str, typed: str
) -> None:
    case = noted(store, note)
    with store.read() as work:
        work.find_text(typed, 5)
        for word in text_words(note):
            beginning = word[: max(3, len(word) - 1)]
            for one in (word, beginning, f'"{word}"'):
                assert [h for h in work.find_text(one, 500) if h.case_id == case.id], one
                assert [h for h in work.find_text(one, 500, case.id) if h.fact_id], one
        here = {hit.fact_id for hit in work.find_text(typed, 500) if hit.case_id == case.id}
        assert here == {hit.fact_id for hit in work.find_text(typed, 500, case.id)}


NAMES = (
    "Łukasz Żółć", "Élodie O’Neill-Grant", "Иван Петров", "محمد علي", "王小明", "สมชาย", "प्रिया शर्मा", "Ngũgĩ", "Þóra",
    "ქეთევან",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_script_are_found_by_their_beginning(store: SqlStore, name: str) -> None:
    assert len(text_words(name.replace("-", ""))) == len(name.split())  # never cut at a mark
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work, of=child(name.split()[-1], name.split()[0]))
        work.add_fact(case.id, NewFact("note", DAY, note=f"Spoke with {name}."))
        add_case(work, of=child("Ames", "Ada"))
    with store.read() as work:
        for word in name.split():
            for typed in (word, word[: len(word) // 2 + 1]):
                assert list(work.case_ids(CaseQuery(DAY, Scope.ALL, search=typed))) == [case.id], typed
                assert [hit.case_id for hit in work.find_text(typed, 5)] == [case.id], typed


def test_cases_loaded_in_bulk_are_found_like_others(store: SqlStore) -> None:
    with store.write("Joy Addo", NOW) as work:
        kept = work.add_child(child("Quill", "Ada"))
        facts = ((NewFact("note", DAY, note="taxi"), NOW, "Joy Addo"), (NewFact("note", DAY), NOW, "Joy Addo"))
        people = (Contactable(0, 0, "Maeve Okafor", "mother", "07700 900123"),)
        work.add_cases_in_bulk([
            Loaded("A-1", kept, _SUMMARY, facts=facts),
            Loaded("A-2", kept, _SUMMARY, people=people),
            Loaded("A-3", replace(child("Twice"), id=-1), _SUMMARY, people=people),
            Loaded("A-4", replace(child("Twice"), id=-1), _SUMMARY),
        ])  # fmt: skip
    with store.read() as work:
        assert [hit.ref for hit in work.find_text("taxi", 5)] == ["A-1"]
        assert len(work.case_ids(CaseQuery(DAY, Scope.ALL, search="maeve"))) == 4
    assert ("search", True, "1 entries with words, every one of them found") in store.check()


def test_what_is_forgotten_leaves_no_word_behind(store: SqlStore) -> None:
    gone = noted(store, "a word like xylophone")
    noted(store, "xylophone of another case")
    with store.write("Joy Addo", NOW) as work:
        work.add_document(gone.id, "zither.txt", "text/plain", b"a", DocumentText("marimba"))
        for _ in range(2):
            work.forget_words(gone.id)
    with store.read() as work:
        assert found(work, "xylophone") == ["xylophone of another case"]
        assert found(work, "zither") == found(work, "marimba") == []
        assert not work.case_ids(CaseQuery(DAY, Scope.ALL, search=gone.ref))
    with store.connection() as connection:
        if store.is_file:
            pages = connection.exec_driver_sql("SELECT block FROM document_words_data").scalars().all()
            assert not any(b"zither" in page or b"marimba" in page for page in pages)
        assert connection.exec_driver_sql("SELECT count(*) FROM document_texts").scalar() == 0


@pytest.mark.parametrize("table", ["fact_words", "document_words", "case_words"])
def test_an_index_that_differs_is_said_and_made_again(store: SqlStore, table: str) -> None:
    case = noted(store, "xylophone")
    with store.write("Joy Addo", NOW) as work:
        work.add_document(case.id, "zither.txt", "text/plain", b"a")
    assert all(ok for _, ok, _ in store.check())
    with store.connection(write=True) as connection:
        file = store.is_file and table != "case_words"
        connection.exec_driver_sql(
            f"INSERT INTO {table}({table}) VALUES ('delete-all')" if file else f"DELETE FROM {table}"
        )
    assert [name for name, ok, _ in store.check() if not ok] == ["search"]
    told: list[tuple[int, int, str]] = []
    with store.write("Joy Addo", NOW) as work:
        work.rebuild_search(lambda *step: told.append(step))
    assert all(ok for _, ok, _ in store.check())
    assert told and all(done <= total for done, total, _ in told)
    with store.read() as work:
        assert found(work, "xylo") == ["xylophone"]


@pytest.mark.timeout(60)
def test_children_said_to_be_themselves_or_each_other_are_indexed_and_checked_to_an_end(store: SqlStore) -> None:
    """The desk points to an older child only; what another program wrote must not keep a check from ending."""
    cases = [noted(store, "xylophone") for _ in range(3)]
    alone, one, other = (case.child.id for case in cases)
    with store.write("Joy Addo", NOW) as work:
        for case, name in zip(cases, ("Ada", "Berta", "Clara"), strict=True):
            work.add_contactable(Contactable(0, case.child.id, name, "mother"))
    with store.connection(write=True) as connection:
        for child_id, same_as in ((alone, alone), (one, other), (other, one)):
            connection.exec_driver_sql(f"UPDATE children SET same_as = {same_as} WHERE id = {child_id}")
    with store.write("Joy Addo", NOW) as work:
        work.rebuild_search()
    assert all(ok for _, ok, _ in store.check())
    with store.read() as work:
        found = {case.id: set(work.case_ids(CaseQuery(DAY, Scope.ALL, search=name)))
                 for case, name in zip(cases, ("Ada", "Berta", "Clara"), strict=True)}  # fmt: skip
    together = {cases[1].id, cases[2].id}
    assert found == {cases[0].id: {cases[0].id}, cases[1].id: together, cases[2].id: together}


def test_an_older_record_is_searched_after_it_is_brought_up_to_date(make_database: Callable[[], str]) -> None:
    url = make_database()
    before = open_store(url)
    noted(before, "xylophone", ref="OLD-1")
    with before.connection(write=True) as connection:
        connection.exec_driver_sql("DELETE FROM case_words")
    before.close()
    make_old_schema(url)
    migrate(url)
    store = open_store(url)
    with store.read() as work:
        assert [hit.ref for hit in work.find_text("xylophone", 5)] == ["OLD-1"]
        assert len(work.case_ids(CaseQuery(DAY, Scope.ALL, search="old-1"))) == 1
    assert all(ok for _, ok, _ in store.check())
    store.close()


def test_what_a_decision_or_a_line_of_the_plan_says_is_found_not_only_its_note(store: SqlStore) -> None:
    said = {
        "did": "not_to",
        "what": "Hold an early review",
        "by": "Ruth Castellan",
        "evidence": "The therapist's letter",
    }
    with store.write("Joy Addo", NOW) as work:
        case = add_case(work)
        decision = work.add_fact(case.id, NewFact("decision", DAY, said, "In five weeks there is one."))
    with store.read() as work:
        for typed in ("early review", "castellan", "therapist's letter", "five weeks"):
            assert [hit.fact_id for hit in work.find_text(typed, 5)] == [decision.id], typed
        assert work.find_text("not_to", 5) == [], "a code is not a word anybody wrote"


def test_an_appeal_is_found_by_its_number_and_by_who_answers_for_the_council(store: SqlStore) -> None:
    said = {"number": "EH313/26/00123", "type": "cease", "officer": "Ruth Castellan", "representative": "Ama Osei"}
    with store.write("Joy Addo", NOW) as work:
        registered = work.add_fact(add_case(work).id, NewFact("appeal_registered", DAY, said))
    with store.read() as work:
        for typed in ("EH313/26/00123", "castellan", "osei"):
            assert [hit.fact_id for hit in work.find_text(typed, 5)] == [registered.id], typed
