"""Open a restricted file to the team again, with the reason."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ehcp_desk.services.oversight.restricting import unrestrict
from ehcp_desk.services.records.case_view import CaseView
from ui.context import PageContext
from ui.dialogs.reasoned import Reasoned


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> Reasoned:
    """The dialog, about one case."""
    dialog = Reasoned(
        context,
        parent,
        "Open the file to the team again",
        "Need this file no longer be kept to named people?",
        "Everybody who sees cases will see it, with everything that was written meanwhile.",
        "&Why",
        "Say why; the reason stays with the file.",
        "Open it to the team",
    )

    def show(view: CaseView) -> None:
        ref = view.case.ref
        dialog.will(
            lambda reason: unrestrict(context.desk, ref, reason), f"{view.case.child.name}’s file is open to the team"
        )

    dialog.about(case_id, show)
    return dialog
