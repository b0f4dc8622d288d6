"""Undo of what was just recorded: the entries are withdrawn, and both acts stay in the history."""

from __future__ import annotations

from collections.abc import Sequence

from ehcp_desk.services.casework.recording import withdraw
from ehcp_desk.services.desk import Changes
from ui.context import PageContext

REASON = "Taken back at once by the person who wrote it"


def take_back(context: PageContext, facts: Sequence[int]) -> None:
    """Withdraw these entries on the writing thread, and tell every page."""
    desk = context.desk

    def work(_progress: object) -> Changes:
        made = [withdraw(desk, fact, REASON) for fact in reversed(facts)]
        kinds, cases = (
            frozenset().union(*sets) for sets in zip(*((one.kinds, one.cases) for one in made), strict=True)
        )
        return Changes(kinds, cases)

    def done(changes: Changes) -> None:
        context.events.tell(changes.kinds, changes.cases, context.events)
        context.messages.done("Taken back. Both acts stay in the history.")

    context.dispatcher.write(context.events, work, done, context.messages.failed)
