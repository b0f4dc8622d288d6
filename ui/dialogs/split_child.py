"""Take back that two children were found to be one: each stands under its own name again."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ehcp_desk.services.casework.same_child import split
from ehcp_desk.services.records.case_view import CaseView
from ui.context import PageContext
from ui.dialogs.reasoned import Reasoned


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> Reasoned:
    """The dialog, about one case."""
    dialog = Reasoned(
        context,
        parent,
        "Take back that two children are one",
        "Are these two children after all?",
        "",
        "&Why they are two",
        "Say what shows that they are two; the reason stays with both.",
        "They are two children",
    )
    dialog.note.setText("Nothing is lost: both acts stay in the history.")

    def show(view: CaseView) -> None:
        merged = [f for f in view.facts if f.stands and f.fact.kind == "children_merged"]
        others = ", ".join(ref for ref, _ in view.other_cases) or "no other case"
        words = f"{view.case.child.name} stands on {view.case.ref} and {others}."
        if merged:
            when = f"{merged[-1].recorded_by} found {view.case.ref} to be the same child as on {merged[-1].fact.attrs['ref']}"
            words = f"{words} {when}: {merged[-1].fact.note}"
        elif not view.other_cases:
            words = f"{view.case.child.name} has one case, so there is nothing to take apart."
            if dialog.primary is not None:
                dialog.primary.setEnabled(False)
        dialog.explain.setText(words)
        dialog.will(lambda reason: split(context.desk, view.case.ref, reason), "The two children stand apart again")

    dialog.about(case_id, show)
    return dialog
