"""A duty on one case and its law, in the few words a list has room for."""

from __future__ import annotations

import re

from ehcp_desk.clock.lines import AGREED, DIRECTED
from ehcp_desk.clock.model import Deadline
from ehcp_desk.domain.advisers import advice_words
from ehcp_desk.domain.terms import value_words

_NAMES = {"A_DECIDE_NOT_ISSUE": "Decide on a plan", "A_DRAFT_REPS": "Parents’ time to comment"}
"""Duties people know by another name than their rule has: week 16 binds a decision that falls either way."""
_ANOTHER_DAY = {DIRECTED: "by the Tribunal’s day", AGREED: "by the day agreed"}
_SHORTENED = (
    (re.compile(r"\bregs? (?=\d)"), "Regulation "),
    (re.compile(r"\bss? ?(?=\d)"), "Section "),
    (re.compile(r"\br ?(?=\d)"), "Rule "),
)


def duty_words(d: Deadline) -> str:
    """``Send the final plan``, ``Psychology advice``, ``Larkspur Primary to answer``."""
    return duty_about(d.rule, d.duty, d.subject)


def duty_about(rule: str, duty: str, subject: str) -> str:
    """The same of a rule, its duty, and what or whom it is about; "" for nothing in particular."""
    duty = _named(rule, duty)
    if not subject:
        return duty
    if subject in _ANOTHER_DAY:
        return f"{duty}, {_ANOTHER_DAY[subject]}"
    if rule == "A_ADVICE_RESPONSE":
        return advice_words(subject)
    if rule == "A_SCHOOL_CONSULT":
        return f"{subject} to answer"
    return f"{duty}: {value_words(subject)}"


def short_duty(rule: str, duty: str) -> str:
    """A rule's duty for a list: the same name, without what it says of itself in brackets."""
    return _named(rule, duty).split(" (")[0]


def _named(rule: str, duty: str) -> str:
    """The one name of a duty wherever it is said: ``Decide whether to assess``; that a date is planned is said beside it."""
    return _NAMES.get(rule) or duty.removesuffix(", and say so").removesuffix(" (planning date)")


def law_short(law: str) -> str:
    """``SEND Regulations 2014 reg 13(2)`` as ``Regulation 13(2)``, the Code of Practice as ``Code 9.83``."""
    first = law.split(";")[0].strip()
    code = re.search(r"Code of Practice ([\d.]+)", first)
    if code is not None:
        return f"Code {code.group(1)}"
    for pattern, word in _SHORTENED:
        found = pattern.search(first)
        if found is not None:
            return f"{word}{first[found.end() :]}".strip()
    return first
