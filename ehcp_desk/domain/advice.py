"""The advice register of a case: one line for each adviser, from the asking to the report in hand (needs.md E1, E4, E8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.model import Deadline, Timeline
from ehcp_desk.domain.advisers import advice_inside
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.record import RecordedFact

_AGREED = ("adviser", "council", "family")


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """One adviser on one assessment.

    ``author`` and ``written_on`` are those of the report in hand, or of earlier advice used again (``reused``: all three
    agree, SEND Regulations 2014 reg 6(4); ``disagreed`` where one does not).  ``returned_on`` is the day advice was sent
    back and has not come again since.
    """

    body: str
    asked_on: date | None
    received_on: date | None
    deadline: Deadline | None
    chased: tuple[date, ...] = ()
    author: str = ""
    written_on: date | None = None
    returned_on: date | None = None
    reused: bool = False
    disagreed: bool = False

    @property
    def in_hand(self) -> bool:
        """True where there is advice that has not been sent back."""
        return (self.received_on is not None and self.returned_on is None) or self.reused

    def months_old(self, day: date) -> int | None:
        """Whole months since the report was written; None where its date is not known."""
        if self.written_on is None:
            return None
        months = (day.year - self.written_on.year) * 12 + day.month - self.written_on.month
        return months - (day.day < self.written_on.day)


def advice_lines(facts: Sequence[RecordedFact], timeline: Timeline) -> tuple[AdviceLine, ...]:
    """One line for each adviser asked or heard from, in the order they were asked."""
    told: dict[str, dict[str, list[RecordedFact]]] = {}
    for entry in sorted((f for f in facts if f.fact.kind.startswith("advice_") and f.stands), key=lambda f: f.order):
        told.setdefault(entry.fact.attrs.get("body", ""), {}).setdefault(entry.fact.kind, []).append(entry)
    limits = {d.subject: d for d in timeline.deadlines if d.rule == "A_ADVICE_RESPONSE"}
    lines = [_line(body, kinds, limits.get(body)) for body, kinds in told.items()]
    heard = [line for line in lines if line.asked_on or line.received_on or line.reused or line.disagreed]
    return tuple(sorted(heard, key=lambda line: (line.asked_on or date.max, line.body)))


def _line(body: str, told: dict[str, list[RecordedFact]], limit: Deadline | None) -> AdviceLine:
    def last(kind: str) -> date | None:
        return told[kind][-1].fact.on if kind in told else None

    came, back = last("advice_received"), last("advice_returned")
    report = told["advice_report"][-1].fact if "advice_report" in told else None
    again = told["advice_reused"][-1].fact if "advice_reused" in told else None
    agreed = again is not None and all(again.attrs.get(who) == "yes" for who in _AGREED)
    paper = report or again
    written = paper.attrs.get("written_on", "") if paper is not None else ""
    return AdviceLine(
        body=body,
        asked_on=last("advice_requested"),
        received_on=came,
        deadline=limit,
        chased=tuple(entry.fact.on for entry in told.get("advice_chased", ())),
        author=report.attrs.get("author", "") if report is not None else "",
        written_on=date.fromisoformat(written) if written else None,
        returned_on=back if back is not None and (came is None or came <= back) else None,
        reused=agreed,
        disagreed=again is not None and not agreed,
    )


def chaser(line: AdviceLine, ref: str, day: date, by: str) -> str:
    """The words of a letter or email that chases advice: the reference only, so that it may go by any way."""
    asked = f"We asked you for {advice_inside(line.body)} on {in_words(line.asked_on)}." if line.asked_on else ""
    due = line.deadline.due if line.deadline is not None else None
    limit = ""
    if due is not None and due < day:
        limit = (f"The law gives six weeks, which ended on {in_words(due)} (SEND Regulations 2014, regulation 8(1)). "
                 "Please send it now, or tell us today what keeps it and when it will come.")  # fmt: skip
    elif due is not None:
        limit = (f"The law gives six weeks, which end on {in_words(due)} (SEND Regulations 2014, regulation 8(1)). "
                 "Please tell us if anything keeps it.")  # fmt: skip
    before = f"We asked again on {', '.join(in_words(on) for on in line.chased)}." if line.chased else ""
    return "\n\n".join(filter(None, [f"Our reference: {ref}", " ".join(filter(None, [asked, before])), limit, by]))


def escalation(line: AdviceLine, ref: str, day: date, by: str) -> str:
    """The words that take advice still awaited to the head of the service that owes it (needs.md E6); empty where its day
    has not passed or nobody has chased it yet, because a service is asked before its head is."""
    due = line.deadline.due if line.deadline is not None else None
    if line.received_on is not None or due is None or due >= day or not line.chased:
        return ""
    many = so_many((day - due).days, "day")
    asked = f" on {in_words(line.asked_on)}" if line.asked_on else ""
    return "\n\n".join((
        f"To the head of service. Our reference: {ref}",
        f"We asked your service for {advice_inside(line.body)}{asked}, and asked again on "
        f"{', '.join(in_words(on) for on in line.chased)}. It has not come.",
        f"The law gives six weeks, which ended on {in_words(due)} (SEND Regulations 2014, regulation 8(1)): it is {many} late, "
        "and the plan cannot be made without it.",
        "Please tell us by the end of the next working day who will write it and on which day it will come. Services that have "
        "not answered are named, with the days, in our monthly return.",
        by,
    ))  # fmt: skip
