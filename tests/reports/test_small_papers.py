"""The proof of a date and a list on paper."""

from __future__ import annotations

from dataclasses import replace

from ehcp_desk.domain.small_papers import ListPaper, ListSection, ListsPaper, ProofPaper
from ehcp_desk.reports import list_document, lists_document, proof_document, render_html
from ehcp_desk.reports.pdf import compose
from tests.reports.reading import Outline, flowing, pages
from tests.reports.sample_head import HEAD

LIST = ListPaper(
    HEAD,
    "My day",
    "Joy Addo, Friday 30 October 2026. Most urgent by law first.",
    ("Child", "Reference", "What is due", "Days"),
    (False, False, False, True),
    (("Overdue: 1",), ("Maisie Farrowdale", "SEN/26118", "Send the final plan", "3"), ("Next 14 days: 0",)),
    "Joy Addo",
)
PROOF = ProofPaper(
    HEAD,
    "Send the final plan by 11 November 2026",
    "Maisie Farrowdale, SEN/26118",
    "SEN/26118",
    (
        ("What it starts with", "Request received on Wednesday 24 June 2026 (day 0)."),
        ("Count", "20 × 7 = 140 days."),
    ),
    "Joy Addo",
)


def test_a_proof_is_numbered_steps_in_order() -> None:
    text = flowing(" ".join(pages(proof_document(PROOF))))
    assert "1. What it starts with Request received on Wednesday 24 June 2026 (day 0). 2. Count 20 × 7" in text
    assert Outline(render_html(proof_document(PROOF))).headings == [
        ("h1", "Send the final plan by 11 November 2026"),
        ("h2", "1. What it starts with"),
        ("h2", "2. Count"),
    ]


def test_a_list_keeps_its_order_its_groups_and_its_columns() -> None:
    text = flowing(" ".join(pages(list_document(LIST))))
    assert "Child Reference What is due Days Overdue: 1 Maisie Farrowdale SEN/26118 Send the final plan 3" in text
    outline = Outline(render_html(list_document(LIST)))
    assert outline.misnested == []
    groups = [attrs for tag, attrs in outline.tags if tag == "th" and attrs.get("scope") == "rowgroup"]
    assert [attrs["colspan"] for attrs in groups] == ["4", "4"]


def test_a_group_is_never_parted_from_its_first_row() -> None:
    row = LIST.rows[1]
    for before in range(10, 60):
        rows = (*((row,) * before), ("Overdue: 1",), row)
        last = [page.placed[-1][1] for page in compose(list_document(replace(LIST, rows=rows))).pages]
        assert not any(piece.keep for piece in last)


def test_empty_lists_and_odd_rows_still_print() -> None:
    assert "There is nothing on this list." in pages(list_document(replace(LIST, rows=())))[0]
    odd = replace(LIST, rows=(("only", "two"), ("a", "b", "c", "d", "too many")))
    text = flowing(pages(list_document(odd))[0])
    assert "only two – –" in text
    assert "a b c d" in text


def test_no_word_of_a_list_of_many_columns_is_parted() -> None:
    """Found on an escalation pack: “Mothe r”, “SEN/23-14 307”."""
    columns = ("Child", "Reference", "What it is about", "Theme", "Complaint", "Stage", "By", "Received", "Answer due", "Limit",
               "Procedure", "How it stands", "Answers for it")  # fmt: skip
    row = ("Jasmine MacAvoy", "SEN/23-14307", "Nobody answered", "Delay", "C-9", "Stage 1", "Grandmother", "20 October 2026",
           "3 November 2026", "10 working days", "Corporate complaints", "overdue by 19 days", "Maren Kershaw")  # fmt: skip
    section = ListSection("Complaints", "", columns, (False,) * len(columns), (row,))
    document = lists_document(ListsPaper(HEAD, "Escalation pack", "One case.", (section,), "Joy Addo"))
    set_words = [text for page in compose(document).pages for _, piece in page.placed for *_, text in piece.words]
    for cell in (*columns, *row):
        for word in cell.split():
            assert any(word in text.split() for text in set_words), word
