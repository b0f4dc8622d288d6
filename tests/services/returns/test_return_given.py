"""The register of figures given out: taken from a return, kept with their list, and never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.recording import correct, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.given import give, one_given, register, small_words
from ehcp_desk.services.oversight.returns import compute_monthly

OCTOBER = date(2026, 10, 1)


def test_a_figure_given_out_keeps_its_list_and_a_later_one_that_differs_is_set_beside_it(
    team: Desk, maisie: str
) -> None:
    desk = replace(team, days=Calendar(date(2026, 11, 2)))
    sent = record(desk, maisie, NewFact("final_plan_sent", date(2026, 10, 1))).facts[0]
    result = compute_monthly(desk, OCTOBER)
    head = result.journal_head
    first, other = give(desk, result, "K21", "A resident", "foi", "FOI 2026-118")
    assert other is None
    assert (first.value, first.numerator, first.cases) == ("1", "1", ((maisie, True),))
    assert compute_monthly(desk, OCTOBER).journal_head == head, "giving a figure out is no change of the record"
    assert "fewer than 5" in first.warning and first.said == "1"
    again, same = give(desk, result, "K21", "A councillor", "scrutiny", "")
    assert same is None and again.number > first.number
    correct(desk, sent, NewFact("final_plan_sent", date(2026, 9, 30)), "The letter is dated 30 September.")
    last, differs = give(desk, compute_monthly(desk, OCTOBER), "K21", "A councillor", "scrutiny", "")
    assert differs == again and last.value == "0"
    assert [g.reference for g in register(desk)] == ["FOI 2026-118", "", ""]
    assert one_given(desk, first.number) == first


@pytest.mark.parametrize(
    ("top", "under", "unit", "small"),
    [(1, 1, "plans", True), (0, 0, "plans", False), (5, 5, "plans", False), (12, 12, "plans", False),
     (177, 310, "%", False), (3, 310, "%", True), (307, 310, "%", True), (310, 310, "%", False)],
)  # fmt: skip
def test_a_figure_that_tells_of_few_children_says_so(top: int, under: int, unit: str, small: bool) -> None:
    assert bool(small_words(Decimal(top), Decimal(under), unit)) is small


@pytest.mark.parametrize(
    ("code", "to", "purpose", "why"),
    [("K99", "A", "foi", "no indicator K99"), ("K12", " ", "foi", "to whom"), ("K12", "A", "gossip", "one of"),
     ("K34", "A", "foi", "nothing to give")],
)  # fmt: skip
def test_what_cannot_be_given_is_refused_and_nothing_is_kept(
    team: Desk, maisie: str, code: str, to: str, purpose: str, why: str
) -> None:
    result = compute_monthly(team, OCTOBER)
    with pytest.raises(BadInput, match=why):
        give(team, result, code, to, purpose, "")
    assert register(team) == []
    with pytest.raises(BadInput, match="no number 7"):
        one_given(team, 7)
