"""Put a case first for the next working day, with the reason; it stands on the case and in the rescue order."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QDialog, QWidget

from ehcp_desk.domain.dates import with_weekday
from ehcp_desk.services.oversight.rescuing import next_working_day, put_first
from ehcp_desk.services.records.case_view import CaseView
from ui.context import PageContext
from ui.dialogs.reasoned import Reasoned


def make(context: PageContext, parent: QWidget, case_id: int) -> QDialog:
    """The dialog about one case."""
    day = with_weekday(next_working_day(context.desk))
    dialog = Reasoned(
        context,
        parent,
        "Put first",
        "Put this case first",
        f"It comes before the rule on {day}, and its reason is printed with the list.",
        "&Why it comes first",
        "Say why, so that whoever reads the list knows.",
        "Put first",
    )

    def about(view: CaseView) -> None:
        ref = view.case.ref
        dialog.heading.setText(f"Put {ref} first")
        dialog.will(partial(put_first, context.desk, ref), f"{ref} comes first on {day}.")

    dialog.about(case_id, about)
    return dialog
