"""The papers of the team, printed in one click: the clinic pack, the Monday lists, the supervision of one caseworker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ehcp_desk.services.oversight.clinic import print_monday, print_pack
from ehcp_desk.services.oversight.supervision import print_supervision
from ui.as_written import caption
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.widgets.buttons import ActionButton
from ui.widgets.text import Link

NOBODY_PICKED = "Pick a caseworker first: a line of Caseload or of Due in the next 28 days."


class PackButtons:
    """``team`` gives the team chosen on the page, None for all; ``person`` whose line was picked, empty for nobody's."""

    def __init__(
        self,
        context: PageContext,
        page: QWidget,
        team: Callable[[], int | None],
        person: Callable[[], str],
        files: Files | None = None,
    ) -> None:
        self._context, self._page, self._team, self._person = context, page, team, person
        self.files = files or Files()
        self.buttons = (
            ActionButton("Clinic pack", self.print_pack, "printer"),
            ActionButton("Monday lists", self.print_monday, "list-checks"),
        )
        self.supervision = Link("Supervision pack of one caseworker", self.print_supervision)
        self.clinic_of_one = Link("Clinic pack of one caseworker", self.print_pack_of_one)
        self.links = (self.supervision, self.clinic_of_one)

    def show_person(self) -> None:
        """Say beneath Caseload whose papers they are."""
        whose = caption(self._person()) or "one caseworker"
        self.supervision.setText(f"Supervision pack of {whose}")
        self.clinic_of_one.setText(f"Clinic pack of {whose}")

    def print_pack(self) -> None:
        """Everything a clinic of overdue cases needs, in one paper."""
        team = self._team()
        self._save("clinic pack", "Clinic pack", lambda desk, files: print_pack(desk, files, team))

    def print_pack_of_one(self) -> None:
        """The same of the cases of the person picked."""
        person, team = self._picked(), self._team()
        if person:
            self._save(
                "clinic pack", f"Clinic pack, {person}", lambda desk, files: print_pack(desk, files, team, person)
            )

    def print_supervision(self) -> None:
        """Every open case of the person picked, with room for the outcome."""
        person = self._picked()
        if person:
            self._save("supervision pack", f"Supervision pack, {person}",
                       lambda desk, files: print_supervision(desk, files, person))  # fmt: skip

    def print_monday(self) -> None:
        """What changed since last week, then what is due this week, one page a person."""
        team = self._team()
        self._save("Monday lists", "Monday lists", lambda desk, files: print_monday(desk, files, team))

    def _picked(self) -> str:
        person = self._person()
        if not person:
            self._context.messages.status(NOBODY_PICKED)
        return person

    def _save(self, what: str, name: str, work: Callable[..., object]) -> None:
        path = self.files.save_as(self._page, f"Save the {what}", f"{name}.pdf")
        if path is None:
            return
        context, desk = self._context, self._context.desk
        context.dispatcher.read(self._page, lambda _p: work(desk, [path]), lambda _n: self._printed(path),
                                context.messages.failed, title=f"Printing the {what}")  # fmt: skip

    def _printed(self, path: Path) -> None:
        self._context.messages.done(f"{path.name} is written.")
        self.files.show(path)
