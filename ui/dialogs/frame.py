"""What every dialog is: a form, where it helps a side to look at, a foot with the acts, and a draft that is kept.

Ctrl+Enter does the primary act and Esc closes.  Work runs on the writing thread; the dialog stays until the record
has answered, so nothing typed is ever lost to a refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from ehcp_desk.domain.errors import Cancelled, DeskError
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.heads import local
from ui.about_cases import note_about
from ui.context import PageContext
from ui.dialogs.controls import Control, on_change, put_back, stands_at
from ui.dialogs.drafts import Draft
from ui.dialogs.fields import Field
from ui.dialogs.foot import DialogFoot
from ui.dialogs.side import DialogSide
from ui.dialogs.taking_back import take_back
from ui.messages import UNEXPECTED
from ui.outage import WAITING
from ui.theme.appearance import current
from ui.widgets.buttons import ActionButton, Kind
from ui.widgets.date_field import DateField, read_days
from ui.widgets.field_grid import fold_all
from ui.widgets.notices import ErrorLine
from ui.widgets.reading_order import tab_as_read
from ui.widgets.scrim import Scrim
from ui.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from ui.dialogs.changed_fields import ChangedFields

T = TypeVar("T")
NARROW, MARGIN, BETWEEN, DRAFT_AFTER_MS = 700, 18, 11, 400
SIDE_BELOW = 240
"""Pixels the side keeps when it stands below the form."""
FOOT_SHARE = 0.4
"""A foot that takes more than this of a narrow dialog's height scrolls with the form."""


class DeskDialog(QDialog):
    """Build into ``form`` (and ``side`` where ``with_side``); give the acts with ``set_primary`` and ``add_act``.

    Override ``problems`` to say which fields cannot be right, ``submit`` to save, and ``typed`` to name the words
    that a draft keeps.  ``beside_from`` is the width, at 100 % text, from which form and side have room beside each other.
    """

    beside_from = 0

    def __init__(
        self,
        context: PageContext,
        title: str,
        parent: QWidget | None = None,
        size: QSize | None = None,
        with_side: bool = False,
        side_width: int = 300,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._wanted = size or QSize(560, 420)
        self._side_width = side_width
        self._draft: Draft | None = None
        self.drafted: ChangedFields | None = None
        self._choices: dict[str, Control] = {}
        self._keys_in: QWidget | None = None
        self._scrim: Scrim | None = None
        self.busy = self._fitting = False
        self.primary: ActionButton | None = None
        self._build(with_side)
        for keys, run in (("Ctrl+Return", self.act), ("Ctrl+Enter", self.act), ("F6", self.side_frame.swap_keys)):
            QShortcut(QKeySequence(keys), self).activated.connect(run)
        outage = context.dispatcher.outage
        outage.lost.connect(self._server_gone)
        outage.found.connect(self._server_back)
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._draft_timer.timeout.connect(self.keep_draft)

    def _build(self, with_side: bool) -> None:
        outer = self._outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = Scrolled("surface")
        self._rolled = QVBoxLayout(inside)
        self._rolled.setContentsMargins(0, 0, 0, 0)
        self._rolled.setSpacing(0)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._rolled.addLayout(self._columns, 1)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(0)
        self.main = QWidget()
        self.form = QVBoxLayout(self.main)
        self.form.setContentsMargins(MARGIN, 14, MARGIN, 14)
        self.form.setSpacing(BETWEEN)
        self.trouble = ErrorLine()
        self.form.addWidget(self.trouble)
        self._columns.addWidget(self.main, 1)
        self.side_frame = DialogSide(self._side_width, with_side, self.main)
        self.side = self.side_frame.stack
        self._columns.addWidget(self.side_frame)
        self._scroll.setWidget(inside)
        outer.addWidget(self._scroll, 1)
        self._foot = DialogFoot(self.cancel)
        self.note = self._foot.note
        outer.addWidget(self._foot)

    def set_primary(self, words: str, icon: str = "") -> ActionButton:
        """The primary act, first at the left of the foot, named by its verb."""
        self.primary = self._foot.add(ActionButton(words, self.act, icon, "Ctrl+Enter", Kind.PRIMARY), 0)
        return self.primary

    def add_act(self, words: str, run: Callable[[], object], icon: str = "", key: str = "") -> ActionButton:
        """Another act, after those there are and before Cancel."""
        return self._foot.add(ActionButton(words, run, icon, key), len(self._foot.acts) - 1)

    def rename_cancel(self, words: str) -> None:
        """What leaving is called here ("Go back to writing")."""
        self._foot.cancel.set_words(words)

    # -- what a dialog of its own says ------------------------------------------------------------------------

    def problems(self) -> list[tuple[Field, str]]:
        """Fields that cannot be right, in reading order, each with the sentence that says what to do."""
        return []

    def fields(self) -> list[Field]:
        """Every field, so that marks from last time are taken away."""
        return self.findChildren(Field)

    def submit(self) -> None:
        """Save.  Called once nothing is wrong."""

    def typed(self) -> Mapping[str, str]:
        """The words a draft keeps, by name: those of the fields that are kept, where they were changed."""
        return {} if self.drafted is None else self.drafted.changed()

    def has_words(self) -> bool:
        """True where something was typed that would be missed."""
        return any(words.strip() for words in self.typed().values())

    # -- acting -----------------------------------------------------------------------------------------------

    def act(self) -> None:
        """The primary act: check, then save; the first field that is wrong takes the focus."""
        if self.busy or (self.primary is not None and not self.primary.isEnabled()):
            return
        if self.check():
            self.submit()

    def check(self) -> bool:
        """Mark what is wrong; True where nothing is.

        Every day is read first: a shortcut saves without the keys ever leaving the line a day is typed in."""
        wrong_day = read_days(self)
        found = dict(reversed([(field, words) for field, words in self.problems()]))
        for field in self.fields():
            field.set_wrong(found.get(field, ""))
        self.trouble.say("")
        if not found:
            return wrong_day is None or self._point_to(wrong_day)
        first, sentence = next((f, w) for f, w in self.problems())
        first.take_focus()
        self._scroll.ensureWidgetVisible(first)
        self.context.messages.spoken.emit(f"{first.words}: {sentence}")
        return False

    def _point_to(self, day: DateField) -> bool:
        """Put the keys into a day, which says for itself what is wrong."""
        day.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(day)
        self.context.messages.spoken.emit(day.sentence)
        return False

    def run(self, work: Callable[[], T], on_done: Callable[[T], object]) -> None:
        """Do ``work`` on the writing thread; the acts rest until the record has answered."""
        self.run_long(lambda _progress: work(), on_done)

    def run_long(self, work: Callable[[Any], T], on_done: Callable[[T], object], title: str = "") -> None:
        """The same for what may take longer: it says how far it is, under ``title``, and can be stopped."""
        self._set_busy(True)
        if self.context.dispatcher.outage.on:
            self._server_gone()

        def done(result: T) -> None:
            self._set_busy(False)
            on_done(result)

        self.context.dispatcher.write(self, work, done, self._failed, title=title)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        self.refused(error)

    def _server_gone(self) -> None:
        """The banner stands behind the dialog, so the dialog says it too; the save goes on by itself."""
        if self.busy:
            self.say_trouble(WAITING)

    def _server_back(self) -> None:
        if self.trouble.sentence == WAITING:
            self.trouble.say("")

    def refused(self, error: Exception) -> None:
        """Say why it was not saved; what was typed stays.  Override for errors a dialog can mend."""
        self.say_error(error)

    def say_error(self, error: Exception) -> None:
        """Say an error in one sentence at the top of the form."""
        if isinstance(error, Cancelled):
            return
        self.say_trouble(str(error) if isinstance(error, DeskError) else UNEXPECTED)
        if not isinstance(error, DeskError):
            self.context.messages.failed(error)

    def say_trouble(self, sentence: str) -> None:
        """One sentence at the top of the form, spoken too."""
        self.trouble.say(sentence)
        self._scroll.verticalScrollBar().setValue(0)
        self.context.messages.spoken.emit(sentence)

    def saved(self, changes: Changes, sentence: str, undo: bool = False) -> None:
        """It is on the record: every page is told, the done bar says so, and the dialog closes."""
        context = self.context
        back = partial(take_back, context, changes.facts) if undo and changes.facts else None
        self.finished_with()
        context.events.tell(changes.kinds, changes.cases, self)
        context.messages.saved(f"{local(context.desk.now()):%H:%M}")
        context.messages.done(sentence, back)
        context.messages.warned(changes.warnings)

    def _set_busy(self, busy: bool) -> None:
        """While something is on its way nothing can be typed, which would be lost with the form; then the keys go back."""
        if busy and self.main.isEnabled():
            self._keys_in = self.focusWidget()
        self.rest_acts(busy)
        self.main.setEnabled(not busy)
        held = self._keys_in
        if not busy and held is not None and isValid(held) and self.main.isAncestorOf(held):
            held.setFocus(Qt.FocusReason.OtherFocusReason)

    def rest_acts(self, resting: bool) -> None:
        """Let the acts rest while there is nothing to do them on; what can be chosen in the form stays so."""
        self.busy = resting
        for button in self._foot.acts:
            if button is not self._foot.cancel:
                button.setEnabled(not resting)

    # -- drafts and leaving -----------------------------------------------------------------------------------

    def keep_under(self, key: str, *about: int | str, closes: bool = True) -> dict[str, str]:
        """Keep a draft under this key, about these cases, with which the dialog ``closes``; returns what was kept last."""
        note_about(self, *(about if closes else ()))
        restricted = self.context.restricted
        self._draft = Draft(self.context.settings, key, self.context.desk.store.description, restricted, about)
        return self._draft.recall()

    def hold(self, **choices: Control) -> None:
        """What is only chosen (a day, a person, a party), by name: kept with the words of a draft, never without any."""
        self._choices.update(choices)
        for control in choices.values():
            on_change(control, self.touched)

    def choose_again(self, kept: Mapping[str, str]) -> None:
        """Put what is held back to where it stood with the words."""
        for name, control in self._choices.items():
            if name in kept:
                put_back(control, kept[name])

    def as_it_stands(self) -> dict[str, str]:
        """The words typed, and what is chosen with them."""
        return {**self.typed(), **{name: stands_at(control) for name, control in self._choices.items()}}

    def touched(self, *_args: Any) -> None:
        """Something was typed: a moment later the draft is kept."""
        if self._draft is not None:
            self._draft_timer.start()

    def keep_draft(self) -> None:
        """Keep what is typed now."""
        if self._draft is not None:
            self._draft.keep(self.as_it_stands() if self.has_words() else {})

    def finished_with(self) -> None:
        """It is on the record: no draft is needed, and the dialog closes."""
        self._draft_timer.stop()
        if self._draft is not None:
            self._draft.forget()
            self._draft = None
        self.accept()

    def cancel(self) -> None:
        """The Cancel link: where words would be thrown away it asks first."""
        if self._draft is None or not self.has_words():
            self._leave()
            return
        from ui.dialogs.keep_words import KeepWords

        asking = KeepWords(self.context, self)
        asking.kept.connect(self.reject)
        asking.thrown_away.connect(self._leave)
        asking.open()

    def _leave(self) -> None:
        self._draft_timer.stop()
        if self._draft is not None:
            self._draft.forget()
            self._draft = None
            self.context.messages.status("")  # it may still say that the words are kept
        super().reject()

    def reject(self) -> None:
        """Esc: close.  What was typed is kept, and is there when the dialog is opened again."""
        if self._draft is not None and self.has_words():
            self.keep_draft()
            self.context.messages.status("What you wrote is kept. Open it again to go on.")
        super().reject()

    # -- size and focus ---------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """As large as it wishes, never larger than the window behind it, which is dimmed."""
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None and self._scrim is None:
            self._scrim = Scrim(parent.window())
            self.finished.connect(self._scrim.deleteLater)
        self.fit(self._wanted)
        self.order_tabs()

    def give_keys(self, widget: QWidget) -> None:
        """Put the keys into a widget that was only just put in its place: Qt shows it with the next turn of the loop."""
        QTimer.singleShot(0, widget, lambda: widget.setFocus(Qt.FocusReason.OtherFocusReason))

    def order_tabs(self) -> None:
        """Tab goes down the form and along the foot; the side comes last, and F6 goes there at once."""
        tab_as_read(self.main, self._foot, self.side_frame)

    def fit(self, wanted: QSize) -> None:
        """Take this size where the window behind allows it, and stand in its middle."""
        self._wanted = wanted
        parent = self.parentWidget()
        if parent is None:
            self.resize(wanted)
            return
        above = parent.window()
        room = wanted.boundedTo(above.size() - QSize(24, 24))
        self._arrange(room)
        self._fitting = True  # the least size of the arrangement before must not bring that arrangement back
        self._outer.activate()
        self._fitting = False
        self.resize(room)
        self.move(above.mapToGlobal(above.rect().center()) - self.rect().center())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, another arrangement."""
        super().resizeEvent(event)
        if not self._fitting:
            self._arrange(event.size())

    def _arrange(self, size: QSize) -> None:
        """Under 700 wide the side goes below the form; a foot that would take most of the height rolls with the form."""
        narrow = size.width() < NARROW
        below = narrow or size.width() < self.beside_from * current().percent // 100
        down = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._foot.arrange(size.width(), narrow)
        if self._columns.direction() != down:
            self._columns.setDirection(down)
            self.side_frame.setMinimumWidth(0 if below else self._side_width)
            self.side_frame.setMaximumWidth(16777215 if below else self._side_width)
            self.side_frame.setMinimumHeight(SIDE_BELOW if below else 0)
        self._roll_foot(narrow and self._foot.height_in(size.width()) > size.height() * FOOT_SHARE)
        beside = 0 if below or self.side_frame.isHidden() else self._side_width
        fold_all(self.main, size.width() - 2 * MARGIN - beside)

    def _roll_foot(self, rolls: bool) -> None:
        """Let the foot stand below the form inside what scrolls, or below that; the keys stay where they are."""
        if rolls == (self._rolled.indexOf(self._foot) >= 0):
            return
        held = self.focusWidget()
        (self._rolled if rolls else self._outer).addWidget(self._foot)
        if held is not None and self._foot.isAncestorOf(held):
            self.give_keys(held)
