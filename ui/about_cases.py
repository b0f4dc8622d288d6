"""Which cases a dialog is about, noted on it, so that it can be closed with them."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

_NOTE = "about_cases"


def note_about(dialog: QDialog, *cases: int | str) -> None:
    """Note cases, by number or reference; 0 and nothing are passed over."""
    dialog.setProperty(_NOTE, [*cases_of(dialog), *filter(None, cases)])


def cases_of(dialog: QDialog) -> frozenset[int | str]:
    """The cases noted on a dialog."""
    return frozenset(dialog.property(_NOTE) or ())
