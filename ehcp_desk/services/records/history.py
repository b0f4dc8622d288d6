"""The history of a case: every act in the journal, in words, with what was there before and the reason given."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.journal import JournalEntry, seal_words
from ehcp_desk.domain.terms import fact_title, told
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.heads import local

EMPTIED = "The words of this entry were lawfully removed; that it happened stays on the record."


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act: when and by whom, what was done, what it said before and after, and why.

    ``fact`` is the entry it touched where it touched one; ``seal`` is the short form of the journal's hash.
    """

    seq: int
    at: datetime
    who: str
    what: str
    detail: str = ""
    reason: str = ""
    fact: int | None = None
    seal: str = ""


def case_history(desk: Desk, case_id: int) -> tuple[HistoryLine, ...]:
    """Everything done to a case, newest first."""
    with desk.store.read() as work:
        lines = [line_of(entry) for entry in work.journal(case_id=case_id)]
    return tuple(reversed(lines))


def reasons(history: tuple[HistoryLine, ...]) -> dict[int, str]:
    """Why each corrected or withdrawn entry was changed, by the number of the entry that was changed."""
    return {line.fact: line.reason for line in reversed(history) if line.fact is not None and line.reason}


def line_of(entry: JournalEntry) -> HistoryLine:
    """One journal entry in words."""
    said: dict[str, Any] = json.loads(entry.payload) if entry.payload is not None else {}
    worded = _WORDED.get(entry.kind)
    if entry.payload is None:
        what, detail, reason, fact = _kind_words(entry.kind), EMPTIED, "", None
    elif worded is None:
        what, detail, reason, fact = _kind_words(entry.kind), "", str(said.get("reason", "")), None
    else:
        what, detail, reason, fact = worded(said)
    return HistoryLine(
        entry.seq, local(entry.at), entry.actor, what, detail, reason, fact, seal_words(entry.hash)
    )  # fmt: skip


def fact_words(said: Mapping[str, Any]) -> str:
    """A fact as the journal holds it, told in one line with its day."""
    on = str(said.get("on", ""))
    if not on:
        return fact_title(str(said.get("kind", "")))
    fact = Fact(
        str(said.get("kind", "")), date.fromisoformat(on), said.get("attrs") or {}, note=str(said.get("note", ""))
    )
    words = told(fact)
    note = f" {fact.note}" if fact.note and fact.note not in words else ""
    return f"{in_words(fact.on)}: {words}{note}"


_Worded = tuple[str, str, str, int | None]


def _recorded(said: Mapping[str, Any]) -> _Worded:
    source = str(said.get("source", ""))
    return f"Recorded {fact_words(said)}", f"Source: {source}" if source else "", "", None


def _opened(said: Mapping[str, Any]) -> _Worded:
    return f"Opened the case {said.get('ref', '')}".strip(), fact_words(said) if "kind" in said else "", "", None


def _corrected(said: Mapping[str, Any]) -> _Worded:
    before = said.get("before", {})
    return (
        f"Corrected to {fact_words(said)}",
        f"Before: {fact_words(before)}",
        str(said.get("reason", "")),
        before.get("fact"),
    )


def _withdrawn(said: Mapping[str, Any]) -> _Worded:
    before = said.get("before", {})
    return f"Withdrew {fact_words(before)}", "", str(said.get("reason", "")), before.get("fact")


def _moved(said: Mapping[str, Any]) -> _Worded:
    was = said.get("from") or "nobody"
    return f"Named {said.get('to', '')} as caseworker", f"Before: {was}", str(said.get("reason", "")), None


def _freed(said: Mapping[str, Any]) -> _Worded:
    return f"Took the case off {said.get('from', '')}", "", str(said.get("reason", "")), None


def _psychologist(said: Mapping[str, Any]) -> _Worded:
    before = said.get("before") or "nobody"
    return f"Named {said.get('to', '')} as educational psychologist", f"Before: {before}", "", None


def _filed(said: Mapping[str, Any]) -> _Worded:
    return f"Filed {said.get('filename', 'a document')}", f"Digest {str(said.get('sha256', ''))[:12]}", "", None


def _child(said: Mapping[str, Any]) -> _Worded:
    fields = [f"{name}: {v.get('before') or 'blank'} became {v.get('after') or 'blank'}" for name, v in said.items()]
    return "Changed the child’s details", "; ".join(fields), "", None


def _person(said: Mapping[str, Any]) -> _Worded:
    return "Added somebody to ring", str(said.get("relation", "")), "", None


def _checked(said: Mapping[str, Any]) -> _Worded:
    return "Checked and released the case", f"It was held: {said.get('held', '')}", str(said.get("reason", "")), None


def _plan_written(said: Mapping[str, Any]) -> _Worded:
    lines = ", ".join(said.get("lines", ()))
    return f"Wrote in version {said.get('version')} of the plan", f"Lines: {lines}", "", None


def _plan_started(said: Mapping[str, Any]) -> _Worded:
    return f"Began version {said.get('version')} of the plan", str(said.get("purpose", "")).capitalize(), "", None


def _plan_signed(said: Mapping[str, Any]) -> _Worded:
    detail = f"Signed off by {said.get('by')}; digest {str(said.get('digest', ''))[:12]}"
    return f"Signed off version {said.get('version')} of the plan", detail, str(said.get("reason", "")), None


_WORDED: Mapping[str, Callable[[Mapping[str, Any]], _Worded]] = {
    "fact_recorded": _recorded,
    "case_opened": _opened,
    "fact_corrected": _corrected,
    "fact_withdrawn": _withdrawn,
    "assigned": _moved,
    "unassigned": _freed,
    "psychologist_named": _psychologist,
    "document_filed": _filed,
    "child_changed": _child,
    "person_added": _person,
    "checked": _checked,
    "plan_written": _plan_written,
    "plan_version_started": _plan_started,
    "plan_signed_off": _plan_signed,
}


def _kind_words(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
