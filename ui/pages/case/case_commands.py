"""What can be done to the case on its page, for its menu and its keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from ui.commands import Command
from ui.pages.case.acts import CaseActs
from ui.printed_page import print_page

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.pages.case.page import CasePage


PRINT = "Ctrl+P"
PAPER_OF_TAB = {"Overview": "pick_up", "Timeline": "chronology", "Appeal": "chronology", "Bundle": "chronology",
                "Clock": "proof", "Plan": "plan"}  # fmt: skip
"""What Ctrl+P prints on a tab, by the key of its command; on every other tab it prints the list that stands there."""


def case_commands(
    acts: CaseActs, why: Callable[[], None], paste: Callable[[], None], tab: str, papers: Sequence[Command]
) -> list[Command]:
    """Every act, with its key where it has one; ``why`` proves the date in question and ``paste`` files what was copied.

    ``papers`` are what a tab can print besides; Ctrl+P is given to the paper of the tab that is shown.
    """
    printed = PAPER_OF_TAB.get(tab, "")
    return [
        replace(command, also=(PRINT,)) if command.key == printed else command
        for command in [*_commands(acts, why, paste), *(one for one in papers if one.key == printed)]
    ]


def papers_of_tabs(page: CasePage) -> list[Command]:
    """The papers of single tabs: the proof that is shown, and the plan where one is written here, else the list of it."""

    def plan() -> None:
        if page.plan.shown_version:
            page.plan.print_asked.emit(page.plan.shown_version)
        else:
            print_page(cast("MainWindow", page.window()))

    return [Command("proof", "Print why this date", "Case", "", page.clock.print_proof),
            Command("plan", "Print the plan", "Case", "", plan)]  # fmt: skip


def _commands(acts: CaseActs, why: Callable[[], None], paste: Callable[[], None]) -> list[Command]:
    return [
        Command("record_contact", "Record a contact", "Case", "F2", lambda: acts.ask("record_contact")),
        Command("why", "Why this date", "Case", "F4", why),
        Command("promise", "Add a promise", "Case", "F7", lambda: acts.ask("promise")),
        Command("assign", "Assign", "Case", "F8", acts.assign),
        Command("pick_up", "Pick-up sheet", "Case", "F9", acts.pick_up),
        Command("add_fact", "Add a fact", "Case", "Ctrl+Shift+A", acts.record_fact),
        Command("chronology", "Chronology", "Case", "Ctrl+Shift+C", acts.chronology),
        Command("inspection_pack", "Inspection pack", "Case", "Ctrl+Shift+I", acts.inspection_pack),
        Command("escalation_pack", "Escalation pack", "Case", "", acts.escalation_pack),
        Command("last_look", "Make a copy for somebody", "Case", "Ctrl+Shift+P", lambda: acts.ask("last_look")),
        Command("attach", "File documents", "Case", "Ctrl+Shift+D", lambda: acts.attach([])),
        Command("paste", "File what was copied", "Case", "Ctrl+V", paste),
        Command("wording", "Check provision wording", "Case", "", lambda: acts.ask("provision_wording")),
        Command("letter", "Write a letter", "Case", "Ctrl+Shift+L", lambda: acts.ask("notice")),
        Command("response", "The response to the appeal", "Case", "", lambda: acts.ask("response")),
        Command("details", "Change the child’s details", "Case", "", lambda: acts.ask("child_details")),
        Command("duplicates", "Is the child on the record twice?", "Case", "", lambda: acts.ask("duplicates")),
        Command("split_child", "Take back that two children are one", "Case", "", lambda: acts.ask("split_child")),
        Command("move_team", "Change team", "Case", "", lambda: acts.ask("move_team")),
        Command("unassign", "Take the case off its caseworker", "Case", "", lambda: acts.ask("unassign")),
        Command("restrict", "Keep the file to named people", "Case", "", lambda: acts.ask("restrict")),
        Command("unrestrict", "Open the file to the team again", "Case", "", lambda: acts.ask("unrestrict")),
        Command("release", "Release a case held for checking", "Case", "", lambda: acts.ask("release")),
    ]


def part_commands(titles: Sequence[str], go: Callable[[str], object]) -> list[Command]:
    """Each part of the case by its name, for Ctrl+K, whether its tab has room or stands behind More."""
    return [
        Command(f"part_{place}", title, "Part of this case", "", partial(go, title))
        for place, title in enumerate(titles)
    ]
