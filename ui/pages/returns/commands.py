"""What can be done on the Returns page, for its menu and its keys: each view has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.commands import Command
from ui.pages.returns.behind import MEANING

if TYPE_CHECKING:
    from ui.pages.returns.page import ReturnsPage


def month_commands(page: ReturnsPage) -> list[Command]:
    """The monthly return: months, paper, files, and what is behind the figure."""
    behind = page.behind
    return [
        *_months(page),
        Command("definition", "What this figure means", "View", "F4", lambda: behind.turn_to(MEANING)),
        Command("thirteen_months", "Thirteen months of this figure", "View", "Ctrl+T", page.thirteen_months),
        Command("chart_table", "Those months as a table", "View", "Ctrl+Shift+T", behind.turn_chart),
        Command("every_figure", "Every figure, or the front page", "View", "Ctrl+E", page.figures.show_more),
        Command("write_note", "Write a note on this figure", "Desk", "Ctrl+M", page.note_here),
        Command("print_return", "Print the return", "Desk", "Ctrl+P", page.print_paper),
        Command("return_files", "Write the files of the return", "Desk", "", page.write_files),
        *page.more(),
    ]


def dated_commands(page: ReturnsPage) -> list[Command]:
    """SEN2 and the inspection lists: the time before and after, and the files."""
    return [*_months(page), Command("return_files", "Write the files", "Desk", "", page.write_files)]


def given_commands(page: ReturnsPage) -> list[Command]:
    """The register of figures given out."""
    return [Command("give_figure", "Give a figure out", "Desk", "Ctrl+G", page.give_figure)]


def audit_commands(page: ReturnsPage) -> list[Command]:
    """File audits: what recurs, on paper."""
    return [Command("print_audit", "Print what recurs", "Desk", "Ctrl+P", page.write_files)]


def _months(page: ReturnsPage) -> list[Command]:
    return [
        Command("earlier_month", "The month before", "View", "Ctrl+PgUp", page.earlier),
        Command("later_month", "The month after", "View", "Ctrl+PgDown", page.later),
    ]
