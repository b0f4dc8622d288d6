"""Keep a child's file to named people, with the reason."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QWidget

from ehcp_desk.services.desk import Changes
from ehcp_desk.services.oversight.restricting import restrict
from ehcp_desk.services.records.case_view import CaseView
from ui.context import PageContext
from ui.dialogs.fields import Field
from ui.dialogs.reasoned import Reasoned


class Restricting(Reasoned):
    """Says in a banner that stays whose holder no longer sees it."""

    def saved(self, changes: Changes, sentence: str, undo: bool = False) -> None:
        """As ever, and what is to be done next."""
        super().saved(replace(changes, warnings=()), sentence, undo)
        if changes.warnings:
            self.context.messages.trouble(" ".join(changes.warnings))


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> Reasoned:
    """The dialog, about one case."""
    dialog = Restricting(
        context,
        parent,
        "Keep the file to named people",
        "Who may see this file?",
        "",
        "&Why",
        "Say why; the reason stays with the file.",
        "Restrict it",
    )
    names = QLineEdit()
    who = Field("&Besides you", names, "Names as in Settings, with commas between. Leave it empty for nobody else.")
    dialog.form.insertWidget(3, who)
    who.take_focus()

    def show(view: CaseView) -> None:
        ref, child = view.case.ref, view.case.child.name
        dialog.explain.setText(
            f"Everything about {child} leaves the lists, the search and the counts of everybody else. Managers see it "
            "unless the council has said otherwise."
        )

        def act(reason: str) -> Changes:
            return restrict(context.desk, ref, [n.strip() for n in names.text().split(",") if n.strip()], reason)

        dialog.will(act, f"{child}’s file is kept to those named")

    dialog.about(case_id, show, names=names)
    return dialog
