"""Every appeal of a case as a register lists it: what about, when lodged, how far, what comes next (needs.md I2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from ehcp_desk.clock.counting import within
from ehcp_desk.clock.model import State
from ehcp_desk.clock.vocabulary import APPEAL_TYPES
from ehcp_desk.domain.appeals import DIRECTED, RESPONSE_RULE, SIX_WEEKS, STARTS, ResponseDue, direction_words, rounds_of
from ehcp_desk.domain.case_kinds import said_words
from ehcp_desk.domain.deadlines import CachedDeadline
from ehcp_desk.domain.record import RecordedFact

APPEAL_KINDS = (
    *STARTS, "hearing_listed", "tribunal_direction", "la_response_sent", "appeal_not_opposed", "appeal_withdrawn",
    "tribunal_order", "order_complied",
)  # fmt: skip
"""The kinds a register is read from."""
DUTIES = ("T_ORD_", "T_UNOPP_", "T_REC_")
"""How the rules begin that an order, or an appeal the council does not oppose, starts."""
_STARTS_DUTIES = ("tribunal_order", "appeal_not_opposed")
_LEAVES_NOTHING = frozenset({"dismissed", "maintain"})
_LIVE = frozenset({State.RUNNING, State.OVERDUE})
STAGES: Mapping[str, str] = MappingProxyType({
    "respond": "Response to be sent", "responded": "Response sent", "listed": "Hearing listed",
    "heard": "Heard, decision awaited", "not_opposed": "Not opposed, to be carried out",
    "ordered": "Ordered, to be carried out", "done": "Carried out", "dismissed": "Dismissed",
    "withdrawn": "Withdrawn",
})  # fmt: skip
"""How far an appeal is, by its key."""
CLOSED = frozenset({"done", "dismissed", "withdrawn"})


@dataclass(frozen=True, slots=True)
class NextDay:
    """The next day of an appeal and what falls on it; ``late`` where it has passed."""

    on: date
    what: str
    late: bool


@dataclass(frozen=True, slots=True)
class RegisteredAppeal:
    """One appeal, or an order of which no appeal is recorded (``lodged`` None).  ``entry`` is where it begins on the
    record; ``ordered`` the day and words of what the Tribunal ordered or the council did not oppose; ``duties`` the
    limits of that which are open."""

    entry: int
    case_id: int
    about: str = ""
    number: str = ""
    lodged: date | None = None
    response_due: date | None = None
    responded: date | None = None
    hearing: date | None = None
    ordered: tuple[date, str] | None = None
    duties: tuple[tuple[str, date], ...] = ()
    stage: str = "respond"
    next: NextDay | None = None

    @property
    def open(self) -> bool:
        """True until it is withdrawn, dismissed or carried out."""
        return self.stage not in CLOSED


def appeals_of(
    entries: Iterable[RecordedFact], limits: Sequence[CachedDeadline], duties: Mapping[str, str], day: date
) -> tuple[RegisteredAppeal, ...]:
    """The appeals of one case, the oldest first, from its standing entries of ``APPEAL_KINDS`` and its limits; ``duties``
    gives each rule its words.  Open duties belong to the newest appeal that was ordered or not opposed."""
    rounds = rounds_of(entries)
    ordered = [n for n, one in enumerate(rounds) if any(e.fact.kind in _STARTS_DUTIES for e in one)]
    owed = [d for d in limits if d.rule.startswith(DUTIES)]
    other = [d for d in limits if not d.rule.startswith(DUTIES)]
    last = len(rounds) - 1
    return tuple(
        _told(one, [*(owed if n in ordered[-1:] else ()), *(other if n == last else ())], duties, day)
        for n, one in enumerate(rounds)
    )


def _told(
    entries: Sequence[RecordedFact], limits: Sequence[CachedDeadline], duties: Mapping[str, str], day: date
) -> RegisteredAppeal:
    newest = {entry.fact.kind: entry for entry in entries}
    lodged = next((e.fact.on for e in entries if e.fact.kind in STARTS), None)
    hearing = newest.get("hearing_listed")
    found = RegisteredAppeal(
        entries[0].id, entries[0].case_id, _about(newest), _attr(newest, "appeal_registered", "number"), lodged,
        _response_due(entries, limits), _on(newest, "la_response_sent"),
        date.fromisoformat(hearing.fact.attrs["date"]) if hearing else None, _ordered(newest),
        tuple((duties.get(d.rule, d.rule), d.due) for d in limits
              if d.rule.startswith(DUTIES) and d.on(day)[0] in _LIVE),
    )  # fmt: skip
    found = replace(found, stage=_stage(found, newest, day))
    return replace(found, next=_next(found, entries, day)) if found.open else found


def _about(newest: Mapping[str, RecordedFact]) -> str:
    kind = _attr(newest, "appeal_registered", "type")
    if kind:
        return APPEAL_TYPES.get(kind, kind)
    for name in ("appeal_received", "appeal_not_opposed"):
        attr = "contests" if name == "appeal_received" else "about"
        if value := _attr(newest, name, attr):
            words = said_words(name, attr, value)
            return words[:1].upper() + words[1:]
    return ""


def _ordered(newest: Mapping[str, RecordedFact]) -> tuple[date, str] | None:
    if "tribunal_order" in newest:
        fact = newest["tribunal_order"].fact
        return fact.on, said_words(fact.kind, "order", fact.attrs.get("order", "")) or "not recorded"
    if "appeal_not_opposed" in newest:
        return newest["appeal_not_opposed"].fact.on, "not opposed"
    return None


def _response_due(entries: Sequence[RecordedFact], limits: Sequence[CachedDeadline]) -> date | None:
    """The day the case's appeal page keeps: that of the Tribunal's own letter about the response, whatever it directed
    since of other things; else the earlier of the limit worked out and the six weeks of the guidance."""
    directed = [
        e.fact for e in entries if e.fact.kind == "tribunal_direction" and e.fact.attrs["rule"] == RESPONSE_RULE
    ]
    sent = [e.fact.on for e in entries if e.fact.kind == "appeal_sent_to_la"]
    computed = max((d.due for d in limits if sent and d.rule == RESPONSE_RULE and d.subject != DIRECTED), default=None)
    letter = date.fromisoformat(directed[-1].attrs["date"]) if directed else None
    return ResponseDue(letter, "", computed, within(sent[-1], SIX_WEEKS) if sent else None).due


def _stage(appeal: RegisteredAppeal, newest: Mapping[str, RecordedFact], day: date) -> str:
    if "appeal_withdrawn" in newest and "tribunal_order" not in newest:
        return "withdrawn"
    if appeal.ordered is not None:
        order = _attr(newest, "tribunal_order", "order")
        if order in _LEAVES_NOTHING:
            return "dismissed" if order == "dismissed" else "done"
        if not appeal.duties:
            return "done"
        return "ordered" if order else "not_opposed"
    if appeal.hearing is not None:
        return "listed" if appeal.hearing >= day else "heard"
    return "responded" if appeal.responded else "respond"


def _next(appeal: RegisteredAppeal, entries: Sequence[RecordedFact], day: date) -> NextDay | None:
    """What falls next: an open duty or a response not sent though its day has passed; of directions and hearings only
    what lies ahead."""
    days = [(on, words) for words, on in appeal.duties]
    if appeal.ordered is None:
        if appeal.response_due is not None and appeal.responded is None:
            days.append((appeal.response_due, "Response to the Tribunal"))
        for entry in entries:
            attrs = entry.fact.attrs
            if entry.fact.kind == "tribunal_direction" and attrs["rule"] != RESPONSE_RULE:
                days += [(on, direction_words(entry)) for on in (date.fromisoformat(attrs["date"]),) if on >= day]
        if appeal.hearing is not None and appeal.hearing >= day:
            days.append((appeal.hearing, "Hearing"))
    if not days:
        return None
    on, what = min(days)
    return NextDay(on, what, on < day)


def _attr(newest: Mapping[str, RecordedFact], kind: str, name: str) -> str:
    return newest[kind].fact.attrs.get(name, "") if kind in newest else ""


def _on(newest: Mapping[str, RecordedFact], kind: str) -> date | None:
    return newest[kind].fact.on if kind in newest else None
