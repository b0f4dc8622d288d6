"""Take a case off its caseworker: it goes to the Unassigned list, and its deadlines to the manager."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ehcp_desk.services.desk import Changes
from ehcp_desk.services.oversight.ownership import unassign
from ehcp_desk.services.records.case_view import CaseView
from ui.context import PageContext
from ui.dialogs.reasoned import Reasoned


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> Reasoned:
    """The dialog, about one case."""
    dialog = Reasoned(
        context,
        parent,
        "Take the case off its caseworker",
        "Leave this case with nobody for now?",
        "",
        "&Why nobody holds it now",
        "Say why; the reason stays with the case.",
        "Take it off",
    )

    def show(view: CaseView) -> None:
        if view.owner is None:
            dialog.explain.setText(f"{view.case.child.name} has nobody already.")
            if dialog.primary is not None:
                dialog.primary.setEnabled(False)
            return
        words = f"{view.owner} has {view.case.child.name}, {view.case.ref}. It goes to the Unassigned list."
        dialog.explain.setText(f"{words} Its deadlines go to the team’s manager.")

        def change(reason: str) -> Changes:
            return unassign(context.desk, [view.case.ref], reason)

        dialog.will(change, f"{view.case.child.name} is on the Unassigned list")

    dialog.about(case_id, show)
    return dialog
