"""The history of a case: every act in the journal, in words, with what was there before and the reason given."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.access import said_to
from ehcp_desk.domain.dates import day_count, in_words
from ehcp_desk.domain.journal import PAPER_ISSUED, JournalEntry, payload_of, seal_words
from ehcp_desk.domain.terms import fact_title, told
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.act_numbers import acts_said
from ehcp_desk.services.records.heads import local

EMPTIED = "The words of this entry were lawfully removed; that it happened stays on the record."
STRANGE = (
    "What this entry says cannot be read: it was written by another program. That it was written stays on the record."
)


# Acts on the child or the people to ring: they stand in the history of every case of the child.
OF_THE_CHILD = frozenset({"child_changed", "person_added", "person_changed"})
LATE_DAYS = 2
"""More days than this between an event and its being written down are said."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One field of one act: when and by whom, what was done, what it said before and after, and why.

    ``field`` is what a person filters by: the field of the child, or the kind of entry.  ``late`` is how many days
    after the event it was written down, 0 where that was at once.  ``fact`` is the entry it touched where it touched
    one; ``seal`` is the short form of the journal's hash; ``place`` tells the fields of one act apart.  ``act`` is the
    number of the act on many cases it is part of, in words.
    """

    seq: int
    at: datetime
    who: str
    what: str
    detail: str = ""
    reason: str = ""
    fact: int | None = None
    seal: str = ""
    field: str = ""
    before: str = ""
    after: str = ""
    late: int = 0
    corrected: bool = False
    place: int = 0
    act: str = ""

    @property
    def number(self) -> int:
        """A number of its own for every line."""
        return self.seq * 100 + self.place

    @property
    def late_words(self) -> str:
        """``written up 9 days later``; empty where it was at once."""
        return f"written up {day_count(self.late)} later" if self.late > LATE_DAYS else ""


def case_history(desk: Desk, case_id: int, field: str = "") -> tuple[HistoryLine, ...]:
    """Everything done to a case and its child, newest first; only one field or kind of entry where it is named."""
    with desk.store.read() as work:
        entries = list(work.journal(case_id=case_id))
        for other in work.cases_of_child(work.case(case_id).child.id):
            if other.id != case_id:
                entries += [e for e in work.journal(case_id=other.id) if e.kind in OF_THE_CHILD]
        if work.closed_cases()[0] or desk.store.copied is not None:  # a copy leaves out what is closed
            entries = [_unnamed(work, entry) for entry in entries]
        acts = acts_said(work, entries)
    entries.sort(key=lambda e: e.seq)
    lines = [_of_its_act(line, acts) for entry in entries for line in lines_of(entry)]
    wanted = field.strip().casefold()
    return tuple(line for line in reversed(lines) if not wanted or line.field.casefold() == wanted)


def _of_its_act(line: HistoryLine, acts: Mapping[int, str]) -> HistoryLine:
    """The line with the number of the act on many cases it is part of, by which the whole of it is taken back."""
    act = acts.get(line.seq, "")
    return replace(line, act=act) if act else line


def _unnamed(work: ReadWork, entry: JournalEntry) -> JournalEntry:
    """A line without the references of cases that whoever reads does not see."""
    if entry.payload is None or entry.kind not in ("another_child", "checked"):
        return entry
    said = said_to(entry.kind, payload_of(entry), lambda ref: work.find_case(ref) is not None)
    return replace(entry, payload=json.dumps(said))


def fields_in(history: Iterable[HistoryLine]) -> tuple[str, ...]:
    """What a history can be filtered by, in order of the alphabet."""
    return tuple(sorted({line.field for line in history if line.field}))


def reasons(history: tuple[HistoryLine, ...]) -> dict[int, str]:
    """Why each corrected or withdrawn entry was changed, by the number of the entry that was changed."""
    return {line.fact: line.reason for line in reversed(history) if line.fact is not None and line.reason}


def lines_of(entry: JournalEntry) -> list[HistoryLine]:
    """One journal entry in words: a line for each field it changed, or one line."""
    line = HistoryLine(entry.seq, local(entry.at), entry.actor, _kind_words(entry.kind), seal=seal_words(entry.hash))
    if entry.payload is None:
        return [replace(line, detail=EMPTIED)]
    try:
        return _told(line, entry.kind, json.loads(entry.payload))
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError):  # nothing the desk ever wrote
        return [replace(line, detail=STRANGE)]


def _told(line: HistoryLine, kind: str, said: Mapping[str, Any]) -> list[HistoryLine]:
    worded = _WORDED.get(kind)
    if worded is None:
        line = replace(line, reason=str(said.get("reason", "")))
    else:
        what, detail, reason, fact = worded(said)
        line = replace(line, what=what, detail=detail, reason=reason, fact=fact)
    line = replace(
        line,
        field=_field(kind, said),
        late=_days_late(kind, said, line.at),
        **_both_sides(kind, said),
    )
    fields = _fields(kind, said)
    if not fields:
        return [line]
    return [
        replace(line, field=name, before=str(v.get("before", "")), after=str(v.get("after", "")), place=place,
                detail=f"{name}: {v.get('before') or 'blank'} became {v.get('after') or 'blank'}")
        for place, (name, v) in enumerate(fields.items())
    ]  # fmt: skip


def _fields(kind: str, said: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    """The fields an act changed; what was written before reasons were kept has the fields alone."""
    if kind not in (*OF_THE_CHILD, "children_merged", "children_split"):
        return {}
    found = said.get("fields")
    if found is None and kind == "child_changed":
        found = {name: v for name, v in said.items() if isinstance(v, dict) and "after" in v}
    return found or {}


def _field(kind: str, said: Mapping[str, Any]) -> str:
    before = said.get("before")
    told = said.get("kind") or (before.get("kind") if isinstance(before, dict) else "")
    return fact_title(str(told)) if told else _NAMED.get(kind, "")


_NOBODY = {"team_changed": "none", "assigned": "nobody", "unassigned": "nobody"}
"""Of what is given to a case, how it is said that it has none."""


def _both_sides(kind: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Before and after of an entry that was corrected, withdrawn or ended, and of the team and the caseworker."""
    if kind in _NOBODY:
        return {side: str(said.get(key) or _NOBODY[kind]) for side, key in (("before", "from"), ("after", "to"))}
    before = said.get("before")
    if not isinstance(before, dict) or "kind" not in before:
        return {}
    after = fact_words(said) if kind == "fact_corrected" else "withdrawn" if kind == "fact_withdrawn" else ""
    return {"before": fact_words(before), "after": after, "corrected": kind in ("fact_corrected", "fact_withdrawn")}


def _days_late(kind: str, said: Mapping[str, Any], at: datetime) -> int:
    """How many days after it happened an entry was first written; what puts one right is not late."""
    on = "" if kind == "fact_corrected" else str(said.get("on", ""))
    return max(0, (at.date() - date.fromisoformat(on)).days) if on else 0


def fact_words(said: Mapping[str, Any]) -> str:
    """A fact as the journal holds it, told in one line with its day."""
    on = str(said.get("on", ""))
    if not on:
        return fact_title(str(said.get("kind", "")))
    fact = Fact(
        str(said.get("kind", "")), date.fromisoformat(on), said.get("attrs") or {}, note=str(said.get("note", ""))
    )
    words = told(fact)
    note = f" {fact.note}" if fact.note and fact.note not in words and not fact.attrs.get("subject") else ""
    return f"{in_words(fact.on)}: {words}{note}"


_Worded = tuple[str, str, str, int | None]


def _recorded(said: Mapping[str, Any]) -> _Worded:
    source = str(said.get("source", ""))
    return f"Recorded {fact_words(said)}", f"Source: {source}" if source else "", "", None


def _opened(said: Mapping[str, Any]) -> _Worded:
    why = str(said.get("why", ""))
    linked = f"The child was already on the record. {why}" if said.get("same_as") else ""
    told = fact_words(said) if "kind" in said else ""
    return f"Opened the case {said.get('ref', '')}".strip(), ". ".join(p for p in (told, linked) if p), why, None


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


def _team(said: Mapping[str, Any]) -> _Worded:
    what = f"Moved the case to the team {said['to']}" if said.get("to") else "Left the case without a team of its own"
    return what, "", str(said.get("reason", "")), None


def _psychologist(said: Mapping[str, Any]) -> _Worded:
    before = said.get("before") or "nobody"
    return f"Named {said.get('to', '')} as educational psychologist", f"Before: {before}", "", None


def _issued(said: Mapping[str, Any]) -> _Worded:
    names = ", ".join(str(file.get("name", "")) for file in said.get("files", ()))
    return f"Issued a paper: {said.get('paper', '')}", names, str(said.get("reason", "")), None


def _filed(said: Mapping[str, Any]) -> _Worded:
    return f"Filed {said.get('filename', 'a document')}", f"Digest {str(said.get('sha256', ''))[:12]}", "", None


def _child(said: Mapping[str, Any]) -> _Worded:
    return "Changed the child’s details", "", str(said.get("reason", "")), None


def _person(said: Mapping[str, Any]) -> _Worded:
    return "Added somebody to ring", str(said.get("relation", "")), "", None


def _person_changed(said: Mapping[str, Any]) -> _Worded:
    return f"Changed {said.get('name', 'somebody to ring')}", "", str(said.get("reason", "")), None


def _ended(said: Mapping[str, Any]) -> _Worded:
    last = in_words(date.fromisoformat(said["last"]))
    return f"No longer so since {last}: {fact_words(said.get('before', {}))}", "", str(said.get("reason", "")), None


def _another(said: Mapping[str, Any]) -> _Worded:
    return f"Said that it is another child than {said.get('ref', '')}", "", str(said.get("reason", "")), None


def _merged(said: Mapping[str, Any]) -> _Worded:
    return f"Found to be the same child as on {said.get('with', '')}", "", str(said.get("reason", "")), None


def _split(said: Mapping[str, Any]) -> _Worded:
    return "Found to be two children again", "", str(said.get("reason", "")), None


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
    "team_changed": _team,
    "psychologist_named": _psychologist,
    "document_filed": _filed,
    PAPER_ISSUED: _issued,
    "child_changed": _child,
    "person_added": _person,
    "person_changed": _person_changed,
    "fact_ended": _ended,
    "another_child": _another,
    "children_merged": _merged,
    "children_split": _split,
    "checked": _checked,
    "plan_written": _plan_written,
    "plan_version_started": _plan_started,
    "plan_signed_off": _plan_signed,
}


_NAMED = {"assigned": "Caseworker", "unassigned": "Caseworker", "team_changed": "Team",
          "psychologist_named": "Educational psychologist",
          "document_filed": "Document", "checked": "Held for checking", "person_added": "Somebody to ring",
          "person_changed": "Somebody to ring", "children_merged": "The same child", "children_split": "The same child",
          "another_child": "The same child", "child_changed": "The child’s details"}  # fmt: skip


def _kind_words(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
