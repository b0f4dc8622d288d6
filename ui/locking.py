"""Locking the desk: everything it shows is hidden until somebody says again what opened it; what was typed is kept.

The record stays open behind it, so this hides a screen and protects no memory.  Where the record was opened without
anything that could be asked for again, the lock says that it only covers.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QToolTip, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.a11y import announce
from ui.passphrase import PassphraseField
from ui.session_lock import follow
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.rail import mark_icon
from ui.widgets.text import label

if TYPE_CHECKING:
    from ui.main_window import MainWindow

Ask = Callable[[str], bool]
"""Whether a text is what opened the record; it may take a second."""
MINUTES = "lock_minutes"
"""The setting: minutes without a key or the mouse after which the desk locks itself; 0 is never."""
LOOK_MS = 5_000
WIDE = 460
_DOINGS = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel,
                     QEvent.Type.TouchBegin, QEvent.Type.InputMethod})  # fmt: skip
KEPT = "What was being typed is kept."
COVERS = (
    "This record was opened without a passphrase or password, so there is nothing to ask for: this only covers what was on "
    "the screen. Lock the computer itself when you leave it."
)
WRONG = "That is not what the record was opened with. Type it again."


class Locking(QObject):
    """Locks ``window`` when told to, or when nobody has touched the desk for as long as the settings say; where they say
    so at all, with the computer's own lock and sleep too.

    ``ask`` says whether a text is what opened the record; None where there is nothing to ask for.
    """

    def __init__(self, window: MainWindow, ask: Ask | None) -> None:
        super().__init__(window)
        self._window, self._ask = window, ask
        self._hidden: list[QWidget] = []
        self.shown: LockedWindow | None = None
        self._touched = time.monotonic()
        self._watching = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._computer = follow(window, self.with_the_computer)

    def with_the_computer(self) -> None:
        """The computer was locked or goes to sleep: so is a desk that locks itself."""
        if int(self._window.settings.get(MINUTES, 0)):
            self.lock()

    @property
    def locked(self) -> bool:
        """True while the desk is hidden."""
        return self.shown is not None

    def look(self) -> None:
        """Lock where nobody has touched the desk for long enough."""
        minutes = int(self._window.settings.get(MINUTES, 0))
        self._watch()
        if minutes and not self.locked and time.monotonic() - self._touched >= 60 * minutes:
            self.lock()

    def _watch(self) -> None:
        """See every key and move of the mouse, but only where it matters: it costs a little at each."""
        app, wanted = QApplication.instance(), self.locked or int(self._window.settings.get(MINUTES, 0)) > 0
        if wanted == self._watching or app is None:
            return
        self._watching, self._touched = wanted, time.monotonic()
        app.installEventFilter(self) if wanted else app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is there; and what would come up over a locked desk waits until it is unlocked."""
        kind = event.type()
        if kind in _DOINGS:
            self._touched = time.monotonic()
        elif kind is QEvent.Type.Show and isinstance(watched, QWidget) and self._comes_up(watched):
            self._hidden.append(watched)
            QTimer.singleShot(0, watched, watched.hide)
        return False

    def _comes_up(self, widget: QWidget) -> bool:
        """Whether this is a window that would stand over the lock, and none of its own."""
        shown = self.shown
        return shown is not None and widget.isWindow() and widget is not shown and not shown.isAncestorOf(widget)

    def lock(self) -> None:
        """Hide every window of the desk, and show one that says nothing of the record."""
        if self.locked:
            return
        QToolTip.hideText()
        popup = QApplication.activePopupWidget()
        while popup is not None:
            popup.close()
            popup = QApplication.activePopupWidget()
        self._hidden = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        self.shown = LockedWindow(self._window, self._ask is not None, self.try_to_unlock)
        self._watch()
        self.shown.setGeometry(self._window.geometry())
        self.shown.showMaximized() if self._window.isMaximized() else self.shown.show()
        for one in sorted(self._hidden, key=lambda one: one is self._window):  # dialogs before what they stand over
            one.hide()
        self.shown.activateWindow()
        self.shown.take_focus()

    def try_to_unlock(self, text: str) -> None:
        """Show the desk again where the text is what opened the record, or where there is nothing to ask for."""
        ask = self._ask
        if ask is None:
            self._unlock()
        elif self.shown is not None:
            self._window.dispatcher.read(self.shown, lambda _progress: ask(text), self._answered, self._failed)

    def _answered(self, right: bool) -> None:
        if right:
            self._unlock()
        elif self.shown is not None:
            self.shown.refused(WRONG)

    def _failed(self, error: Exception) -> None:
        if self.shown is not None:
            self.shown.refused(str(error))

    def _unlock(self) -> None:
        shown, self.shown = self.shown, None
        self._touched = time.monotonic()
        for one in sorted(filter(isValid, self._hidden), key=lambda one: one is not self._window):
            one.show()
        self._hidden = []
        self._watch()
        if shown is not None:
            shown.leave()
        top = QApplication.activeModalWidget() or self._window
        top.activateWindow()


class LockedWindow(QWidget):
    """What stands where the desk was."""

    def __init__(self, window: MainWindow, asks: bool, tried: Callable[[str], None]) -> None:
        super().__init__()
        self._window, self._tried, self._left = window, tried, False
        self.setWindowTitle("EHCP Desk, locked")
        self.setWindowIcon(mark_icon())
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field: PassphraseField | None = None
        self.button = ActionButton("Unlock" if asks else "Show the desk", self.hand_over, kind=Kind.PRIMARY)
        quiet = ActionButton("Close the desk", self.close, kind=Kind.QUIET)
        middle = QWidget()
        middle.setMaximumWidth(WIDE)
        stack = QVBoxLayout(middle)
        stack.setSpacing(11)
        stack.addWidget(label("The desk is locked", Role.QUESTION))
        stack.addWidget(label(KEPT if asks else f"{KEPT} {COVERS}", Role.BODY, wrap=True))
        if asks:
            self.field = PassphraseField("&Passphrase or password", "What the record was opened with.")
            self.field.line.returnPressed.connect(self.hand_over)
            stack.addWidget(self.field)
        acts = QHBoxLayout()
        acts.addWidget(self.button)
        acts.addWidget(quiet)
        acts.addStretch(1)
        stack.addLayout(acts)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(middle, 3, Qt.AlignmentFlag.AlignVCenter)
        outer.addStretch(1)

    def take_focus(self) -> None:
        """The keys go where one types, or to the button."""
        if self.field is not None:
            self.field.take_focus()
        else:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, "The desk is locked.", urgent=True)

    def hand_over(self) -> None:
        """Try what was typed."""
        text = self.field.taken() if self.field is not None else ""
        if self.field is not None:
            self.field.set_wrong("" if text else "Write what the record was opened with.")
        if text or self.field is None:
            self.button.setEnabled(False)
            self._tried(text)

    def refused(self, sentence: str) -> None:
        """Say that it did not open."""
        self.button.setEnabled(True)
        if self.field is not None:
            self.field.set_wrong(sentence)
            self.field.take_focus()
        announce(self, sentence, urgent=True)

    def leave(self) -> None:
        """Go, as the desk is shown again."""
        self._left = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Whoever closes this without unlocking closes the desk."""
        super().closeEvent(event)
        if not self._left:
            self._window.close()
