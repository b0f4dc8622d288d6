"""A case's plan as people read it: its versions, the lines of one of them, what is open, and what stands round it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.place_log import SettingLog, place_gaps, setting_log
from ehcp_desk.domain.plan_checklist import Check, checklist
from ehcp_desk.domain.plan_content import (
    Difference,
    PlanLine,
    PlanVersion,
    content_digest,
    differences,
    lines_of,
    versions,
)
from ehcp_desk.domain.plan_contributors import Contributor, contributors
from ehcp_desk.domain.plan_gaps import ADVICE_MONTHS, ADVICE_SETTING, Gap, advice_days, gaps, months_of
from ehcp_desk.domain.plan_history import (
    Amendment,
    OutcomeResult,
    PlaceStep,
    amendments,
    met_share,
    place_history,
    results,
)
from ehcp_desk.domain.record import RecordedFact
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan of a case with ``recorded``, the entries it is read from; every version can be shown from them."""

    recorded: tuple[RecordedFact, ...]
    as_at: date
    versions: tuple[PlanVersion, ...]
    amendments: tuple[Amendment, ...]
    results: tuple[OutcomeResult, ...]
    place: tuple[PlaceStep, ...]
    months: int = ADVICE_MONTHS

    @property
    def newest(self) -> PlanVersion | None:
        """The version begun last."""
        return self.versions[-1] if self.versions else None

    def lines(self, version: int) -> tuple[PlanLine, ...]:
        """The lines of a version, exactly as it was left."""
        return lines_of(self.recorded, version)

    def digest(self, version: int) -> str:
        """The digest of a version's content."""
        return content_digest(self.lines(version))

    def gaps(self, version: int) -> tuple[Gap, ...]:
        """What a version leaves open today."""
        lines = self.lines(version)
        open_ = gaps(lines, advice_days(self.recorded, self.as_at), self.as_at, self.months)
        return (*open_, *place_gaps(lines, self.place))

    def contributors(self, version: int) -> tuple[Contributor, ...]:
        """Who contributed to each section of a version."""
        return contributors(self.recorded, self.lines(version), self.as_at)

    @property
    def settings(self) -> tuple[SettingLog, ...]:
        """How far each setting is towards being named."""
        return setting_log(self.place)

    def checklist(self, version: int) -> tuple[Check, ...]:
        """The checklist of a version, today."""
        return checklist(self.recorded, self.lines(version), self.as_at, self.months)

    def compare(self, before: int, after: int) -> tuple[Difference, ...]:
        """What changed from one version to another."""
        return differences(self.lines(before), self.lines(after))

    @property
    def outcomes_met(self) -> tuple[int, int]:
        """(met, judged) by the newest result of each outcome."""
        return met_share(self.results)


def plan_of(recorded: Sequence[RecordedFact], as_at: date, months: int = ADVICE_MONTHS) -> PlanView:
    """The plan in a case's entries."""
    entries = tuple(recorded)
    return PlanView(
        entries, as_at, versions(entries), amendments(entries), results(entries), place_history(entries), months
    )


def read_plan(desk: Desk, ref: str) -> PlanView:
    """The plan of a case.  Raises BadInput where there is no such case."""
    with desk.store.read() as work:
        return plan_of(work.facts(find(work, ref)), desk.today(), months_of(work.setting(ADVICE_SETTING)))


def version_of(plan: PlanView, ref: str, number: int | None = None) -> PlanVersion:
    """A version by its number, the newest where none is asked for.  Raises BadInput where there is none."""
    if not plan.versions:
        raise BadInput(f"{ref} has no plan yet; start its first version.")
    found = next((v for v in plan.versions if number in (None, v.number) and (number or v is plan.newest)), None)
    if found is None:
        raise BadInput(f"{ref} has no version {number} of the plan; it has {len(plan.versions)}.")
    return found
