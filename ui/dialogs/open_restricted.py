"""Say why a restricted case is opened; the reason is kept."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ehcp_desk.services.oversight.restricting import open_restricted
from ui.context import PageContext
from ui.dialogs.reasoned import Reasoned


def make(context: PageContext, parent: QWidget | None = None, ref: str = "") -> Reasoned:
    """The dialog, about one case."""
    dialog = Reasoned(
        context,
        parent,
        "A restricted file",
        f"Why do you open {ref}?",
        "This file is kept to named people. Your name, the time and the reason are kept with it; for the rest of the "
        "working day it opens without asking again.",
        "&Reason",
        "Say why you open it; the reason is kept.",
        "Open it",
    )
    dialog.keep_words(ref)
    dialog.will(lambda reason: open_restricted(context.desk, ref, reason), f"{ref} is open to you today")
    return dialog
