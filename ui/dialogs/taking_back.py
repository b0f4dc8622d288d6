"""Undo of what was just recorded, from the done bar or Ctrl+Z."""

from __future__ import annotations

from collections.abc import Sequence

from ehcp_desk.services.casework.undoing import undo
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.oversight import moving
from ui.context import PageContext


def take_back(context: PageContext, facts: Sequence[int]) -> None:
    """Withdraw these entries on the writing thread, all or none, and tell every page."""
    desk = context.desk

    def done(changes: Changes) -> None:
        context.events.tell(changes.kinds, changes.cases, context.events)
        context.messages.done("Taken back. Both acts stay in the history.")

    context.dispatcher.write(context.events, lambda _progress: undo(desk, facts), done, context.messages.failed)


def numbered(sentence: str, moved: Changes) -> str:
    """``12 cases moved to South, as move 4117``: the number by which the whole act can be taken back later, by command."""
    return f"{sentence}, as move {moved.act}" if moved.act else sentence


def move_back(context: PageContext, moved: Changes) -> None:
    """Take an act on many cases back on the writing thread, all or none, and tell every page."""
    desk = context.desk

    def done(changes: Changes) -> None:
        context.events.tell(changes.kinds, changes.cases, context.events)
        if changes.warnings:
            context.messages.trouble(" ".join(changes.warnings))
        elif moved.warnings:  # what was said of the move is so no more
            context.messages.over()
        context.messages.done(f"Move {moved.act} is taken back. Both moves stay in the history.")

    reason = "Taken back at once by the person who moved it"
    work = context.dispatcher.write
    work(context.events, lambda progress: moving.undo(desk, moved.act, reason, progress), done, context.messages.failed,
         title="Moving the cases back")  # fmt: skip
