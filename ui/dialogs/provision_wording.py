"""Check provision wording: lines of Section F, written or pasted, with what each leaves open.  Nothing is recorded."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.provision_report import AID
from ui.context import PageContext
from ui.dialogs.frame import DeskDialog
from ui.widgets.provision_editor import ProvisionEditor
from ui.widgets.text import label


class ProvisionWording(DeskDialog):
    """Ctrl+Enter copies the report; the dialog stays, for it changes nothing on the record."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int, text: str) -> None:
        super().__init__(context, "Check provision wording", parent, QSize(900, 690))
        self.form.addWidget(label(AID, "second", wrap=True))
        self.editor = ProvisionEditor("&Lines of Section F, one a line")
        self.form.addWidget(self.editor, 1)
        self.set_primary("Copy report", "copy")
        self.rename_cancel("Close")
        kept = self.keep_under(f"provision_wording/{case_id}", case_id)
        self.editor.set_text(text or kept.get("lines", ""))
        self.editor.edit.textChanged.connect(self.touched)
        self.editor.checked.connect(self._read)
        self._wanted_report = False
        self.editor.edit.setFocus()

    def typed(self) -> dict[str, str]:
        """The lines."""
        return {"lines": self.editor.text()}

    def _read(self) -> None:
        if self._wanted_report:
            self.submit()

    def submit(self) -> None:
        """Put the report on the clipboard and say so; where lines are still being read, once they are."""
        if self.editor.live.busy:
            self.note.setText("The report is copied once every line has been read.")
            self._wanted_report = True
            return
        self._wanted_report = False
        QGuiApplication.clipboard().setText(self.editor.report())
        self.note.setText("The report is on the clipboard.")
        self.context.messages.status("The report on the wording is on the clipboard.")


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0, text: str = "") -> ProvisionWording:
    """The wording check, over lines given or left from last time."""
    return ProvisionWording(context, parent, case_id, text)
