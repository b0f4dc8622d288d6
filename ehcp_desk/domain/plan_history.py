"""What stands round a plan: amendment requests and their answers, the story of section I, and outcomes at reviews."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.plan_content import counted
from ehcp_desk.domain.record import RecordedFact

PLACE_KINDS = (
    "setting_preferred", "setting_consulted", "setting_replied", "setting_met", "place_offered", "placement_suitability",
    "placement", "placement_ended",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change somebody asked for, and the council's answer; ``answer`` is empty until it is decided."""

    fact_id: int
    on: date
    by: str
    about: str
    words: str
    source: str
    answer: str = ""
    answered_on: date | None = None
    reasons: str = ""
    answered_by: str = ""

    @property
    def open(self) -> bool:
        """True where nobody has answered it."""
        return not self.answer


@dataclass(frozen=True, slots=True)
class OutcomeResult:
    """What a review found of one outcome: the newest result for the day it was found."""

    fact_id: int
    outcome: str
    on: date
    result: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class PlaceStep:
    """One step towards naming a setting: what happened, about which setting, and the reasons given."""

    fact_id: int
    on: date
    kind: str
    what: str
    setting: str
    reasons: str


def amendments(recorded: Iterable[RecordedFact], on: date | None = None) -> tuple[Amendment, ...]:
    """Every change asked for, oldest first, each with its newest answer."""
    entries = counted(recorded, on)
    answers = {r.fact.attrs["request"]: r for r in entries if r.fact.kind == "amendment_answered"}
    found = []
    for r in entries:
        if r.fact.kind != "amendment_requested":
            continue
        told = answers.get(str(r.id))
        found.append(Amendment(
            r.id, r.fact.on, r.fact.attrs["by"], r.fact.attrs.get("about", ""), r.fact.note, r.source,
            told.fact.attrs["answer"] if told else "", told.fact.on if told else None,
            told.fact.note if told else "", told.recorded_by if told else "",
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda a: (a.on, a.fact_id)))


def results(recorded: Iterable[RecordedFact], on: date | None = None) -> tuple[OutcomeResult, ...]:
    """Every result of an outcome, oldest review first; a second entry for the same outcome and day replaces the first."""
    newest: dict[tuple[str, date], OutcomeResult] = {}
    for r in counted(recorded, on):
        if r.fact.kind == "outcome_result":
            name = r.fact.attrs["outcome"]
            newest[name, r.fact.on] = OutcomeResult(
                r.id, name, r.fact.on, r.fact.attrs["result"], r.fact.note, r.recorded_by
            )
    return tuple(sorted(newest.values(), key=lambda found: (found.on, found.fact_id)))


def met_share(found: Sequence[OutcomeResult]) -> tuple[int, int]:
    """(outcomes met, outcomes judged) by the newest result of each; one no longer relevant is not judged."""
    last = {result.outcome: result.result for result in found}
    judged = [result for result in last.values() if result != "not_relevant"]
    return sum(result == "met" for result in judged), len(judged)


def place_history(recorded: Iterable[RecordedFact], on: date | None = None) -> tuple[PlaceStep, ...]:
    """The story of section I, in order: preferences, consultations, replies, offers, and decisions with their reasons."""
    steps = []
    for r in counted(recorded, on):
        fact = r.fact
        if fact.kind in PLACE_KINDS or _names_a_place(r):
            steps.append(PlaceStep(r.id, fact.on, fact.kind, happened(fact), fact.attrs.get("setting", ""), fact.note))
    return tuple(sorted(steps, key=lambda step: (step.on, step.fact_id)))


def placement_decision(recorded: Iterable[RecordedFact], on: date | None = None) -> RecordedFact | None:
    """The newest decision about section I that gives its reasons; None where there is none."""
    found = [r for r in counted(recorded, on) if _names_a_place(r) and r.fact.note.strip()]
    return max(found, key=lambda r: r.order, default=None)


def _names_a_place(entry: RecordedFact) -> bool:
    return entry.fact.kind == "decision" and entry.fact.attrs.get("about") == "placement"
