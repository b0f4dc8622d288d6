"""A look at a case without leaving the list (Space): who, the clock, what we wait for, what was promised."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ehcp_desk.services.records.how_it_stands import case_strip, waiting_for
from ui.context import PageContext
from ui.dialogs.frame import DeskDialog
from ui.dialogs.while_you_talk import WhileYouTalk


class Preview(DeskDialog):
    """Nothing can be changed here.  Space or Esc closes it, Ctrl+Enter opens the case."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int) -> None:
        super().__init__(context, "Preview", parent, QSize(420, 470))
        self._case_id = case_id
        self._look = WhileYouTalk()
        self.form.addWidget(self._look, 1)
        self.set_primary("Open the case")
        self.rename_cancel("Close")
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self._show_view, self.refused)

    def submit(self) -> None:
        """Go to the case."""
        self.accept()
        self.context.open_case(self._case_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space closes what Space opened."""
        if event.key() == Qt.Key.Key_Space:
            self.reject()
        else:
            super().keyPressEvent(event)

    def _show_view(self, view: CaseView) -> None:
        self.setWindowTitle(f"{view.case.child.name}, {view.case.ref}")
        self.setAccessibleName(self.windowTitle())
        self._look.show_case(view, case_strip(view), waiting_for(view))


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> Preview:
    """The preview of one case."""
    return Preview(context, parent, case_id)
