"""A decision in two steps: somebody decides, somebody else authorises it, and only then may the family be told.

Where the council has switched it on (needs.md F10), every decision written down since waits until another person has
authorised it or sent it back.  A correction that changes what was decided, or why, waits again; one that only adds who was
told does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.dates import local
from ehcp_desk.domain.record import RecordedFact

DECISION, AUTHORISED = "decision", "authorisation"
AUTHORISING_KINDS = (DECISION, AUTHORISED)
TELLING = frozenset({
    "assess_decision_notified", "agreed_to_assess", "plan_decision_notified", "no_plan_decision_notified",
    "final_plan_sent", "review_decision_notified", "amendment_notice_sent", "not_amending_notified", "amended_plan_sent",
    "reassessment_decision_notified", "cease_decision_notified",
})  # fmt: skip
"""What tells a family of a decision: none of it may go while a decision of the case waits."""
OWN_DECISION = frozenset({
    "assess_decision_notified", "plan_decision_notified", "no_plan_decision_notified", "review_decision_notified",
    "reassessment_decision_notified", "cease_decision_notified",
})  # fmt: skip
"""Of these, what is itself the news of a decision, and so wants one of its own that was authorised before."""
_SAYS_ONLY_WHO_WAS_TOLD = frozenset({"told", "told_on", "rights"})


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and how far it has come: ``by`` and ``on`` of whoever answered it, ``answer`` yes, no or empty."""

    entry: RecordedFact
    answer: str = ""
    by: str = ""
    on: date | None = None
    why: str = ""

    @property
    def settled(self) -> bool:
        """True once it is authorised; one sent back is open until it is corrected or withdrawn."""
        return self.answer == "yes"

    @property
    def words(self) -> str:
        """How it stands, in a few words."""
        if self.settled:
            return f"authorised by {self.by}"
        return f"sent back by {self.by}: {self.why}" if self.answer else "waits to be authorised"


def decided(entries: Iterable[RecordedFact], since: date | None) -> tuple[Decided, ...]:
    """Every decision that stands and wants two people, in order of writing; none where two steps are off.

    Needs every entry of ``AUTHORISING_KINDS`` of the cases, those corrected too; others do no harm.
    """
    if since is None:
        return ()
    listed = list(entries)
    told = {e.id: e for e in listed if e.fact.kind == DECISION}
    answers = {e.fact.attrs.get("decision", ""): e for e in listed if e.fact.kind == AUTHORISED and e.stands}
    wanted = [(e, _same_before(e, told)) for e in told.values() if e.stands]
    return tuple(
        _answered(e, same, answers) for e, same in wanted if local(told[min(same)].recorded_at).date() >= since
    )


def authors(entry: RecordedFact, entries: Iterable[RecordedFact]) -> frozenset[str]:
    """Everybody who took or wrote a decision: whoever corrected it since has not taken it off those before."""
    by_number = {e.id: e for e in entries}
    said: RecordedFact | None = entry
    found: set[str] = set()
    while said is not None:
        found |= {said.recorded_by, said.fact.attrs.get("by", "")}
        said = by_number.get(said.supersedes) if said.supersedes is not None else None
    return frozenset(found - {""})


def unsettled(entries: Iterable[RecordedFact], since: date | None) -> tuple[Decided, ...]:
    """The decisions nobody has authorised: those that wait, and those sent back."""
    return tuple(one for one in decided(entries, since) if not one.settled)


def may_be_told(entries: Sequence[RecordedFact], since: date | None) -> bool:
    """True where a decision was authorised that no news of a decision has followed yet."""
    last = max((e.first_written for e in entries if e.stands and e.fact.kind in OWN_DECISION), default=0)
    return any(one.settled and _first_written(one, entries) > last for one in decided(entries, since))


def _first_written(one: Decided, entries: Sequence[RecordedFact]) -> int:
    told = {e.id: e for e in entries if e.fact.kind == DECISION}
    return min(_same_before(one.entry, told))


def _same_before(entry: RecordedFact, told: dict[int, RecordedFact]) -> list[int]:
    """The numbers of the entry and of those it corrected without changing what was decided."""
    numbers, said = [entry.id], _said(entry)
    while entry.supersedes in told and _said(told[entry.supersedes]) == said:
        entry = told[entry.supersedes]
        numbers.append(entry.id)
    return numbers


def _said(entry: RecordedFact) -> tuple[object, ...]:
    attrs = {name: value for name, value in entry.fact.attrs.items() if name not in _SAYS_ONLY_WHO_WAS_TOLD}
    return entry.fact.on, entry.fact.note, tuple(sorted(attrs.items()))


def _answered(entry: RecordedFact, numbers: list[int], answers: dict[str, RecordedFact]) -> Decided:
    found = next((answers[str(number)] for number in numbers if str(number) in answers), None)
    if found is None:
        return Decided(entry)
    return Decided(entry, found.fact.attrs.get("answer", ""), found.recorded_by, found.fact.on, found.fact.note)
