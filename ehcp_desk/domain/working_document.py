"""The working document of an appeal: the plan with what each side wants changed, in the tribunal's standard key.

Normal is the plan under appeal; underline is agreed; bold is the parents' words and bold struck through what they want
out; italic is the council's words and italic struck through what the council wants out (tribunal.md 4.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.papers import PaperHead
from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.domain.plan_history import Amendment
from ehcp_desk.domain.plan_sections import PARTS, SECTIONS, line_name, number_of, section_of

_TOKEN = re.compile(r"\s+|[^\s]+")
_LINKED = ("needs", "outcomes", "advice")
_NAMED = re.compile(r"\b(H[12]\.\d+|[A-GI-K]\d+)\b")


class Mark(StrEnum):
    """How a run of words is set, and so whose it is."""

    ORIGINAL = "original"
    AGREED_IN = "agreed"
    AGREED_OUT = "agreed out"
    PARENT_IN = "parent"
    PARENT_OUT = "parent out"
    COUNCIL_IN = "council"
    COUNCIL_OUT = "council out"


KEY: Mapping[Mark, str] = {
    Mark.ORIGINAL: "The plan as it was",
    Mark.AGREED_IN: "Agreed: added",
    Mark.AGREED_OUT: "Agreed: taken out",
    Mark.PARENT_IN: "The parents’ or young person’s words",
    Mark.PARENT_OUT: "What the parents or young person want taken out",
    Mark.COUNCIL_IN: "The council’s words",
    Mark.COUNCIL_OUT: "What the council wants taken out",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """Words under one mark."""

    text: str
    mark: Mark = Mark.ORIGINAL


@dataclass(frozen=True, slots=True)
class WorkingLine:
    """One line of the plan, or a change asked for that is about no line of its own."""

    name: str
    runs: tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class WorkingSection:
    """A section of the plan with its lines."""

    title: str
    lines: tuple[WorkingLine, ...]


@dataclass(frozen=True, slots=True)
class WorkingDocument:
    """One numbered working document, ready for Word."""

    head: PaperHead
    child: str
    reference: str
    appeal: str
    number: int
    day: str
    by: str
    versions: str
    sections: tuple[WorkingSection, ...]

    @property
    def title(self) -> str:
        """``Working document 2: Maisie Farrowdale``."""
        return f"Working document {self.number}: {self.child}"


def working_sections(
    before: Sequence[PlanLine], after: Sequence[PlanLine], asked: Iterable[Amendment]
) -> tuple[WorkingSection, ...]:
    """The sections of a plan, marked: ``before`` is the plan under appeal, ``after`` what the council now proposes.

    A change somebody asked for stands after the line it names; one that was accepted is agreed, and so is what the
    council changed in a line of which every request was accepted.
    """
    was, now = {line.id: line for line in before}, {line.id: line for line in after}
    wanted = list(asked)
    told: dict[str, list[Amendment]] = {}
    for request in wanted:
        told.setdefault(_about(request.about, was.keys() | now.keys()), []).append(request)
    found = []
    for section in SECTIONS.values():
        names = sorted((n for n in was.keys() | now.keys() if section_of(n) == section.id), key=number_of)
        lines = [WorkingLine(n, _line(was.get(n), now.get(n), told.get(n, []))) for n in names]
        lines += [WorkingLine("", _asked(r)) for r in told.get(section.id, [])]
        found.append(WorkingSection(f"Section {section.id}: {section.title}", tuple(lines)))
    others = tuple(WorkingLine("", _asked(request)) for request in told.get("", []))
    return (*found, WorkingSection("Asked for, about no one section", others)) if others else tuple(found)


def _about(words: str, names: Iterable[str]) -> str:
    """The line a request names (``F2``), else its section (``Section F``), else nothing."""
    known = set(names)
    for name in _NAMED.findall(words.upper()):
        if name in known or line_name(section_of(name), number_of(name)) in known:
            return str(name)
    section = re.search(r"\b(?:section\s+)?([A-K]|H1|H2)\b", words, re.IGNORECASE)
    return section[1].upper() if section and section[1].upper() in SECTIONS else ""


def _line(before: PlanLine | None, after: PlanLine | None, asked: Sequence[Amendment]) -> tuple[Marked, ...]:
    agreed = bool(asked) and all(request.answer == "accepted" for request in asked)
    into, out = (Mark.AGREED_IN, Mark.AGREED_OUT) if agreed else (Mark.COUNCIL_IN, Mark.COUNCIL_OUT)
    runs = changed_words(_whole(before), _whole(after), into, out)
    pending = [run for request in asked if not agreed for run in (Marked(" "), *_asked(request))]
    return (*runs, *pending)


def _asked(request: Amendment) -> tuple[Marked, ...]:
    return (Marked(request.words, Mark.AGREED_IN if request.answer == "accepted" else Mark.PARENT_IN),)


def _whole(line: PlanLine | None) -> str:
    """A line with its parts, each under its name, as one text: a bare ``3`` would say nothing to either side."""
    if line is None:
        return ""
    parts = [(name, line.part(name)) for name in SECTIONS[line.section].parts if name not in _LINKED]
    said = [
        (name, in_words(date.fromisoformat(words)) if name == "target" else words) for name, words in parts if words
    ]
    return "; ".join(
        [line.text, *(f"{PARTS[name].title.lower()}: {words}" for name, words in said if words != line.text)]
    )


def changed_words(before: str, after: str, into: Mark, out: Mark) -> tuple[Marked, ...]:
    """Two texts as one, word by word: what stayed, what went and what came."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    runs: list[Marked] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            runs.append(Marked("".join(old[a:b])))
            continue
        runs += [Marked("".join(old[a:b]), out)] if b > a else []
        runs += [Marked("".join(new[c:d]), into)] if d > c else []
    return tuple(runs)
