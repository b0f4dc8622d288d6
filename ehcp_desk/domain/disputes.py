"""Complaints and challenges as matters with a course: received, due, raised, answered (needs.md I4, I7, I8, I10).

A challenge raised again under the same issue is the same dispute on a higher rung of the ladder.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.dates import day_count, in_words
from ehcp_desk.domain.dispute_kinds import LEVELS, THEMES
from ehcp_desk.domain.record import RecordedFact

DISPUTE_KINDS = ("complaint", "complaint_answered", "challenge", "challenge_answered", "signal_answered")
NO_THEME = "Theme not recorded"


@dataclass(frozen=True, slots=True)
class Dispute:
    """A complaint, or a challenge on its highest rung.  ``raised`` are the entries it went through, the first first;
    ``answer`` is the entry that closed it, None while it is open, ``outcome`` in words and ``change`` what it changed."""

    kind: str
    case_id: int
    raised: tuple[RecordedFact, ...]
    due: date | None
    answer: RecordedFact | None = None
    outcome: str = ""
    change: str = ""

    @property
    def last(self) -> RecordedFact:
        """The entry it stands at."""
        return self.raised[-1]

    @property
    def since(self) -> date:
        """The day it was first raised."""
        return self.raised[0].fact.on

    @property
    def stage(self) -> str:
        """The stage or rung it stands at, in words."""
        name = "stage" if self.kind == "complaint" else "level"
        return said_words(self.kind, name, self.last.fact.attrs.get(name, ""))

    @property
    def issue(self) -> str:
        """What it is about, in a line."""
        fact = self.last.fact
        return fact.attrs.get("issue", "") if self.kind == "challenge" else fact.note

    @property
    def theme(self) -> str:
        """Its theme in words, as last given."""
        said = [e.fact.attrs["theme"] for e in self.raised if e.fact.attrs.get("theme")]
        return THEMES.get(said[-1], said[-1]) if said else NO_THEME

    @property
    def is_open(self) -> bool:
        """True until it is answered."""
        return self.answer is None and not self.outcome

    def late(self, day: date) -> bool:
        """True from the day after the answer was due."""
        return self.is_open and self.due is not None and self.due < day

    def state(self, day: date) -> str:
        """``overdue by 3 days``, ``due today``, ``12 days left``, ``answered 4 October 2026: upheld``."""
        if not self.is_open:
            on = f"answered {in_words(self.answer.fact.on)}" if self.answer is not None else "closed"
            return f"{on}: {self.outcome[:1].lower()}{self.outcome[1:]}" if self.outcome else on
        if self.due is None:
            return "no day is set"
        left = (self.due - day).days
        return f"{day_count(left)} left" if left > 0 else f"overdue by {day_count(-left)}" if left else "due today"

    @property
    def next_step(self) -> str:
        """The rung above, for a challenge that gets no answer; empty where there is none."""
        rungs = list(LEVELS)
        level = self.last.fact.attrs.get("level", "")
        if self.kind != "challenge" or level not in rungs or level == rungs[-1]:
            return ""
        return LEVELS[rungs[rungs.index(level) + 1]]


def disputes_of(entries: Iterable[RecordedFact]) -> list[Dispute]:
    """The disputes that the standing entries of one case tell of, in order of the day they were first raised."""
    told = sorted((e for e in entries if e.stands), key=lambda e: e.order)
    found = [_complaint(entry) for entry in told if entry.fact.kind == "complaint"]
    issues: dict[str, list[RecordedFact]] = {}
    for entry in told:
        if entry.fact.kind == "challenge":
            issues.setdefault(entry.fact.attrs.get("issue", "").casefold(), []).append(entry)
    found += [_challenge(raised) for raised in issues.values()]
    answers = {_names(e): e for e in told if _names(e)}
    return sorted((_answered(one, answers.get(str(one.last.id))) for one in found), key=lambda d: (d.since, d.last.id))


def _complaint(entry: RecordedFact) -> Dispute:
    return Dispute("complaint", entry.case_id, (entry,), _day(entry.fact.attrs.get("answer_by")))


def _challenge(raised: list[RecordedFact]) -> Dispute:
    said = raised[-1].fact.attrs
    return Dispute(
        "challenge", raised[0].case_id, tuple(raised), _day(said.get("due")), outcome=said.get("outcome", "")
    )


def _names(entry: RecordedFact) -> str:
    name = {"complaint_answered": "complaint", "challenge_answered": "challenge", "signal_answered": "signal"}
    return entry.fact.attrs.get(name.get(entry.fact.kind, ""), "")


def _answered(one: Dispute, answer: RecordedFact | None) -> Dispute:
    if answer is None:
        return one
    said = answer.fact.attrs
    outcome = said_words(answer.fact.kind, "outcome", said["outcome"]) if said.get("outcome") else answer.fact.note
    return replace(one, answer=answer, outcome=outcome, change=said.get("remedy", "") or said.get("impact", ""))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
