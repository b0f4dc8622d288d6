"""The passphrase of an encrypted record, asked for before it opens."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.a11y import announce
from ui.dialogs.fields import Field
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.notices import ErrorLine
from ui.widgets.text import label

HINT = "The recovery key that was printed when the record was encrypted opens it too."


class PassphraseField(Field):
    """A line that shows nothing of what is typed."""

    def __init__(self, words: str = "&Passphrase, or recovery key", hint: str = HINT) -> None:
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(words, self.line, hint)

    def taken(self) -> str:
        """What was typed; it is typed anew after that."""
        text = self.line.text()
        self.line.clear()
        return text


class AskPassphrase(QDialog):
    """``given`` carries what was typed; the dialog stays until the record is open."""

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Encrypted record")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.field, self.trouble = PassphraseField(), ErrorLine()
        self._open = ActionButton("Open the record", self.hand_over, kind=Kind.PRIMARY)
        self._open.setDefault(True)
        cancel = ActionButton("Cancel", self.reject, kind=Kind.QUIET)
        cancel.setAutoDefault(False)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(18, 14, 18, 14)
        stack.setSpacing(11)
        stack.addWidget(label("This record is encrypted", Role.QUESTION))
        stack.addWidget(self.trouble)
        stack.addWidget(self.field)
        stack.addStretch(1)
        acts = QHBoxLayout()
        acts.addWidget(self._open)
        acts.addWidget(cancel)
        acts.addStretch(1)
        stack.addLayout(acts)
        self.resize(QSize(480, 240))
        self.field.take_focus()

    def hand_over(self) -> None:
        """Hand over what was typed, once there is something."""
        text = self.field.taken()
        self.field.set_wrong("" if text else "Write the passphrase.")
        if not text:
            self.field.take_focus()
            return
        self._open.setEnabled(False)
        self.trouble.say("")
        self.given.emit(text)

    def refused(self, sentence: str) -> None:
        """Say why it did not work; the passphrase is typed again."""
        self._open.setEnabled(True)
        self.trouble.say(sentence)
        self.field.take_focus()
        announce(self, sentence, urgent=True)
