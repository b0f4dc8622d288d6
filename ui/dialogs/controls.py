"""What a control of a form stands at, as words a draft can keep, and putting it there again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit

from ui.dialogs.fields import chosen
from ui.widgets.date_field import DateField
from ui.widgets.segments import Segments

Control = QLineEdit | QPlainTextEdit | QComboBox | QCheckBox | Segments | DateField
TICKED, CLEAR = "yes", "no"


def stands_at(control: Control) -> str:
    """The words in it, the value chosen, or a day as it is typed, read or not."""
    if isinstance(control, DateField):
        return control.line.text()
    if isinstance(control, Segments):
        return control.chosen
    if isinstance(control, QPlainTextEdit):
        return control.toPlainText()
    if isinstance(control, QCheckBox):
        return TICKED if control.isChecked() else CLEAR
    return chosen(control) if isinstance(control, QComboBox) else control.text()


def put_back(control: Control, words: str) -> None:
    """Let it stand there again; a choice that is no longer offered is passed over, a day nobody can read says so."""
    if isinstance(control, DateField):
        control.line.setText(words)
        control.read()
    elif isinstance(control, Segments):
        control.choose(words)
    elif isinstance(control, QPlainTextEdit):
        control.setPlainText(words)
    elif isinstance(control, QCheckBox):
        control.setChecked(words == TICKED)
    elif isinstance(control, QComboBox):
        _choose_again(control, words)
    else:
        control.setText(words)


def on_change(control: Control, run: Callable[..., object]) -> None:
    """Call ``run`` whenever it stands somewhere else."""
    if isinstance(control, DateField | Segments):
        control.changed.connect(run)
    elif isinstance(control, QCheckBox):
        control.toggled.connect(run)
    elif isinstance(control, QComboBox):
        control.currentTextChanged.connect(run)
    else:
        control.textChanged.connect(run)


def _choose_again(box: QComboBox, words: str) -> None:
    values = [box.itemData(n) for n in range(box.count())]
    place = next((n for n, value in enumerate(values) if value is not None and str(value) == words), -1)
    if place >= 0:
        box.setCurrentIndex(place)
    elif box.isEditable():
        box.setEditText(words)
