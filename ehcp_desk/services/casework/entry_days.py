"""Days within an entry, and the order of entries: a day that cannot be is refused when it is written, in one sentence.

What a file tells of elsewhere is brought in as it is told and not held to this, and a correction only for what it changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from types import MappingProxyType

from ehcp_desk.clock.history import REQUESTS, comes_before
from ehcp_desk.clock.model import NOTHING, Fact
from ehcp_desk.clock.vocabulary import AttrType
from ehcp_desk.domain.case import Stage, stage_steps
from ehcp_desk.domain.case_kinds import attrs_of
from ehcp_desk.domain.contact_kinds import SAID
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.entry_links import LINKS, in_its_place
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.people_kinds import PEOPLE_KINDS
from ehcp_desk.domain.record import NewFact, RecordedFact, standing
from ehcp_desk.domain.terms import fact_title

EARLIEST = date(1990, 1, 1)
AHEAD = timedelta(days=5 * 366)
"""How far ahead something can be planned; further is a slip in the year."""
LIFELONG = timedelta(days=26 * 366)
"""How far ahead an end or a target may lie: no plan outlives the year of its 26th birthday."""
_ENDS = frozenset({"setting_named.to", "personal_budget.to", "consent.to", "plan_line.target",
                   *(f"{kind}.to" for kind in PEOPLE_KINDS)})  # fmt: skip
_DONE = frozenset({"made_on", "written_on", "told_on"})
"""Days on which something was done, which have come."""
_BEFORE_IT = frozenset({"made_on", "written_on"})
"""Of these, days of what was there when the entry happened."""
_AFTER_IT = frozenset({"due", "answer_by", "reply_by", "again_by", "promised", "again", "plan_by", "review", "day",
                       "agreed_by"})  # fmt: skip
"""Days something falls due or is come back to: never before the entry that says so."""
_UNDER_WAY = frozenset({Stage.DECIDING, Stage.ASSESSING, Stage.DRAFTING})
_NAMING = MappingProxyType({
    **{kind: names for kind, names in LINKS.items() if kind not in ("no_longer", "document_filed", "notice_sent")},
    "authorisation": ("decision",),
})  # fmt: skip


def check_days(fact: NewFact, today: date, before: Fact | None = None) -> None:
    """Refuse a day within an entry that cannot be; days that stood so in ``before``, which it corrects, stay.

    Raises BadInput in one sentence.
    """
    kept = before.attrs if before is not None and before.on == fact.on else NOTHING
    changed = {}
    for attr in (*attrs_of(fact.kind).values(), *SAID.get(fact.kind, {}).values()):
        value = fact.attrs.get(attr.name, "")
        if attr.type is AttrType.DATE and value and value != kept.get(attr.name):
            changed[attr.name] = date.fromisoformat(value)
            _check_day(fact, attr.name, attr.title, changed[attr.name], today)
    first, last = fact.attrs.get("from"), fact.attrs.get("to")
    if first and last and changed.keys() & {"from", "to"} and last < first:
        days = (in_words(date.fromisoformat(day)) for day in (last, first))
        raise BadInput(f"{fact_title(fact.kind)}: {' comes before '.join(days)}, its first day; check both days.")


def _check_day(fact: NewFact, name: str, title: str, day: date, today: date) -> None:
    told = f"{fact_title(fact.kind)}: {in_words(day)} ({title})"
    if day < EARLIEST:
        raise BadInput(f"{told} is too long ago to be right; check the year.")
    if name in _DONE and day > today:
        raise BadInput(f"{told} has not come yet; check the day.")
    if day > today + (LIFELONG if f"{fact.kind}.{name}" in _ENDS else AHEAD):
        raise BadInput(f"{told} is too far ahead to be right; check the year.")
    if fact.approximate:
        return
    if day < fact.on and (name in _AFTER_IT or f"{fact.kind}.{name}" in _ENDS):
        raise BadInput(f"{told} is before the day of the entry, {in_words(fact.on)}; check both days.")
    if day > fact.on and name in _BEFORE_IT:
        raise BadInput(f"{told} is after the day of the entry, {in_words(fact.on)}; check both days.")


def check_order(ref: str, every: Sequence[RecordedFact], fact: NewFact, before: Fact | None = None) -> None:
    """Refuse an entry that happened before the one it answers; ``every`` is each entry of the case.  Raises BadInput."""
    names = _NAMING.get(fact.kind, ())
    if before is not None and before.on == fact.on:
        names = tuple(name for name in names if before.attrs.get(name) != fact.attrs.get(name))
    if not names or fact.approximate:
        return
    there = {entry.id: entry for entry in every}
    later = {entry.supersedes: entry.id for entry in every if entry.supersedes is not None}
    for name in names:
        number = fact.attrs.get(name, "")
        named = there.get(in_its_place(int(number), later)) if number.isdecimal() else None
        if named is not None and named.stands and not named.fact.approximate and fact.on < named.fact.on:
            raise BadInput(
                f"{ref}: {fact_title(fact.kind)} on {in_words(fact.on)} would come before what it is about, "
                f"{fact_title(named.fact.kind).lower()} of {in_words(named.fact.on)} (entry {named.id}); check both days."
            )


def before_its_request(every: Sequence[RecordedFact], wanted: Sequence[NewFact]) -> tuple[str, ...]:
    """What to say of a final plan about to be saved that is dated before the request of the assessment now open.

    The clock keeps silent of one long before, since most records begin in the middle of a plan's life; whoever writes it
    today, with an assessment open, has most likely mistaken the year.
    """
    request, stage = None, Stage.UNKNOWN
    for fact, after in stage_steps(standing(every)):
        if fact.kind in REQUESTS and stage not in _UNDER_WAY:  # a second one, while the first is open, begins nothing
            request = fact
        stage = after
    if request is None or stage not in _UNDER_WAY:
        return ()
    early = [fact for fact in wanted if fact.kind == "final_plan_sent" and fact.on < request.on]
    return tuple(comes_before(Fact(fact.kind, fact.on), request) for fact in early)
