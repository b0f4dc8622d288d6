"""A small made-up plan, and a record in memory that plans are written into without a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.domain.record import NewFact, RecordedFact

DAY = date(2026, 10, 30)
SPOKEN = PlanLine("", "B", "Cannot yet follow an instruction of two steps", {"advice": "speech_and_language"})
READING = PlanLine("", "B", "Reads at the level of a child two years younger", {"advice": "psychology"})
TALKS = PlanLine("", "E", "Follows instructions of three steps in class", {
    "needs": "B1", "measure": "Four in five, seen in class", "target": "2027-07-20"})  # fmt: skip
THERAPY = PlanLine("", "F", "Speech and language therapy on listening", {
    "needs": "B1", "outcomes": "E1", "who": "a speech and language therapist", "often": "once a week",
    "long": "30 minutes", "group": "3", "advice": "speech_and_language"})  # fmt: skip
VAGUE = PlanLine("", "F", "Regular support with reading", {"needs": "B2", "advice": "psychology"})
PLAN: Mapping[str, Sequence[PlanLine]] = {"B": [SPOKEN, READING], "E": [TALKS], "F": [THERAPY, VAGUE]}


class Memory:
    """Facts added one after another, each with its number and moment; what replaces another marks it."""

    def __init__(self) -> None:
        self.recorded: list[RecordedFact] = []

    def add(self, *facts: NewFact, supersedes: int | None = None, by: str = "Joy Addo") -> list[RecordedFact]:
        made = []
        for fact in facts:
            number = len(self.recorded) + 1
            at = datetime(2026, 10, 30, 9, tzinfo=UTC) + timedelta(minutes=number)
            made.append(RecordedFact(number, 1, fact.as_fact(), at, by, fact.source, supersedes))
            self.recorded.append(made[-1])
        return made
