"""The pick-up sheet is one page whatever the record holds, and says what it had to leave out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ehcp_desk.domain.papers import (
    Awaited,
    LastItem,
    NextLimit,
    PersonToRing,
    PickUpSheet,
    Promised,
    SaidBy,
    StripFigure,
)
from ehcp_desk.domain.wording import Mark
from ehcp_desk.reports.handover import pick_up_document
from ehcp_desk.reports.html import render_html
from ehcp_desk.reports.pdf import page_count, render_pdf
from tests.reports.reading import Outline, flowing, pages, type_sizes
from tests.reports.sample_head import LARGE_PRINT
from tests.reports.sample_pick_up import pick_up


def read(value: PickUpSheet) -> str:
    (page,) = pages(pick_up_document(value))
    return flowing(page)


def stressed(words: int, entries: int) -> PickUpSheet:
    """A sheet in which every part is as long as it could be."""
    passage = "A sentence that somebody wrote in a hurry. " * words
    return pick_up(
        before_you_ring=passage,
        banners=tuple(f"Banner {n}: {passage}" for n in range(entries)),
        decides=passage,
        speaks=passage,
        deadlines=tuple(
            NextLimit(f"Duty {n} {passage}", "30 October", Mark.OVERDUE, "overdue by 412 days", passage)
            for n in range(entries)
        ),
        waiting=tuple(Awaited(f"Answer {n} {passage}", passage, "4 November") for n in range(entries)),
        promises=tuple(Promised(f"Promise {n} {passage}", "by 3 November", passage) for n in range(entries)),
        people=tuple(PersonToRing(f"Person {n} {passage}", passage, "01632 960118") for n in range(entries)),
        contacts=tuple(LastItem("22 September", passage, "phone") for _ in range(entries)),
        events=tuple(LastItem("22 September", passage, "document 3") for _ in range(entries)),
        in_their_words=tuple(SaidBy(f"Child {n}", passage) for n in range(entries)),
        handover=tuple(SaidBy(f"Question {n}", passage) for n in range(entries)),
        last_decision=passage,
        risks=passage,
        challenges=passage,
        placement=passage,
    )


def test_the_sheet_of_the_design_fits_with_everything_on_it() -> None:
    text = read(pick_up())
    assert "Left out" not in text
    for told in ("Week 19 of 20", "12 days left", "Last five contacts", "Ama Osei: report due Friday", "07700 900412"):
        assert told in text


def test_it_is_read_in_the_order_a_newcomer_needs() -> None:
    text = read(pick_up())
    order = (
        "Maisie Farrowdale", "Caseworker Joy Addo", "Before you ring:", "Final plan: by 11 November",
        "Next three deadlines", "Waiting for", "Promised and waiting", "People to ring", "Last five contacts",
        "Last five events", "In their words", "Handover note", "Last decision:", "Open challenge", "Risks:",
    )  # fmt: skip
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_banners_who_decides_and_language_come_before_everything_else() -> None:
    value = pick_up(
        banners=("Safety of staff or family: visit in twos",),
        decides="The young person",
        speaks="speaks Polish, large print",
        people=(PersonToRing("Jo Farrowdale", "Mother, parental responsibility (Birth), Polish, interpreter",
                             "07700 900412, 01632 960007, jo@example.org, do not leave messages"),),
    )  # fmt: skip
    order = ("Before you ring: Safety of staff or family: visit in twos. text first", "Who decides: The young person.",
             "Language and communication: speaks Polish, large print.", "Next three deadlines")  # fmt: skip
    for text in (read(value), " ".join(Outline(render_html(pick_up_document(value))).text.split())):
        places = [text.index(words) for words in order]
        assert places == sorted(places)
        for told in ("parental responsibility (Birth)", "01632 960007", "do not leave messages"):
            assert told in text


def test_the_oldest_contacts_go_first_and_the_sheet_says_so() -> None:
    text = read(pick_up(risks="attendance is falling since September. " * 5))
    assert "Left out to keep to one page: 2 oldest contacts, 2 oldest events. The whole" in text
    assert "The whole is in the record." in text
    assert "Ama Osei: report due Friday" not in text
    assert "Larkspur can meet need" in text
    assert "Jo reads at night" in text


def test_newest_contacts_are_kept_before_older_ones() -> None:
    for extra in range(1, 12):
        text = read(pick_up(in_their_words=(SaidBy("Jo", "“word” " * 12 * extra),)))
        shown = [item.words in text for item in pick_up().contacts]
        assert shown == sorted(shown, reverse=True)


@pytest.mark.parametrize(("words", "entries"), [(1, 3), (4, 5), (30, 12), (200, 40)])
def test_it_is_one_page_under_stress(words: int, entries: int) -> None:
    document = pick_up_document(stressed(words, entries))
    assert page_count(document) == 1
    text = flowing(pages(document)[0])
    assert "Left out to keep to one page:" in text
    assert text.count("overdue by 412 days") == 3


@pytest.mark.parametrize(("words", "entries"), [(1, 3), (4, 5), (30, 12), (200, 40)])
def test_in_large_print_it_takes_up_to_four_pages_and_no_word_is_smaller(
    words: int, entries: int, tmp_path: Path
) -> None:
    document = pick_up_document(replace(stressed(words, entries), head=LARGE_PRINT))
    render_pdf(document, tmp_path / "p.pdf")
    assert min(type_sizes(tmp_path / "p.pdf")) >= 16
    assert 2 <= page_count(document) <= 4
    text = flowing(" ".join(pages(document)))
    assert ("Left out to keep to four pages:" in text) is (words > 1)
    assert text.count("overdue by 412 days") == 3


def test_an_ordinary_case_in_large_print_leaves_nothing_out(tmp_path: Path) -> None:
    render_pdf(pick_up_document(pick_up(head=LARGE_PRINT)), tmp_path / "p.pdf")
    assert min(type_sizes(tmp_path / "p.pdf")) >= 16
    text = flowing(" ".join(pages(pick_up_document(pick_up(head=LARGE_PRINT)))))
    assert all(item.words in text for item in (*pick_up().contacts, *pick_up().events)) and "Left out" not in text


def test_words_without_a_space_do_not_push_it_over() -> None:
    endless = "W" * 200
    value = pick_up(
        child=endless,
        who=endless,
        responsible=endless,
        before_you_ring=endless,
        people=(PersonToRing(endless, endless, "01632 960118"),),
        handover=(SaidBy(endless, endless),),
        risks=endless,
    )
    assert page_count(pick_up_document(value)) == 1


def test_letters_that_cannot_be_printed_do_not_push_it_over() -> None:
    value = pick_up(in_their_words=(SaidBy("小明", "我喜欢我的小屋。" * 30),))
    text = read(value)
    assert "not in this paper’s type" in text


def test_a_list_that_was_shortened_is_never_called_empty() -> None:
    text = flowing(" ".join(pages(pick_up_document(replace(stressed(200, 40), head=LARGE_PRINT)))))
    for claim in ("wait for no advice", "Nothing is owed", "Nobody is recorded", "No handover note"):
        assert claim not in text


def test_what_is_late_says_so_in_words_on_paper_and_page() -> None:
    owed = Promised("Where is the visit?", "13 October 2026", "A reply to Jo", Mark.OVERDUE, "overdue by 17 days")
    value = pick_up(promises=(owed,))
    for text in (read(value), " ".join(Outline(render_html(pick_up_document(value))).text.split())):
        assert "overdue by 17 days" in text and "13 October 2026" in text


def test_a_new_case_says_what_is_not_there() -> None:
    bare = pick_up(
        strip=None, deadlines=(), waiting=(), promises=(), people=(), contacts=(), events=(), in_their_words=(),
        handover=(), handover_by="", placement="", last_decision="", challenges="", risks="", before_you_ring="",
    )  # fmt: skip
    text = read(bare)
    for told in (
        "No time limit is running.", "We wait for no advice.", "Nothing is owed to anybody.", "Nobody is recorded.",
        "Nobody has been in touch yet.", "No handover note has been written.", "Last decision: none recorded.",
    ):  # fmt: skip
        assert told in text


def test_captions_too_long_for_one_row_run_on() -> None:
    captions = tuple(f"Caption {n} that goes on for a good while and then some" for n in range(5))
    text = read(pick_up(strip=StripFigure((), captions=captions)))
    for caption in captions:
        assert caption in text


def test_its_web_twin_speaks_the_strip() -> None:
    text = Outline(render_html(pick_up_document(pick_up()))).text
    assert "Week 19 of 20. Decision to assess met 5 days early." in text
