"""Say that a case held for checking has been looked at, and what was checked."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ehcp_desk.services.casework.details import release
from ehcp_desk.services.records.case_view import CaseView
from ui.context import PageContext
from ui.dialogs.reasoned import Reasoned


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> Reasoned:
    """The dialog, about one case."""
    dialog = Reasoned(
        context,
        parent,
        "Release a case held for checking",
        "Has this case been checked?",
        "",
        "&What you checked",
        "Say what you checked; the reason stays with the case.",
        "Release it",
    )

    def show(view: CaseView) -> None:
        child = view.case.child.name
        if not view.case.held:
            dialog.explain.setText(f"{child} is not held for checking.")
            if dialog.primary is not None:
                dialog.primary.setEnabled(False)
            return
        dialog.explain.setText(f"{child} is held: {view.case.held}")
        dialog.will(lambda reason: release(context.desk, view.case.ref, reason), f"{child} can be relied on again")

    dialog.about(case_id, show)
    return dialog
