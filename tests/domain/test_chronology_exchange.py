"""What comes back from the other side: every row accounted for, nothing guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.chronology_exchange import MergedRow, ReturnedRow, as_sent, entry_id, merge, read_again, sent_row
from ehcp_desk.domain.chronology_marks import MARK, PROPOSED
from ehcp_desk.domain.papers import ChronologyLine
from ehcp_desk.domain.record import RecordedFact

REF, TODAY = "SEN/26118", date(2026, 10, 30)
LINES = tuple(
    ChronologyLine(n, date(2026, n, 3), event, "Letter", entry=n * 10)
    for n, event in enumerate(
        ("It was asked for.", "It was “refused”.", "A meeting was held.", "A meeting was held."), 1
    )
)


def row(line: ChronologyLine, number: int = 2, **changes: str) -> ReturnedRow:
    given_id, day, event, source, *_ = sent_row(REF, line)
    return replace(ReturnedRow(number, given_id, day, event, source), **changes)  # type: ignore[arg-type]


def merged(*rows: ReturnedRow, before: tuple[RecordedFact, ...] = ()) -> tuple[MergedRow, ...]:
    return merge(REF, "the parents", TODAY, rows, LINES, before)[0]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("agree", "agreed"), (" Agreed. ", "agreed"), ("YES", "agreed"), ("Not agreed", "disputed"), ("disagree", "disputed"),
     ("", "unanswered"), ("see my letter", "held")],
)  # fmt: skip
def test_answers_are_read_as_people_write_them(answer: str, outcome: str) -> None:
    (found,) = merged(row(LINES[0], answer=answer))
    assert (found.outcome, found.entry) == (outcome, 10)


def test_what_word_does_to_quotation_marks_and_spaces_changes_nothing() -> None:
    (found,) = merged(row(LINES[1], answer="agree", event='It was  "refused" .'))
    assert (found.outcome, found.reason) == ("agreed", "")


@pytest.mark.parametrize("answer", ["", "agree", "dispute", "perhaps"])
def test_words_under_a_heading_that_was_not_sent_are_held_and_shown(answer: str) -> None:
    (found,) = merged(replace(row(LINES[0], answer=answer, says="We rang."), beside=(("Comments", "This is false"),)))
    assert (found.outcome, found.entry, found.says) == ("held", 10, "We rang. Comments: This is false")
    assert "'Comments'" in found.reason
    (added,) = merged(ReturnedRow(9, date="3 October 2026", event="We wrote", beside=(("", "twice"),)))
    assert (added.outcome, added.says) == ("held", "We wrote twice") and "a column without a heading" in added.reason


def test_our_own_words_under_a_heading_that_was_typed_over_are_not_theirs() -> None:
    given = replace(row(LINES[1], id="", source="", answer="agree"),
                    beside=(("Our source", "Letter"), ("No.", entry_id(REF, 20)), ("Day", "3 February 2026")))  # fmt: skip
    assert merged(given)[0].outcome == "agreed"
    assert merged(replace(given, beside=(("Our source", "Letter, page 4"),)))[0].outcome == "held"


def test_a_file_whose_answers_have_no_column_leaves_none_unanswered() -> None:
    silent = replace(row(LINES[0]), asked=False)
    added = ReturnedRow(9, date="3 October 2026", event="We wrote", asked=False)
    assert [r.outcome for r in merged(silent, replace(silent, row=3, says="No."), added)] == [
        "held",
        "held",
        "proposed",
    ]
    assert "'Agree or dispute'" in merged(silent)[0].reason


def test_agreement_to_words_they_changed_is_a_dispute_with_their_words() -> None:
    (found,) = merged(row(LINES[0], answer="agree", event="It was asked for twice."))
    assert (found.outcome, found.says) == ("disputed", "It was asked for twice.")
    assert "no agreement to ours" in found.reason


@pytest.mark.parametrize(
    ("written", "outcome"),
    [("3 Jan 2026", "agreed"), ("03-Jan-26", "agreed"), ("2026-01-03", "agreed"), ("Saturday 3 January 2026", "agreed"),
     ("3/1/26", "agreed"), ("", "agreed"), ("3 December 2025", "disputed"), ("about 3 January 2026", "disputed"),
     ("in the new year", "held"), ("46025", "held")],
)  # fmt: skip
def test_agreement_to_a_day_they_changed_is_none_to_ours(written: str, outcome: str) -> None:
    (found,) = merged(row(LINES[0], answer="agree", date=written))
    assert (found.outcome, found.entry) == (outcome, 10)
    if outcome == "disputed":
        assert found.says == f"{written}: It was asked for." and "the date" in found.reason
    if outcome == "held":
        assert written in found.reason


def test_about_a_day_is_another_day_than_the_day() -> None:
    line = replace(LINES[0], approximate=True)
    given = row(line, answer="agree")
    assert given.date.startswith("about")
    for written, outcome in ((given.date, "agreed"), ("ABOUT 3 Jan 2026", "agreed"), ("3 January 2026", "disputed")):
        (found,), _ = merge(REF, "the parents", TODAY, [replace(given, date=written)], [line], ())
        assert found.outcome == outcome, written


def test_a_day_they_changed_without_an_answer_is_held_and_not_lost() -> None:
    (found,) = merged(row(LINES[0], date="3 February 2026"))
    assert found.outcome == "held" and "the date" in found.reason


def test_a_dispute_keeps_the_day_the_words_and_the_source_they_wrote_over_ours() -> None:
    (found,) = merged(row(LINES[0], answer="dispute", date="3 February 2026", source="Our diary"))
    assert (found.outcome, found.says, found.source) == ("disputed", "3 February 2026: It was asked for.", "Our diary")
    (found,) = merged(row(LINES[0], answer="dispute", date="3 February 2026", says="Later", their_source="Log"))
    assert (found.says, found.source) == ("Later", "Log")


def test_agreement_with_another_source_than_ours_is_held() -> None:
    (found,) = merged(row(LINES[0], answer="agree", source="Email of 1 June 2026"))
    assert found.outcome == "held" and "the source" in found.reason
    assert merged(row(LINES[0], answer="agree", source="letter."))[0].outcome == "agreed"


def test_agreement_to_an_entry_whose_words_were_struck_out_is_held() -> None:
    (found,) = merged(row(LINES[0], answer="agree", event=" "))
    assert found.outcome == "held" and "taken out" in found.reason


def test_only_words_left_out_of_the_copy_they_had_are_taken_for_ours() -> None:
    copy = sent_row(REF, replace(LINES[0], event="It was [removed: third person].", source="[removed: third person]"))
    sent = {10: [as_sent(copy)]}

    def back(**changes: str) -> MergedRow:
        given = replace(ReturnedRow(2, copy[0], copy[1], copy[2], copy[3], "agree"), **changes)  # type: ignore[arg-type]
        return merge(REF, "the father", TODAY, [given], LINES, (), sent)[0][0]

    assert (back().outcome, back().reason) == ("agreed", "their copy had words left out")
    for other in ("[removed: x]", "It was [removed: third person] for.", "[removed: third person]"):
        assert back(event=other).outcome == "held", other
    assert back(source="[removed: x]").outcome == "held"
    assert back(event="It was refused [removed: third person].").outcome == "held"
    (unsent,) = merged(row(LINES[0], answer="agree", event="It was [removed: third person]."))
    assert unsent.outcome == "held" and "left out" in unsent.reason


def test_words_as_they_were_sent_are_ours_although_the_record_words_them_otherwise_now() -> None:
    before = sent_row(REF, replace(LINES[0], event="It was asked.", source="Case record, entry 10"))
    given = ReturnedRow(2, before[0], before[1], before[2], before[3], "agree")
    (found,), _ = merge(REF, "the parents", TODAY, [given], LINES, (), {10: [as_sent(before)]})
    assert (found.outcome, found.reason) == ("agreed", "")


def test_a_file_read_before_takes_back_nothing_said_since() -> None:
    at = datetime(2026, 10, 30, tzinfo=UTC)
    marked = Fact(MARK, TODAY, {"entry": "10", "mark": "agreed", "by": "the parents"})
    later = Fact(MARK, TODAY, {"entry": "20", "mark": "disputed", "by": "the parents"})
    before = (RecordedFact(50, 1, marked, at, "Bea"), RecordedFact(51, 1, later, at, "Bea"))
    again = read_again(merged(row(LINES[0], answer="agree"), row(LINES[1], 3, answer="agree"), row(LINES[2], 4),
                              ReturnedRow(9, date="3 May 2026", event="We rang"), before=before))  # fmt: skip
    assert [r.outcome for r in again] == ["unchanged", "held", "unanswered", "held"]
    assert "read before" in again[1].reason


def test_words_without_an_answer_and_changed_words_without_one_are_held() -> None:
    assert [r.outcome for r in merged(row(LINES[0], says="Later"), row(LINES[1], 3, event="Other"))] == ["held", "held"]


def test_an_entry_answered_twice_counts_once_where_the_answers_are_the_same_and_is_held_where_not() -> None:
    same = merged(row(LINES[0], 2, answer="agree"), row(LINES[0], 3, answer="yes"))
    assert [r.outcome for r in same] == ["agreed", "unchanged"]
    clash = merged(row(LINES[0], 2, answer="agree"), row(LINES[0], 3, answer="no"))
    assert [r.outcome for r in clash] == ["held", "held"]


@pytest.mark.parametrize("given_id", [entry_id("SEN/1", 10), "E10", "zzz", entry_id(REF, 99)])
def test_an_id_that_is_not_of_this_chronology_is_held(given_id: str) -> None:
    (found,) = merged(row(LINES[0], answer="agree", id=given_id))
    assert found.outcome == "held" and found.reason


def test_an_id_taken_out_is_found_again_by_the_words_and_the_date() -> None:
    assert merged(row(LINES[0], answer="agree", id=""))[0].entry == 10
    assert merged(row(LINES[3], answer="agree", id=""))[0].entry == 40
    (unclear,) = merged(row(LINES[3], answer="agree", id="", date="in spring"))
    assert unclear.outcome == "held"


def test_a_row_of_theirs_waits_to_be_let_in_with_its_date_and_source() -> None:
    (found,) = merged(ReturnedRow(9, date="about 3 May 2026", event="We rang three times", their_source="Call log"))
    assert (found.outcome, found.on, found.approximate) == ("proposed", date(2026, 5, 3), True)
    assert (found.says, found.source) == ("We rang three times", "Call log")


@pytest.mark.parametrize(
    "changes", [{"date": "sometime", "event": "x"}, {"date": "3 May 2027", "event": "x"}, {"their_source": "log"}]
)
def test_a_row_of_theirs_without_a_day_or_words_is_held(changes: dict[str, str]) -> None:
    (found,) = merged(ReturnedRow(9, **changes))
    assert found.outcome == "held" and found.reason


def test_the_same_file_again_changes_nothing() -> None:
    at = datetime(2026, 10, 30, tzinfo=UTC)
    marked = Fact(MARK, TODAY, {"entry": "10", "mark": "agreed", "by": "the parents"})
    proposed = Fact(PROPOSED, date(2026, 5, 3), {"by": "the parents", "says": "We rang"})
    before = (RecordedFact(50, 1, marked, at, "Bea"), RecordedFact(51, 1, proposed, at, "Bea"))
    rows = (row(LINES[0], answer="agree"), ReturnedRow(9, date="3 May 2026", event="We rang"))
    assert [r.outcome for r in merged(*rows, before=before)] == ["unchanged", "unchanged"]


def test_entries_that_did_not_come_back_are_named() -> None:
    _, missing = merge(REF, "the parents", TODAY, [row(LINES[0])], LINES, ())
    assert [entry for entry, _, _ in missing] == [20, 30, 40]


_TEXT = st.text(alphabet="adegiprstuonyxEM10-39 /", max_size=12)


@given(
    st.lists(st.builds(ReturnedRow, st.integers(1, 99), _TEXT, _TEXT, _TEXT, _TEXT, _TEXT, _TEXT, _TEXT), max_size=8)
)
def test_whatever_comes_back_every_row_has_one_outcome(rows: list[ReturnedRow]) -> None:
    found, missing = merge(REF, "the parents", TODAY, rows, LINES, ())
    assert [r.row for r in found] == [r.row for r in rows]
    known = {"agreed", "disputed", "unanswered", "unchanged", "proposed", "held"}
    assert all(r.outcome in known for r in found)
    answered = [r.entry for r in found if r.outcome in ("agreed", "disputed")]
    assert len(answered) == len(set(answered)), "an entry is never answered twice"
    assert {entry for entry, _, _ in missing} | {r.entry for r in found} >= {line.entry for line in LINES}
