"""Withdraw an entry recorded by mistake: it stays on the record, marked, and no longer counts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.happenings import happened
from ehcp_desk.services.casework.recording import withdraw
from ehcp_desk.services.records.case_view import CaseView
from ui.context import PageContext
from ui.dialogs.reasoned import Reasoned


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0, fact_id: int = 0) -> Reasoned:
    """The dialog, about one entry of a case."""
    dialog = Reasoned(
        context,
        parent,
        "Withdraw an entry",
        "Withdraw this entry?",
        "",
        "&Why it was a mistake",
        "Say why, so that whoever reads the record later knows.",
        "Withdraw the entry",
    )
    dialog.note.setText("It stays on the record, marked as withdrawn.")

    def show(view: CaseView) -> None:
        entry = next((f for f in view.facts if f.id == fact_id), None)
        if entry is not None:
            words = f"{happened(entry.fact)}, {in_words(entry.fact.on)}, written by {entry.recorded_by}."
            dialog.explain.setText(f"{words} It will no longer count for any date.")

    dialog.about(case_id, show, entry=fact_id)
    dialog.will(lambda reason: withdraw(context.desk, fact_id, reason), "Withdrawn. The entry stays in the history.")
    return dialog
