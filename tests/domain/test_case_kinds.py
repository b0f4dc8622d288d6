"""The vocabulary of what can be recorded besides the clock's facts."""

import string
from datetime import date

import pytest

from ehcp_desk.clock.facts import BadFact
from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.vocabulary import FACT_KINDS, Attr, AttrType
from ehcp_desk.domain.case_kinds import CASE_KINDS, CaseKind
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.terms import told

DAY = date(2026, 10, 30)
BY_HAND = [kind for kind in CASE_KINDS.values() if kind.attrs is not None]


def value(attr: Attr) -> str:
    """A made-up value of an attribute."""
    return {
        AttrType.CHOICE: next(iter(attr.values), ""),
        AttrType.DATE: "2026-10-01",
        AttrType.NUMBER: "35",
        AttrType.ENTRY: "1",
    }.get(attr.type, f"some {attr.name}")


def example(kind: CaseKind, only_required: bool = False) -> Fact:
    """A made-up entry of a kind."""
    attrs = {a.name: value(a) for a in (kind.attrs or {}).values() if a.required or not only_required}
    return Fact(kind.id, DAY, attrs, note="Because it was so" if kind.words else "")


def test_no_kind_has_the_name_of_a_fact_of_the_clock() -> None:
    assert not CASE_KINDS.keys() & FACT_KINDS.keys()


@pytest.mark.parametrize("kind", BY_HAND, ids=lambda kind: kind.id)
def test_every_kind_is_told_in_whole_sentences_without_codes(kind: CaseKind) -> None:
    named = {name for _, name, _, _ in string.Formatter().parse(kind.told) if name}
    assert named <= set(kind.attrs or {}), "the sentence asks for something the kind does not hold"
    for only_required in (True, False):
        fact = example(kind, only_required)
        kind.check(fact)
        sentence = told(fact)
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "not stated" not in sentence
        assert "_" not in sentence.replace("some ", "").replace("written_on", "")
        assert "2026-10-01" not in sentence
        assert happened(fact)


def test_a_list_never_says_a_bare_yes_or_number() -> None:
    kept = Fact("bundle_kept", DAY, {"pages": "116", "type": "refusal_to_assess", "version": "1"})
    assert happened(kept) == "Version 1 of the tribunal bundle kept, 116 pages"
    asked = Fact("access_request", DAY, {"by": "mother", "how": "email", "identity": "no"})
    assert happened(asked).endswith("mother, Email, is it known who they are and that they may ask: no")


@pytest.mark.parametrize(
    ("kind", "attrs", "words"),
    [
        ("decision", {"did": "to", "what": "Name Larkspur", "by": "A panel"}, "must say 'evidence'"),
        ("decision", {"did": "maybe"}, r"cannot have did 'maybe' \(to | not_to\)"),
        ("attendance", {"percent": "a third", "by": "The school"}, "needs a plain number for 'percent'"),
        ("attendance", {"percent": "35", "by": "The school", "from": "2026-02-31"}, "31 February 2026 does not exist"),
        ("complaint_answered", {"complaint": "the first", "outcome": "upheld"}, "needs the number of an entry"),
        ("exclusion", {"kind": "suspension"}, "no attribute 'kind'"),
    ],
)
def test_what_a_kind_cannot_say_is_refused_in_a_sentence(kind: str, attrs: dict[str, str], words: str) -> None:
    with pytest.raises(BadFact, match=words.replace(" | ", r" \| ")):
        CASE_KINDS[kind].check(Fact(kind, DAY, attrs))
