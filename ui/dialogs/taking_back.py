"""Undo of what was just recorded, from the done bar or Ctrl+Z."""

from __future__ import annotations

from collections.abc import Sequence

from ehcp_desk.services.casework.undoing import undo
from ehcp_desk.services.desk import Changes
from ui.context import PageContext


def take_back(context: PageContext, facts: Sequence[int]) -> None:
    """Withdraw these entries on the writing thread, all or none, and tell every page."""
    desk = context.desk

    def done(changes: Changes) -> None:
        context.events.tell(changes.kinds, changes.cases, context.events)
        context.messages.done("Taken back. Both acts stay in the history.")

    context.dispatcher.write(context.events, lambda _progress: undo(desk, facts), done, context.messages.failed)
