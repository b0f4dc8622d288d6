"""Panels: which cases are put before which panel on which day, what it decided, the tasks it set (needs.md M1).

A matter is put before a panel of a day; where the panel puts it off, it stands on the agenda of the later day too.  A task
of a panel is a promise that names the matter, so that it is kept, moved and chased like every other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.panel_kinds import PANELS
from ehcp_desk.domain.record import NewFact, Promise, RecordedFact

PANEL_FACTS = ("panel_item", "panel_decided")
TASK_FACTS = ("promise_made", "promise_moved", "promise_kept", "chaser")


@dataclass(frozen=True, slots=True)
class PanelDecision:
    """What a panel decided of a matter: the entry, the day, the outcome in words, the reasons and who chaired."""

    entry: int
    on: date
    outcome: str
    reasons: str
    chair: str
    again: date | None


@dataclass(frozen=True, slots=True)
class PanelMatter:
    """A matter put before the panel of a day.  ``entry`` is what put it there; ``first`` the day it was first before a
    panel where it was put off to this one."""

    entry: int
    case_id: int
    panel: str
    day: date
    asked: str
    by: str
    brief: str
    decision: PanelDecision | None = None
    first: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class Sitting:
    """One panel on one day."""

    day: date
    panel: str

    @property
    def words(self) -> str:
        """``Placement panel, 12 November 2026``."""
        return f"{panel_words(self.panel)}, {in_words(self.day)}"

    @property
    def key(self) -> str:
        """How a list and a command name it: ``2026-11-12 placement``."""
        return f"{self.day.isoformat()} {self.panel}"


def panel_words(panel: str) -> str:
    """A panel as people say it; one of the council's own as it was typed."""
    return PANELS.get(panel, panel)


def matters_of(entries: Iterable[RecordedFact]) -> tuple[PanelMatter, ...]:
    """Every matter from the standing entries of ``PANEL_FACTS``, one for each panel it stands before, by day."""
    told = sorted((e for e in entries if e.stands), key=lambda e: e.order)
    names = {_folded(words): panel for panel, words in PANELS.items()}
    decided: dict[str, list[RecordedFact]] = {}
    for entry in told:
        if entry.fact.kind == "panel_decided":
            decided.setdefault(entry.fact.attrs["item"], []).append(entry)
    found: list[PanelMatter] = []
    for entry in told:
        if entry.fact.kind == "panel_item":
            said = " ".join(entry.fact.attrs["panel"].split())
            found += _sittings(entry, names.setdefault(_folded(said), said), decided.get(str(entry.id), []))
    return tuple(sorted(found, key=lambda m: (m.day, m.panel, m.entry)))


def _folded(panel: str) -> str:
    """One panel, whatever capitals and blanks its name was typed with."""
    return " ".join(panel.split()).casefold()


def _sittings(entry: RecordedFact, panel: str, decided: Sequence[RecordedFact]) -> list[PanelMatter]:
    """The matter on its day, and again on each day it was put off to.  A decision after one that put it off belongs to the
    later sitting; one after any other decision takes its place."""
    attrs = entry.fact.attrs
    first = day = date.fromisoformat(attrs["day"])
    made: PanelDecision | None = None
    found: list[PanelMatter] = []

    def sat(decision: PanelDecision | None) -> None:
        found.append(PanelMatter(entry.id, entry.case_id, panel, day, entry.fact.note, attrs.get("by", ""),
                                 attrs.get("brief", ""), decision, first if day != first else None))  # fmt: skip

    for one in map(_decision, decided):
        if made is not None and made.again is not None:
            sat(made)
            day = made.again
        made = one
    sat(made)
    if made is not None and made.again is not None:
        day = made.again
        sat(None)
    return found


def _decision(entry: RecordedFact) -> PanelDecision:
    attrs = entry.fact.attrs
    again = attrs.get("again")
    outcome = said_words("panel_decided", "outcome", attrs["outcome"])
    return PanelDecision(entry.id, entry.fact.on, outcome, entry.fact.note, attrs.get("by", ""),
                         date.fromisoformat(again) if again else None)  # fmt: skip


def sittings_of(matters: Iterable[PanelMatter]) -> tuple[Sitting, ...]:
    """Every sitting, the latest day first."""
    return tuple(sorted({Sitting(m.day, m.panel) for m in matters}, reverse=True))


def on_agenda(matters: Iterable[PanelMatter], sitting: Sitting) -> tuple[PanelMatter, ...]:
    """The matters before one sitting."""
    return tuple(m for m in matters if (m.day, m.panel) == (sitting.day, sitting.panel))


def tasks_set(tasks: Iterable[Promise], matters: Iterable[PanelMatter], sitting: Sitting) -> tuple[Promise, ...]:
    """The tasks of the matters of a sitting that were set on its day or later, the soonest due first; of a matter that was
    put off, those set before it was looked at again."""
    matters = tuple(matters)
    until = {str(m.entry): date.max for m in on_agenda(matters, sitting)}
    for m in matters:
        if str(m.entry) in until and m.day > sitting.day:
            until[str(m.entry)] = min(m.day, until[str(m.entry)])
    return tuple(task for task in tasks if task.item in until and sitting.day <= task.made_on < until[task.item])


def wrong_day_again(before: Iterable[RecordedFact], decision: Fact | NewFact) -> str:
    """Why a decision cannot send its matter back on the day it says, or on none, in a sentence; empty where it can.
    ``before`` is what is on the record without the decision."""
    said, item = decision.attrs.get("again", ""), decision.attrs.get("item", "")
    last = max(
        (m.day for m in matters_of(e for e in before if e.fact.kind in PANEL_FACTS) if str(m.entry) == item),
        default=None,
    )
    if not said:
        deferred = decision.attrs.get("outcome") == "deferred"
        return (
            "say on which day it is back before the panel (again=DATE), or it is on no agenda to come."
            if deferred
            else ""
        )
    again = date.fromisoformat(said)
    if last is not None and again <= last:
        return f"it cannot be back before the panel on {in_words(again)}, as it was before it on {in_words(last)}."
    return ""


def to_report(tasks: Iterable[Promise], matters: Sequence[PanelMatter], sitting: Sitting) -> tuple[Promise, ...]:
    """The tasks whose progress this sitting looks at: set by the same panel before its day, and open on it or done since
    the sitting before."""
    earlier = [s for s in sittings_of(matters) if s.panel == sitting.panel and s.day < sitting.day]
    last = earlier[0].day if earlier else date.min
    entries = {str(m.entry) for m in matters if m.panel == sitting.panel}
    return tuple(task for task in tasks if task.item in entries and task.made_on < sitting.day
                 and (task.kept_on is None or task.kept_on >= last))  # fmt: skip
