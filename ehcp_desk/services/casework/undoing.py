"""Undo of what was just recorded: its entries are withdrawn, all of them or none, and both acts stay in the history."""

from __future__ import annotations

from collections.abc import Sequence

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.terms import fact_title
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.casework.recording import withdraw_within
from ehcp_desk.services.desk import Changes, Desk

REASON = "Taken back at once by the person who wrote it"
NOTHING = "Nothing was taken back"


def undo(desk: Desk, facts: Sequence[int]) -> Changes:
    """Withdraw the entries of one act, the last first, in one unit of work.

    Raises BadInput, beginning "Nothing was taken back", where one of them was corrected or withdrawn since, or must stay.
    """
    with desk.store.write(desk.user, desk.now()) as work:
        for number in facts:
            _refuse_changed(work, desk, number)
        try:
            made = [withdraw_within(work, number, desk.today(), REASON) for number in reversed(facts)]
        except BadInput as kept:
            raise BadInput(f"{NOTHING}: {kept}") from kept
    return Changes(frozenset({"facts"}), frozenset(e.case_id for e in made), tuple(e.id for e in made))


def _refuse_changed(work: ReadWork, desk: Desk, number: int) -> None:
    """Raises BadInput that says who changed an entry since."""
    entry = work.fact(number)
    newer = work.fact(entry.superseded_by) if entry is not None and entry.superseded_by is not None else None
    if entry is None or newer is None:
        return
    who = "you have" if newer.recorded_by == desk.user else f"{newer.recorded_by} has"
    did = "withdrawn" if newer.fact.kind == "withdrawn_entry" else "corrected"
    raise BadInput(
        f"{NOTHING}: {who} {did} “{fact_title(entry.fact.kind)}” (entry {number}) since you recorded it. "
        "Look at the Timeline, and withdraw there what is wrong."
    )
