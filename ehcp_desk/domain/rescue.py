"""The rescue order: given a day's hours, which cases to touch to save most statutory dates.

The rule, in words, is :data:`RULE`; hours and harm are data (``rules/oversight/rescue.toml``).  A manager may put a
case first, with a reason; that comes before the rule.  A date that cannot be saved is never counted as saved.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.worklist import Summary

RULE = (
    "First what a manager put first. Then dates that are lost unless the act is done that day, then those of the days "
    "after; within each, the most harm avoided an hour, then the earliest date. An act that no longer fits into the hours "
    "is passed over for the next that does."
)
PUT_FIRST = "rescue_first"
"""The kind of fact that puts a case first for a day, with its reason."""
MOST_HOURS = 10_000.0
NOT_REACHED = "put first, but the hours do not reach"


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Any]:
    """The numbers of ``rules/oversight/rescue.toml``."""
    return tomllib.loads(files("ehcp_desk.rules.oversight").joinpath("rescue.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Act:
    """What saves a date: its words, hours, harm avoided, and days others need before the date."""

    words: str
    hours: float
    harm: int
    lead_days: int = 0


def acts(own_hours: Mapping[str, float]) -> dict[str, Act]:
    """Every act by the rule it serves, with the council's own hours where it has set them."""
    return {
        rule: Act(a["act"], own_hours.get(rule, float(a["hours"])), int(a["harm"]), int(a.get("lead_days", 0)))
        for rule, a in rules()["act"].items()
    }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date that could be saved: the case, the limit, the act and the last day to do it.

    ``lost`` says why it cannot be saved on the day asked about; empty where it can.
    """

    case_id: int
    ref: str
    rule: str
    duty: str
    due: date
    act: str
    act_by: date
    hours: float
    harm: int
    person: str
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """One line of the order.  ``reason`` is a manager's, where they put the case first; ``saves`` is False where the case is
    worth touching for that reason alone."""

    candidate: Candidate
    reason: str = ""
    saves: bool = True


@dataclass(frozen=True, slots=True)
class Rescue:
    """The order of a day.  ``unfit`` could be saved and did not fit into the hours; ``lost`` cannot be saved; with
    them stands each put first that has nothing to save and did not fit either."""

    day: date
    hours: float
    picks: tuple[Pick, ...]
    unfit: tuple[Candidate, ...]
    lost: tuple[Candidate, ...]
    late: int

    @property
    def saved(self) -> int:
        """Dates saved."""
        return sum(pick.saves for pick in self.picks)

    @property
    def used(self) -> float:
        """Hours taken."""
        return sum(pick.candidate.hours for pick in self.picks)


def candidate(
    case_id: int, ref: str, summary: Summary, duty: str, person: str, day: date, known: Mapping[str, Act]
) -> Candidate | None:
    """The date a case stands to lose next, on a day; None where nothing is due or the limit is lifted.

    A final plan without a draft is saved by serving the draft, while the family's days for comments still fit.
    """
    due, rule = summary.next_due, summary.next_rule
    if due is None or summary.next_relieved:
        return None
    comments, lost, act_by = int(rules()["comment_days"]), "", due
    act = known.get(rule, known["other"])
    if rule == "A_FINAL_PLAN" and summary.draft_on is None:
        act, act_by = known["A_DRAFT"], due - timedelta(comments)
        if summary.stage is Stage.ASSESSING and summary.awaiting:
            lost = f"{len(summary.awaiting)} advice still awaited"
        elif act_by < day <= due:
            lost = f"no draft yet, and the family’s {comments} days for it no longer fit"
    elif rule == "A_FINAL_PLAN" and summary.draft_on is not None:
        ready = summary.draft_on + timedelta(comments)
        if ready > due:
            lost = f"the family’s {comments} days for the draft end on {in_words(ready)}, after the date"
        elif ready > day:
            lost = f"not yet: the family’s {comments} days for the draft end on {in_words(ready)}"
    else:
        act_by = due - timedelta(act.lead_days)
        if act_by < day <= due:
            lost = f"{act.lead_days} days’ notice no longer fit"
    if due < day:
        lost = "the date has passed"
    return Candidate(case_id, ref, rule, duty, due, act.words, act_by, act.hours, act.harm, person, lost)


def rescue_order(
    day: date,
    hours: float,
    found: Iterable[Candidate],
    put_first: Mapping[int, str],
    by_person: Mapping[str, float] | None = None,
    urgent_by: date | None = None,
) -> Rescue:
    """The order.  ``put_first`` gives cases a manager put first, in that order, with their reasons.

    ``by_person`` gives each person's own hours: then a case takes those of whoever answers for it, and ``hours`` is
    their sum.  Acts to be done by ``urgent_by`` (the last day before the office opens again; None: the day itself) are
    lost unless done that day.  Never takes more hours than there are.
    """
    everything = list(found)
    left = dict(by_person) if by_person else {"": hours}
    reach = day + timedelta(int(rules()["look_ahead_days"]))
    can = sorted((c for c in everything if not c.lost and c.act_by <= reach), key=lambda c: _place(c, urgent_by or day))
    named = {c.case_id: c for c in everything}
    picks = [Pick(named[n], why, not named[n].lost) for n, why in put_first.items() if n in named]
    taken: list[Pick] = []
    unfit: list[Candidate] = []
    passed_over: list[Candidate] = []
    for pick in (*picks, *(Pick(c) for c in can if c.case_id not in put_first)):
        purse = pick.candidate.person if by_person else ""
        if pick.candidate.hours <= left.get(purse, 0.0) + 1e-9:
            left[purse] -= pick.candidate.hours
            taken.append(pick)
        elif pick.saves:
            unfit.append(pick.candidate)
        else:  # nothing to save, yet a manager asked for it and must see that the hours do not reach
            passed_over.append(replace(pick.candidate, lost=f"{NOT_REACHED}; {pick.candidate.lost}"))
    said = {pick.candidate.case_id for pick in taken} | {one.case_id for one in passed_over}
    apart = (c for c in everything if c.lost and day <= c.due and c.act_by <= reach and c.case_id not in said)
    lost = sorted((*passed_over, *apart), key=lambda c: (c.due, c.ref))
    late = sum(c.due < day for c in everything)
    return Rescue(day, sum(by_person.values()) if by_person else hours, tuple(taken), tuple(unfit), tuple(lost), late)


def _place(one: Candidate, urgent_by: date) -> tuple[bool, float, date, str]:
    return one.act_by > urgent_by, -one.harm / max(one.hours, 0.01), one.due, one.ref


def read_hours(texts: Sequence[str], what: str, least: float = 0.0) -> dict[str, float]:
    """``Name=4`` as a name and hours.  Raises BadInput in one sentence."""
    found: dict[str, float] = {}
    for text in texts:
        name, sign, written = text.rpartition("=")
        try:
            hours = float(written)
        except ValueError:
            hours = -1.0
        if not sign or not name.strip() or not least <= hours <= MOST_HOURS:
            raise BadInput(f"'{text}' is not hours: write {what} and the hours, like {what}=2.5.")
        found[name.strip()] = hours
    return found
