"""Start the next version of a plan: what it is for, and what becomes of the one before."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QRadioButton, QWidget

from ehcp_desk.services.casework.planning import start_version
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.fields import Field
from ui.dialogs.frame import DeskDialog
from ui.theme.type_scale import Role
from ui.widgets.segments import Segments
from ui.widgets.text import label

_PURPOSES = [("draft", "Draft"), ("final", "Final"), ("amended", "Amended")]


class StartVersion(DeskDialog):
    """One choice.  The new version begins as the one before it, which is closed from then on."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int) -> None:
        super().__init__(context, "Start a version of the plan", parent, QSize(560, 300))
        self._view: CaseView | None = None
        self.heading = label("", Role.QUESTION, wrap=True)
        self.explain = label("", "second", wrap=True)
        self.purpose = Segments(_PURPOSES, name="What it is for", unchosen=True)
        self.purpose_field = Field("&What it is for", self.purpose)
        for widget in (self.heading, self.explain, self.purpose_field):
            self.form.addWidget(widget)
        self.form.addStretch(1)
        self.set_primary("Start it")
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self.show_view, self.refused)

    def show_view(self, view: CaseView) -> None:
        """Say what will happen."""
        self._view = view
        begun = len(view.plan.versions) if view.plan is not None else 0
        self.heading.setText(f"Version {begun + 1} of the plan for {view.case.child.name}")
        self.explain.setText(
            f"It begins as version {begun}, which is closed and stays as it is." if begun
            else "It begins empty. Lines are written section by section, or loaded from a file."
        )  # fmt: skip
        if begun:
            self.purpose.choose("final")
        first = next((b for b in self.purpose.findChildren(QRadioButton) if b.isChecked() or not begun), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def problems(self) -> list[tuple[Field, str]]:
        """It must be for something."""
        return [] if self.purpose.chosen else [(self.purpose_field, "Choose what this version is for.")]

    def submit(self) -> None:
        """Start it."""
        view, desk, purpose = self._view, self.context.desk, self.purpose.chosen
        if view is None:
            return

        def work() -> Changes:
            return start_version(desk, view.case.ref, purpose, view.case.version)

        self.run(work, lambda changes: self.saved(changes, f"{self.heading.text()} was begun", undo=True))


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> StartVersion:
    """The dialog, about one case."""
    return StartVersion(context, parent, case_id)
