"""How far each setting is towards being named: asked for, consulted, replied, offered, and whether the family met it (D6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.domain.plan_gaps import Gap, GapKind
from ehcp_desk.domain.plan_history import PlaceStep

_STEPS = {"setting_preferred": "asked for", "setting_consulted": "consulted", "setting_replied": "replied",
          "place_offered": "offered a place", "setting_met": "met the family"}  # fmt: skip
_WANTED = {
    "setting_consulted": "not consulted",
    "setting_replied": "no reply",
    "setting_met": "the family has not met it",
}
"""What ought to be there before a setting is named, and how its absence is said."""


@dataclass(frozen=True, slots=True)
class SettingLog:
    """One setting: the last day of each step towards it, by kind of entry."""

    setting: str
    steps: dict[str, date] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not on the record yet, in words."""
        return tuple(words for kind, words in _WANTED.items() if kind not in self.steps)

    @property
    def words(self) -> str:
        """``consulted, replied; the family has not met it``."""
        done = ", ".join(words for kind, words in _STEPS.items() if kind in self.steps)
        return "; ".join(filter(None, (done, ", ".join(self.missing))))


def setting_log(steps: Iterable[PlaceStep]) -> tuple[SettingLog, ...]:
    """Each setting that was asked for, consulted, met or has offered a place, in the order they first came up."""
    found: dict[str, SettingLog] = {}
    for step in steps:
        if step.kind in _STEPS and step.setting:
            log = found.setdefault(step.setting.casefold(), SettingLog(step.setting))
            log.steps[step.kind] = max(step.on, log.steps.get(step.kind, step.on))
    return tuple(found.values())


def place_gaps(lines: Iterable[PlanLine], steps: Iterable[PlaceStep]) -> tuple[Gap, ...]:
    """What is missing of each setting that section I names."""
    known = {log.setting.casefold(): log for log in setting_log(steps)}
    gaps = []
    for line in lines:
        name = line.part("setting").strip()
        if line.section == "I" and name:
            missing = known.get(name.casefold(), SettingLog(name)).missing
            if missing:
                gaps.append(Gap(GapKind.SETTING, line, f"{name}: {', '.join(missing)}."))
    return tuple(gaps)
