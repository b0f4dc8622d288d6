"""Every fact of the clock is told in a sentence: no code of ours stands in a chronology."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.clock.facts import FACT_KINDS
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.terms import told
from ehcp_desk.domain.told_sentences import TOLD

ON = date(2026, 4, 17)
CODED = [(kind.id, attr.name, value) for kind in FACT_KINDS.values() for attr in kind.attrs.values()
         for value in attr.values if "_" in value or value.isdigit()]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "value"), CODED)
def test_a_choice_is_told_in_its_plain_words(kind: str, name: str, value: str) -> None:
    words = told(Fact(kind, ON, {name: value}))
    assert value not in words, words
    assert words.endswith(".") and "not stated" not in words.replace("from not stated to not stated", "")


@pytest.mark.parametrize("rule", Ruleset.load().ids)
@pytest.mark.parametrize("kind", ["tribunal_direction", "order_complied", "relief_claimed"])
def test_a_rule_is_told_by_what_it_asks_for(kind: str, rule: str) -> None:
    words = told(Fact(kind, ON, {"rule": rule, "date": "2026-04-09", "relief": "EX_PERSONAL"}))
    assert rule not in words and rule.replace("_", " ") not in words and "EX" not in words and "not stated" not in words


@pytest.mark.parametrize(
    ("kind", "attrs", "words"),
    [
        ("tribunal_direction", {"rule": "T_RESPONSE", "date": "2026-04-09"},
         "The Tribunal gave a direction: respond to the appeal by 9 April 2026."),
        ("tribunal_direction", {"rule": "further evidence", "date": "2026-05-01"},
         "The Tribunal gave a direction: further evidence by 1 May 2026."),
        ("tribunal_order", {"order": "assess"}, "The Tribunal ordered the council to carry out an EHC needs assessment."),
        ("mediation_agreement", {"about": "other"}, "Mediation ended in an agreement."),
        ("mediation_agreement", {"about": "placement", "agreed_by": "2026-03-31"},
         "Mediation ended in an agreement about the setting in the plan, to be done by 31 March 2026."),
        ("setting_replied", {}, "The setting replied to the consultation."),
        ("agreed_to_assess", {"basis": "own_motion"},
         "The council agreed to carry out an EHC needs assessment (of its own motion)."),
    ],
)  # fmt: skip
def test_what_a_tribunal_reads(kind: str, attrs: dict[str, str], words: str) -> None:
    assert told(Fact(kind, ON, attrs)) == words


def test_every_sentence_is_of_a_fact_there_is_and_of_an_outcome_it_can_have() -> None:
    own = {"assigned", "unassigned", "psychologist_named", "promise_kept", "reply_sent"}
    for kind, which in TOLD:
        if kind not in own:
            values = {value for attr in FACT_KINDS[kind].attrs.values() for value in attr.values}
            assert not which or which in values, (kind, which)
