"""The numbers of acts on many cases: of each, its line in the journal, by which the whole of it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import ACTS_ON_MANY, JournalEntry, is_strange, payload_of
from ehcp_desk.ports.work import ReadWork

TO_PEOPLE, TO_TEAM, TAKEN_BACK = ACTS_ON_MANY
MOVES = (TO_PEOPLE, TO_TEAM)
OF_ONE_CASE = frozenset({"assigned", "unassigned", "team_changed"})
"""What such an act writes of each of its cases."""
_FAR = 20_000
"""Lines of the journal within which an act is whole: it writes a few of each case, and its own last."""


def act_of(work: ReadWork, number: int) -> JournalEntry:
    """The line of an act by its number.  Raises BadInput where there is none, or what it said has been disposed of or
    cannot be read."""
    lines = (line for kind in MOVES for line in work.journal(after=number - 1, kind=kind, until=number))
    line = next(lines, None) if number > 0 else None
    if line is None:
        raise BadInput(
            f"There is no move with the number {number}; whatever moved the cases gave it, and the history of each says it."
        )
    if not line.payload:
        raise BadInput(f"Move {number} cannot be taken back: what it said has been disposed of by law.")
    if is_strange(line):
        raise BadInput(
            f"Move {number} cannot be taken back: its line was written by another program and cannot be read."
        )
    return line


def acts_said(work: ReadWork, entries: Iterable[JournalEntry]) -> Mapping[int, str]:
    """By the number of each line about a case that is part of such an act: which, in words."""
    found = {}
    for entry in entries:
        if entry.kind in OF_ONE_CASE and entry.case_id is not None and (words := _act_said(work, entry)):
            found[entry.seq] = words
    return found


def _act_said(work: ReadWork, entry: JournalEntry) -> str:
    for kind in (*MOVES, TAKEN_BACK):
        lines = ((line, payload_of(line)) for line in work.journal(after=entry.seq, kind=kind, until=entry.seq + _FAR))
        line, said = next((both for both in lines if both[1]), (entry, {}))
        if not said or line.at != entry.at or line.actor != entry.actor:
            continue  # of another moment: whatever is written at once has one time
        if kind == TAKEN_BACK and _is_of(entry, said.get("facts")):
            return f"Takes back move {said['act']}"
        moved = [one["fact"] for one in said.get("moves", ()) if one["case"] == entry.case_id]
        if moved and _is_of(entry, moved):
            return f"Move {line.seq}, of {so_many(len(said['moves']), 'case')}"
    return ""


def _is_of(entry: JournalEntry, facts: Iterable[int] | None) -> bool:
    """Whether a line seals one of these entries: the time alone tells no two acts apart where it is said (``--today``).  Of
    lines of releases that kept no numbers, the time has to do."""
    seal = payload_of(entry).get("sealed")
    if facts is None or seal is None:
        return True
    try:
        runs = [run.partition("-") for run in seal["facts"].split(",")]
        return any(int(first) <= fact <= int(last or first) for first, _, last in runs for fact in facts)
    except (AttributeError, LookupError, TypeError, ValueError):  # as no desk seals them
        return False
