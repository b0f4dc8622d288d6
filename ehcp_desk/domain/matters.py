"""What waits for somebody on a case: promises, signals, answers and replies owed, each with its day.

Obligations of an order, a mediation, a review or a complaint are promises with a source (needs.md E2, I5): one list, one
way to keep them.  The day first promised is never lost: every move is an entry with its reason (needs.md M4).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ehcp_desk.clock.model import State
from ehcp_desk.domain.dates import day_count, short
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.record import RecordedFact, promises, times_chased
from ehcp_desk.domain.signals import OFFERED, Signals
from ehcp_desk.domain.wording import Mark, state_words

SOURCES: dict[str, str] = {
    "": "What we said ourselves", "order": "A tribunal order", "mediation": "A mediation agreement", "review": "A review",
    "complaint": "A complaint", "ombudsman": "The Ombudsman", "panel": "A panel", "audit": "A file audit",
}  # fmt: skip
"""What a promise may come from; anything but our own word is an obligation (needs.md E2, I5, M5)."""
_DUE = {"complaint": "answer_by", "pre_action_letter": "answer_by", "ombudsman": "answer_by", "challenge": "due",
        "placement_ended": "plan_by"}  # fmt: skip
_ANSWERS = {"complaint": ("complaint_answered", "complaint"), "challenge": ("challenge_answered", "challenge"),
            "placement_ended": ("breakdown_plan", "ended")}  # fmt: skip
"""The entry that answers a kind of its own, and the name it gives the entry answered; the others: ``signal_answered``."""
_ALWAYS = ("promise_made", "promise_kept", "promise_moved", "signal_answered", "contact", "reply_sent", "chaser",
           *(kind for kind, _ in _ANSWERS.values()), *_DUE)  # fmt: skip
MATTER_KINDS: tuple[str, ...] = tuple(dict.fromkeys((*_ALWAYS, *OFFERED)))
_READ = frozenset(MATTER_KINDS)


def kinds_that_wait(signals: Signals) -> tuple[str, ...]:
    """The kinds to read of a whole record under what the council chose: fewer than ``MATTER_KINDS``."""
    return tuple(dict.fromkeys((*_ALWAYS, *sorted(signals.kinds))))


class Owed(StrEnum):
    """What is owed: words for a list."""

    PROMISE = "Promise"
    SIGNAL = "To be acted on"
    ANSWER = "Answer"
    REPLY = "Reply"


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits.

    ``due`` is None for a signal, which waits from the day it came.  ``first_due`` is the day first promised and ``moves``
    how often that moved.  ``fact_id`` is the entry it comes from, first written by ``by``; ``kind`` is its kind of fact;
    ``who`` is whom it is owed to, where that is said; ``chased`` how often somebody asked where it is (needs.md D2).
    """

    fact_id: int
    case_id: int
    owed: Owed
    kind: str
    what: str
    since: date
    due: date | None
    who: str = ""
    by: str = ""
    source: str = ""
    first_due: date | None = None
    moves: int = 0
    chased: int = 0

    def late(self, day: date) -> bool:
        """True from the day after it was due; a signal is late from the day after it came."""
        return (self.due or self.since) < day

    @property
    def answered_by(self) -> tuple[str, dict[str, str]]:
        """The kind of entry that settles it, and what that entry must say."""
        if self.owed is Owed.PROMISE:
            return "promise_kept", {"promise": str(self.fact_id)}
        if self.owed is Owed.REPLY:
            return "reply_sent", {"contact": str(self.fact_id)}
        own = _ANSWERS.get(self.kind) if self.owed is Owed.ANSWER or self.kind != "placement_ended" else None
        settled, name = own or ("signal_answered", "signal")
        return settled, {name: str(self.fact_id)}

    def whose(self, as_at: date) -> str:
        """Whose word it is or who waits: ``Promised by Joy on 28 October``, ``A reply to Jo, in contact on 10 October``."""
        since = short(self.since, as_at)
        if self.owed is Owed.PROMISE:
            origin = f"{SOURCES.get(self.source, self.source)}; promised" if self.source else "Promised"
            said = f"{origin} by {self.by.split()[0]} on {since}"
            if self.moves and self.first_due is not None:
                said += f", first for {short(self.first_due, as_at)}, moved {times_words(self.moves)}"
        elif self.owed is Owed.REPLY:
            said = f"A reply to {self.who or 'the family'}, in contact on {since}"
        else:
            said = f"Came on {since}" + (f" from {self.who}" if self.who else "")
        return f"{said}, {chased_words(self.chased)}" if self.chased else said

    def standing(self, as_at: date) -> tuple[Mark, str]:
        """``overdue by 3 days``, ``due today``, ``5 November``; for a signal how long it has waited."""
        if self.due is None:
            waited = (as_at - self.since).days
            return (Mark.OVERDUE, f"waits {day_count(waited)}") if waited else (Mark.DUE_SOON, "came today")
        days = (self.due - as_at).days
        if days > 0:
            return Mark.RUNNING, short(self.due, as_at)
        return (Mark.OVERDUE, state_words(State.OVERDUE, -days)) if days else (
            Mark.DUE_SOON, state_words(State.RUNNING, 0))  # fmt: skip

    @property
    def slipped(self) -> int:
        """Days between the day first promised and the day promised now."""
        return (self.due - self.first_due).days if self.due and self.first_due else 0


def chased_words(count: int) -> str:
    """``chased once``, ``chased 3 times``; empty for 0."""
    return f"chased {times_words(count)}" if count else ""


def times_words(count: int) -> str:
    """``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


_SETTLES = {"promise_kept": "promise", "signal_answered": "signal", **dict(_ANSWERS.values())}


def may_wait(rows: Iterable[tuple[str, str, str | None, int, int]]) -> bool:
    """False where nothing can wait on the case that these standing rows (kind, ISO day, attributes as JSON, number,
    case) are of; True where :func:`open_matters` must look.  Quick, for reading a whole record."""
    waiting: dict[str, set[str]] = {"promise": set(), "signal": set()}
    settled: dict[str, set[str]] = {"promise": set(), "signal": set()}
    contacts: list[tuple[str, str, int]] = []
    replied, linked = "", set()
    for kind, on, text, number, _ in rows:
        if kind in _SETTLES:
            name = _SETTLES[kind]
            settled["promise" if name == "promise" else "signal"].add(json.loads(text or "{}").get(name, ""))
        elif kind == "contact":
            contacts.append((on, text or "", number))
        elif kind == "reply_sent" and text and '"contact"' in text:
            linked.add(json.loads(text)["contact"])
        elif kind == "reply_sent":
            replied = max(replied, on)
        elif kind not in ("promise_moved", "chaser") and not (kind == "placement_ended" and _as_planned(text)):
            waiting["promise" if kind == "promise_made" else "signal"].add(str(number))
    return any(waiting[name] - settled[name] for name in waiting) or _unanswered(
        [c for c in contacts if str(c[2]) not in linked], contacts, replied
    )


def _as_planned(text: str | None) -> bool:
    """True of the end of a placement that raises nothing and wants no plan."""
    return bool(json.loads(text or "{}").get("planned") != "no")


def _unanswered(unlinked: list[tuple[str, str, int]], contacts: list[tuple[str, str, int]], replied: str) -> bool:
    owed = [(on, json.loads(text)) for on, text, _ in unlinked if '"reply_by"' in text and on > replied]
    if not owed:
        return False
    spoken: dict[str, str] = {}
    for on, text, _ in contacts:
        said = json.loads(text) if '"direction"' in text else {}
        if said.get("direction") == "out" and said.get("with"):
            spoken[said["with"]] = max(on, spoken.get(said["with"], ""))
    return any(spoken.get(said.get("with", ""), "") < on for on, said in owed)


def open_matters(recorded: Iterable[RecordedFact], signals: Signals | None = None) -> tuple[Matter, ...]:
    """Everything that waits on the cases these entries are of, the oldest day first.  Needs every entry of
    ``MATTER_KINDS``; others do no harm.  ``signals`` is what the council chose, else the usual."""
    entries = [entry for entry in recorded if entry.fact.kind in _READ and entry.stands]
    found = [*_promised(entries), *_raised(entries, signals or Signals()), *replies_owed(entries)]
    return tuple(sorted(found, key=lambda m: (m.due or m.since, m.fact_id)))


def _promised(entries: Sequence[RecordedFact]) -> list[Matter]:
    return [
        Matter(
            p.fact_id,
            p.case_id,
            Owed.PROMISE,
            "promise_made",
            p.what,
            p.made_on,
            p.due,
            p.to,
            p.made_by,
            p.source,
            p.first_due,
            p.moves,
            p.chased,
        )
        for p in promises(entries)
        if p.kept_on is None
    ]


def _raised(entries: Sequence[RecordedFact], signals: Signals) -> list[Matter]:
    answered = {e.fact.attrs.get(name) for e in entries if (name := _SETTLES.get(e.fact.kind)) and name != "promise"}
    risen = {_issue(e): e.id for e in sorted((e for e in entries if e.fact.kind == "challenge"), key=lambda e: e.order)}
    found = []
    for entry in entries:
        fact = entry.fact
        if str(entry.id) in answered:
            continue
        if fact.kind == "challenge" and (fact.attrs.get("outcome") or risen[_issue(entry)] != entry.id):
            continue
        written = fact.attrs.get(_DUE.get(fact.kind, ""), "")
        if not written and not signals.raised_by(fact):
            continue
        due = date.fromisoformat(written) if written else None
        owed = Owed.ANSWER if due is not None else Owed.SIGNAL
        plan = fact.kind == "placement_ended"
        who = "" if plan else fact.attrs.get("by", "")
        what = f"Manager’s note and plan. {happened(fact)}" if plan and due else happened(fact)
        found.append(Matter(entry.id, entry.case_id, owed, fact.kind, what, fact.on, due, who, entry.first_author))
    return found


def _issue(entry: RecordedFact) -> tuple[int, str]:
    """What a challenge is about: raised again, on whatever rung, the later entry carries it on."""
    return entry.case_id, entry.fact.attrs.get("issue", "").casefold()


def replies_owed(entries: Sequence[RecordedFact]) -> list[Matter]:
    """A reply that names a contact answers that one.  One that names none, and a call or letter of ours to the same person,
    answers what came on the day or before.  Takes standing entries."""
    chased = times_chased(entries)
    linked = {e.fact.attrs["contact"] for e in entries if e.fact.kind == "reply_sent" and e.fact.attrs.get("contact")}
    replied: dict[int, date] = {}
    spoken: dict[tuple[int, str], date] = {}
    for entry in entries:
        fact = entry.fact
        if fact.kind == "reply_sent" and not fact.attrs.get("contact"):
            replied[entry.case_id] = max(fact.on, replied.get(entry.case_id, fact.on))
        elif fact.kind == "contact" and fact.attrs.get("direction") == "out" and fact.attrs.get("with"):
            key = entry.case_id, fact.attrs["with"]
            spoken[key] = max(fact.on, spoken.get(key, fact.on))
    return [
        Matter(e.id, e.case_id, Owed.REPLY, e.fact.kind, e.fact.note, e.fact.on,
               date.fromisoformat(e.fact.attrs["reply_by"]), e.fact.attrs.get("with", ""), e.first_author,
               chased=chased.get(str(e.id), 0))
        for e in entries
        if e.fact.kind == "contact" and e.fact.attrs.get("reply_by") and str(e.id) not in linked
        and replied.get(e.case_id, date.min) < e.fact.on
        and spoken.get((e.case_id, e.fact.attrs.get("with", "")), date.min) < e.fact.on
    ]  # fmt: skip
