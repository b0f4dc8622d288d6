"""What a chronology says: sources, late entries, disputes, limits, and the honest short version."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ehcp_desk.domain.papers import Chronology, ChronologyLine, LineMark, LineNote, PartyAnswer
from ehcp_desk.reports.chronology import chronology_document
from ehcp_desk.reports.pdf import page_count
from tests.reports.reading import flowing, pages
from tests.reports.sample_chronology import chronology, long_chronology
from tests.reports.sample_head import LARGE_PRINT


def read(value: Chronology) -> str:
    return flowing(" ".join(pages(chronology_document(value))))


def test_lines_stand_in_order_with_number_date_event_source_and_page() -> None:
    text = read(chronology())
    for told in (
        "2 9 February 2026 Mrs Tamworth asked the council by email",
        "clock starts. Email D1, page 3 3 16 February 2026",
        "Tell the parent by 5 November 2026; final plan, if one is made, by 28 January 2027. Order D15, pages 53 to 58",
    ):
        assert told in text
    starts = [text.index(f"{line.event[:40]}") for line in chronology().lines]
    assert starts == sorted(starts)


def test_a_late_entry_says_when_it_was_written_up_how_much_later_and_by_whom() -> None:
    assert "Written up on 24 March 2026, 5 days later, by Ruth Castellan." in read(chronology())


def test_disputes_allegations_and_approximate_dates_have_their_own_line_under_the_event() -> None:
    text = read(chronology())
    assert "three other days. Disputed: the school records two days, the parent five." in text
    assert "Alleged by the parent. Date approximate." in text
    assert "about mid-January 2026" in text


def test_an_approximate_date_is_called_about_once() -> None:
    line = ChronologyLine(1, date(2026, 1, 10), "A meeting was held.", "Note", approximate=True)
    text = read(chronology(lines=(line,)))
    assert "about 10 January 2026" in text
    assert text.count("Date approximate.") == 1


def test_the_key_explains_the_marks_that_are_used_and_no_others() -> None:
    line = ChronologyLine(1, date(2026, 1, 10), "A.", "Note", notes=(LineNote(LineMark.DISPUTED, "Disputed: b."),))
    text = read(chronology(lines=(line,)))
    assert "marks a fact in dispute." in text
    assert "Every line was written up within 2 working days." in text
    assert "an allegation" not in text
    assert "more than 2 working days later" not in text


def test_a_chronology_with_late_entries_never_claims_that_every_line_was_timely() -> None:
    text = read(chronology())
    assert "marks an entry written up more than 2 working days later" in text
    assert "Every line was written up" not in text


def test_both_sides_keep_what_is_to_be_known_of_each_entry() -> None:
    """The key says what marks an entry written up late; without the mark every fact read as written up in time."""
    text = read(chronology(both_sides=True))
    assert "Written up on 24 March 2026, 5 days later, by Ruth Castellan." in text
    assert "about mid-January 2026" in text and "Date approximate." in text
    assert "Disputed: the school records two days" in text, "the entry itself says so, no answer does"
    answer = PartyAnswer("the parent", LineMark.AGREED)
    notes = LineNote(LineMark.CORRECTED, "Corrected: b."), LineNote(LineMark.AGREED, "Agreed.", answered=True)
    late = ChronologyLine(1, date(2026, 1, 5), "A.", "", recorded_on=date(2026, 3, 1), answers=(answer,), notes=notes)
    text = read(chronology(lines=(late,), both_sides=True))
    assert "Agreed facts" in text and "Written up on 1 March 2026" in text
    assert (
        "Corrected: b." in text
        and "Agreed." not in text
        and "that both sides agree" not in text
        and "no source recorded" in text
    )


def test_the_day_it_shows_stands_on_one_line_of_every_head() -> None:
    _first, second, *_ = pages(chronology_document(replace(long_chronology(60), both_sides=True)))
    head = second.splitlines()[:3]
    assert any(f"agreed and disputed. As at {chronology().head.as_at}" in line for line in head), head


def test_a_line_without_a_source_says_so() -> None:
    line = ChronologyLine(1, date(2026, 1, 10), "A meeting was held.", "")
    assert "no source recorded" in read(chronology(lines=(line,)))


def test_each_limit_shows_its_law_its_last_day_what_was_done_and_its_state() -> None:
    text = read(chronology())
    limits = text[text.index("Time limits and what was done") :]
    assert "Tell the parent whether we will assess SEND Regulations 2014 reg 5(1) 23 March 2026" in limits
    assert "Told on 26 March 2026. Line 6 met 3 days late" in limits
    assert "5 November 2026 Nothing is recorded. Line 10 6 days left" in limits
    assert "limit lifted Exceptional personal circumstances, from 20 August 2026, document 14." in limits
    assert "Review the plan within 12 months no plan has been made" in limits
    for key in ("met in time", "met late", "due in 14 days or fewer", "limit lifted"):
        assert key in limits
    assert "overdue" not in limits


def test_an_empty_chronology_is_a_page_that_says_so() -> None:
    text = read(chronology(lines=(), limits=(), unknown=()))
    assert "Nothing has been recorded on this case yet" in text
    assert "How to read it" not in text
    assert "Page 1 of 1" in text


def test_what_a_recipient_may_not_see_is_said_to_be_left_out() -> None:
    assert "Left out 2 lines that name another child." in read(chronology(withheld="2 lines that name another child."))


def test_the_one_page_version_holds_the_key_dates_under_their_own_numbers() -> None:
    text = read(chronology(one_page=True))
    assert "Chronology, key dates" in text
    assert "4 of the 10 lines of the full version" in text
    assert "10 22 October 2026 The Tribunal ordered" in text
    assert "Adviser’s email" not in text


@pytest.mark.parametrize("count", [1, 12, 60, 900])
def test_the_one_page_version_is_one_page_and_counts_what_it_shows(count: int) -> None:
    every = tuple(replace(line, key_date=True) for line in long_chronology(count).lines)
    document = chronology_document(chronology(lines=every, one_page=True))
    assert page_count(document) == 1
    text = flowing(pages(document)[0])
    shown = sum(f"Entry {n} of the record" in text for n in range(1, count + 1))
    assert f"{shown} of the {count} lines of the full version" in text
    assert shown >= min(count, 8)


def test_the_one_page_version_keeps_lines_that_answer_a_limit_longest() -> None:
    lines = tuple(
        replace(line, key_date=True, recorded_on=None, limit="Limit: 1 May 2026. Met." if line.number == 3 else "")
        for line in long_chronology(80).lines
    )
    text = flowing(pages(chronology_document(chronology(lines=lines, one_page=True)))[0])
    assert "Entry 3 of the record" in text
    assert "Entry 2 of the record" not in text


def test_the_one_page_version_is_one_page_in_large_print_too() -> None:
    assert page_count(chronology_document(chronology(one_page=True, head=LARGE_PRINT))) == 1


def test_an_unsealed_journal_is_not_given_a_seal() -> None:
    text = read(chronology(head=replace(chronology().head, seal="", seal_day=None)))
    assert "Not sealed: the journal is empty" in text
