"""Signing in to a team's server: asked where the server wants a password that the desk does not have."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.a11y import announce
from ui.dialogs.fields import Field
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.notices import ErrorLine
from ui.widgets.text import label


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom to sign in; ``keeps`` is why a password cannot be kept here, empty where it can."""

    address: str
    user: str
    keeps: str = ""


class SignIn(QDialog):
    """``given`` carries address, user, password and whether to remember it; the dialog stays until the record is open."""

    given = Signal(str, str, str, bool)

    def __init__(self, account: Account, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sign in")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.address, self.user, self.password = QLineEdit(account.address), QLineEdit(account.user), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.remember = QCheckBox("&Remember the password in this computer’s keyring")
        self.remember.setEnabled(not account.keeps)
        self.trouble = ErrorLine()
        self._fields = (
            Field(
                "Server &address", self.address, "As in postgresql://server/database; whoever set up the desk has it."
            ),
            Field("&Name", self.user, "The name you sign in with; the journal carries it."),
            Field("&Password", self.password, "It goes to the server and nowhere else."),
        )
        self._sign = ActionButton("Sign in", self.sign, kind=Kind.PRIMARY)
        self._build(account)

    def _build(self, account: Account) -> None:
        stack = QVBoxLayout(self)
        stack.setContentsMargins(18, 14, 18, 14)
        stack.setSpacing(11)
        stack.addWidget(label("Sign in to the team’s record", Role.QUESTION))
        stack.addWidget(self.trouble)
        for field in self._fields:
            stack.addWidget(field)
        stack.addWidget(self.remember)
        if account.keeps:
            stack.addWidget(label(account.keeps, Role.SMALL, wrap=True))
        stack.addStretch(1)
        acts = QHBoxLayout()
        cancel = ActionButton("Cancel", self.reject, kind=Kind.QUIET)
        cancel.setAutoDefault(False)
        self._sign.setDefault(True)
        acts.addWidget(self._sign)
        acts.addWidget(cancel)
        acts.addStretch(1)
        stack.addLayout(acts)
        self.resize(QSize(480, 380))
        (self.password if account.user else self.user).setFocus(Qt.FocusReason.OtherFocusReason)

    def sign(self) -> None:
        """Hand over what was typed, once nothing is missing."""
        missing = ("Write the address of the server.", "Write the name you sign in with.", "Write the password.")
        lines = (self.address, self.user, self.password)
        empty = [not line.text().strip() for line in lines]
        for field, words, wrong in zip(self._fields, missing, empty, strict=True):
            field.set_wrong(words if wrong else "")
        if any(empty):
            self._fields[empty.index(True)].take_focus()
            return
        self._sign.setEnabled(False)
        self.trouble.say("")
        self.given.emit(
            self.address.text().strip(), self.user.text().strip(), self.password.text(), self.remember.isChecked()
        )

    def refused(self, sentence: str) -> None:
        """Say why it did not work; the password is typed again."""
        self._sign.setEnabled(True)
        self.trouble.say(sentence)
        self.password.clear()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, sentence, urgent=True)
