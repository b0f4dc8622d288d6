"""Every rule and every ground: what the law offers disapplies the limit, what it does not is refused with the reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ehcp_desk.clock.model import Fact, Timeline
from tests.clock.test_clock_rules import LEAP_DAY, ONE_DAY, ORDINARY, each_limb, the_one
from tests.support.clock_facts import LAW, deadlines, fact, timeline
from tests.support.clock_rules import FIRST_ROWS, Row

# Four weeks' absence cannot fall within a limit of two.
OFFERING = [
    (row, relief)
    for row in FIRST_ROWS
    for relief in sorted(row.reliefs)
    if relief != "EX_ABSENT_4W" or (row.count(ORDINARY) - ORDINARY).days >= 28
]
INVENTED = ("EP_SHORTAGE", "EX_PARENT_DISAGREED")
BY_FACT = {"EX_DIRECTION": "tribunal_direction", "EX_AGREED": "mediation_agreement"}


def carried_by_a_fact(rule: str) -> frozenset[str]:
    """The grounds that are dates: regulation 44(1) and the case directions; regulation 42(5)."""
    directed = {"EX_DIRECTION"} if rule.startswith("T_ORD_") or rule == "T_RESPONSE" else set()
    agreed = {"EX_AGREED"} if rule in ("M_AGREE_APPEALABLE", "M_AGREE_OTHER") else set()
    return frozenset(directed | agreed)


def claim(relief: str, row: Row, start: date, due: date, **more: str) -> list[Fact]:
    """A claim of this ground with everything the record needs to bear it out."""
    spell = {"from_": start.isoformat(), "to": (start + timedelta(days=28)).isoformat()}
    if relief == "EX_ABSENT_2W":
        spell["to"] = (start + timedelta(days=13)).isoformat()
    said = {"relief": relief, "rule": row.rule, "evidence": "doc 1", "impractical": "why", **spell, **more}
    facts = [fact("relief_claimed", due, **said)]
    if relief == "EX_SCHOOL_CLOSED":
        facts.append(fact("advice_requested", start + ONE_DAY, body="education"))
    if relief == "EX_EY_CLOSED":
        facts.append(fact("advice_requested", start + ONE_DAY, body="early_years"))
    return facts


def refusals(found: Timeline, relief: str) -> list[str]:
    return [warning for warning in found.warnings if relief in warning and "refused" in warning]


@pytest.mark.parametrize("start", [ORDINARY, LEAP_DAY, date(2025, 12, 31)], ids=str)
@pytest.mark.parametrize(("row", "relief"), OFFERING, ids=lambda value: getattr(value, "rule", value))
def test_a_ground_the_law_offers_disapplies_the_limit_and_moves_no_date(row: Row, relief: str, start: date) -> None:
    due, facts = row.count(start), row.started(start)
    found = timeline(due + ONE_DAY, *facts, *claim(relief, row, start, due))
    relieved = [d for d in deadlines(found, row.rule, row.subject) if d.relief]
    assert [(d.due, d.state) for d in relieved] == [(due, "relieved")], found.warnings
    assert relieved[0].relief is not None
    assert (relieved[0].relief.relief.id, relieved[0].relief.evidence) == (relief, "doc 1")
    assert not refusals(found, relief)
    plain = timeline(due + ONE_DAY, *facts)
    others = [d for d in found.deadlines if d.rule != row.rule and d.trigger.kind != "advice_requested"]
    assert [d.state for d in others] == [d.state for d in plain.deadlines if d.rule != row.rule]


@pytest.mark.parametrize("limb", [row.subject for row in FIRST_ROWS if row.rule == "M_AGREE_APPEALABLE"])
def test_a_claim_may_name_the_step_of_an_agreement_it_is_about(limb: str) -> None:
    row = next(r for r in FIRST_ROWS if (r.rule, r.subject) == ("M_AGREE_APPEALABLE", limb))
    due = row.count(ORDINARY)
    found = timeline(due + ONE_DAY, *row.started(ORDINARY), *claim("EX_PERSONAL", row, ORDINARY, due, body=limb))
    assert {d.subject for d in deadlines(found, row.rule) if d.relief} == {limb}
    assert deadlines(found, row.rule, limb)[0].state == "relieved"


@each_limb
def test_every_other_ground_is_refused_with_the_reason_and_changes_nothing(row: Row) -> None:
    due, facts = row.count(ORDINARY), row.started(ORDINARY)
    on = max(ORDINARY + timedelta(days=row.lead), due)
    plain = the_one(row, facts, on + ONE_DAY)
    limbs = frozenset().union(*(other.reliefs for other in FIRST_ROWS if other.rule == row.rule))
    by_fact = carried_by_a_fact(row.rule)
    law = LAW.versions(row.rule)[0].law
    for relief in sorted({*LAW.reliefs, *INVENTED} - limbs - {"EX_REG13_3"}):
        claimed = fact("relief_claimed", on, relief=relief, rule=row.rule, evidence="doc 1")
        found = timeline(on + ONE_DAY, *facts, claimed)
        [refused] = refusals(found, relief)
        if relief in INVENTED:
            assert "the law knows no such ground; the list is closed" in refused
        elif relief in by_fact:
            assert f"record it as the fact {BY_FACT[relief]}, which carries the date" in refused
        else:
            assert f"the law does not offer it for this limit ({law}); it offers " in refused
            grounds = refused.split("it offers ")[1].rstrip(".").split(", ")
            assert set(grounds) == ((limbs | by_fact) or {"none"})
        assert the_one(row, [*facts, claimed], on + ONE_DAY) == plain
        assert refused.split("is refused: ")[1] in " ".join(the_one(row, [*facts, claimed], on + ONE_DAY).derivation)


def test_the_umbrella_of_regulation_13_3_stands_only_with_a_caution_that_it_names_no_ground() -> None:
    order = fact("tribunal_order", "2026-02-02", order="placement_only")
    row = next(r for r in FIRST_ROWS if r.rule == "T_ORD_PLACEMENT")
    start = date(2026, 2, 2)
    found = timeline("2026-02-20", order, *claim("EX_REG13_3", row, start, row.count(start)))
    assert deadlines(found, "T_ORD_PLACEMENT")[0].state == "relieved"
    assert [w for w in found.warnings if "EX_REG13_3" in w] == [
        "Relief EX_REG13_3 claimed on 16 February 2026 for T_ORD_PLACEMENT stands, but it does not say which ground of "
        "regulation 13(3) it is."
    ]
