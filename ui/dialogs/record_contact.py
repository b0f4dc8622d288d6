"""Record a contact (F2): who, how, which way, when, their words, what we promised, the reply they wait for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ehcp_desk.domain.case import Contactable
from ehcp_desk.domain.date_text import AHEAD
from ehcp_desk.domain.dates import short
from ehcp_desk.domain.matters import Owed, chased_words
from ehcp_desk.domain.record import Promise
from ehcp_desk.services.casework.contacts import NewContact, keep_promise, record_contact
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ehcp_desk.services.records.finding import FoundCase
from ehcp_desk.services.records.how_it_stands import case_strip, waiting_for
from ui.context import PageContext
from ui.dialogs.case_picker import CasePicker
from ui.dialogs.fields import Field, choice, chosen, line_edit, text_edit
from ui.dialogs.frame import DeskDialog
from ui.dialogs.start_from import Whose
from ui.dialogs.while_you_talk import WhileYouTalk
from ui.theme.type_scale import Role
from ui.widgets.banners import Banners
from ui.widgets.date_field import DateField
from ui.widgets.field_grid import FieldLine
from ui.widgets.key_cap import KeyCap
from ui.widgets.segments import Segments
from ui.widgets.text import label
from ui.widgets.tick import Tick

HOW = (("phone", "P&hone", "phone"), ("email", "&Email", "envelope-simple"), ("letter", "&Letter", "envelope-open"),
       ("meeting", "&Meeting", "users"), ("visit", "&Visit", "house-line"))  # fmt: skip
WAY = {
    "phone": ("&They rang us", "We ran&g them"),
    "email": ("&They emailed us", "We ema&iled them"),
    "letter": ("&They wrote to us", "We wr&ote to them"),
    "meeting": ("&They asked for it", "We asked for &it"),
    "visit": ("&They visited us", "We v&isited them"),
}
REPLY_WORKING_DAYS = 5


class RecordContact(DeskDialog):
    """``case_id`` 0 starts with finding the case; ``who`` names the person where it is known, ``typed`` is
    what to look for first."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int = 0, who: str = "",
                 typed: str = "") -> None:  # fmt: skip
        super().__init__(context, "Record a contact", parent, QSize(1020, 560), with_side=True, side_width=360)
        self._view: CaseView | None = None
        self._wanted_who = who
        self._typed_name = ""
        self._build_form()
        self.talk = WhileYouTalk()
        self.talk.kept.connect(self._keep)
        self.side.addWidget(self.talk)
        self.set_primary("Save")
        self.add_act("Save and open the case", self._save_and_open)
        self.note.setText(f"Written by {context.desk.user}. You can correct it later; nothing is lost.")
        self._open_after = False
        self.hold(how=self.how, when=self.when, who=self.who, chases=self.chases, behalf=self.whose.behalf,
                  promised=self.promised, due=self.due, waits=self.waits, reply_by=self.reply_by,
                  **{f"way_{channel}": row for channel, row in self.ways.items()})  # fmt: skip
        if case_id:
            self._read(case_id)
        else:
            self._show_finder()
            if typed:
                self.picker.look_for(typed)

    # -- building ---------------------------------------------------------------------------------------------

    def _build_form(self) -> None:
        self.picker = CasePicker(self.context)
        self.picker.picked.connect(self._picked)
        self.finder = Field("&Who is it about? A child, a parent, a phone number or a UPN", self.picker, key="Alt+W",
                          focus_on=self.picker.line)  # fmt: skip
        self.who = choice([], typed=True)
        self.who.setMinimumContentsLength(30)
        self.who_field = Field("&Who", self.who, key="Alt+W")
        self.banners = Banners()
        self.form.addWidget(self.finder)
        self.form.addWidget(self.banners)
        self.form.addWidget(self.who_field)
        self.who_field.hide()
        self.form.addWidget(self._how())
        self.chases = choice([], 560)
        self.chases_field = Field("Do the&y chase something", self.chases, key="Alt+Y")
        self.form.addWidget(self.chases_field)
        self.chases_field.hide()
        self.said = text_edit(4)
        self.said.textChanged.connect(self.touched)
        self.said.setEnabled(False)  # until the case, and what must be known of it, stands there
        self.said_field = Field("What was said, in their word&s", self.said, key="Alt+S")
        self.whose = Whose(self.said)
        self.form.addWidget(self.said_field, 1)
        self.form.addLayout(FieldLine((self._promise_box(), self._reply_box()), (1, 1)))
        self.form.addWidget(self.whose)  # seldom used: on a low window the promise and the reply stand above the fold

    def _how(self) -> QWidget:
        box = QWidget()
        stack = QVBoxLayout(box)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(3)
        stack.addWidget(label("How", Role.STRONG))
        self.how = Segments(HOW, "phone", self._channel_chosen, "How")
        stack.addWidget(self.how)
        stack.addSpacing(8)
        self.ways = {channel: Segments([("in", words[0]), ("out", words[1])], "in", self._way_chosen, "Which way")
                     for channel, words in WAY.items()}  # fmt: skip
        ways, day = QWidget(), QWidget()
        across = QHBoxLayout(ways)
        for row in self.ways.values():
            across.addWidget(row, 0, Qt.AlignmentFlag.AlignTop)
        self.when = DateField(self.context.desk.today(), "When", self.context.desk.today())
        self.when.bound(None, self.context.desk.today(), "That day has not come yet. Type the day it happened.")
        when = label("Whe&n", Role.STRONG)
        when.setBuddy(self.when.line)
        line = QHBoxLayout(day)
        line.setSpacing(10)
        line.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        when.setFixedHeight(self.how.sizeHint().height())
        line.addWidget(self.when)
        line.addStretch(1)
        for part in (across, line):
            part.setContentsMargins(0, 0, 0, 0)
        stack.addLayout(FieldLine((ways, day), (0, 1), 18, top=True))
        self._channel_chosen("phone")
        return box

    def _box(self, tick: Tick, key: str) -> tuple[QFrame, QVBoxLayout]:
        box = QFrame()
        box.setProperty("part", "box")
        stack = QVBoxLayout(box)
        stack.setContentsMargins(12, 9, 12, 9)
        stack.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(tick)
        head.addStretch(1)
        head.addWidget(KeyCap(key))
        stack.addLayout(head)
        return box, stack

    def _promise_box(self) -> QFrame:
        self.promised = Tick("We &promised something")
        self.promised.setStyleSheet("font-weight: 600;")
        box, stack = self._box(self.promised, "Alt+P")
        self.promise = line_edit("What we promised")
        self.promise.textEdited.connect(self._promise_typed)
        self.due = DateField(self.context.desk.today(), "Promised by", self.context.desk.today(), AHEAD)
        self.due.bound(self.context.desk.today(), None, "A promise is for today or later. Type a day to come.")
        self.promise_field = Field("What, and by when", self.promise)
        self.promise_field.label.hide()
        stack.addWidget(self.promise_field)
        line = QHBoxLayout()
        line.addWidget(_by(), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.due, 1)
        stack.addLayout(line)
        stack.addStretch(1)
        self.promised.toggled.connect(self.due.setEnabled)
        self.promised.clicked.connect(self._promise_ticked)
        self.due.setEnabled(False)
        return box

    def _reply_box(self) -> QFrame:
        self.waits = Tick("They are waiting for a &reply")
        self.waits.setStyleSheet("font-weight: 600;")
        box, stack = self._box(self.waits, "Alt+R")
        usual = usual_reply(self.context)
        hint = label("Tick to put a reply date on your list. The usual time is 5 working days.", Role.SMALL, wrap=True)
        self.reply_by = DateField(self.context.desk.today(), "Reply by", usual, AHEAD)
        stack.addWidget(hint)
        line = QHBoxLayout()
        line.addWidget(_by(), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.reply_by, 1)
        stack.addLayout(line)
        stack.addStretch(1)
        self.waits.toggled.connect(self.reply_by.setEnabled)
        self.reply_by.setEnabled(False)
        return box

    # -- choosing the case and the caller ---------------------------------------------------------------------

    def _show_finder(self) -> None:
        self.finder.show()
        self.who_field.hide()
        self.finder.take_focus()

    def _picked(self, found: FoundCase, typed: str) -> None:
        self._typed_name = typed
        self._read(found.id)

    def _read(self, case_id: int) -> None:
        desk = self.context.desk
        self.context.dispatcher.read(
            self, lambda _progress: case_view_by_id(desk, case_id), self.show_view, self.refused
        )

    def show_view(self, view: CaseView) -> None:
        """Take a case: its people to choose from, and what to know while talking."""
        again = self._view is not None
        self._view = view
        self.finder.hide()
        self.banners.show_banners(view.banners, view.as_at)
        self.said.setEnabled(True)
        self.who_field.show()
        if not again:
            self._offer_people(view)
            self.whose.offer(view.practice.templates, view.colleagues)
        self._offer_chased(view)
        self.talk.show_case(view, case_strip(view), waiting_for(view))
        self.order_tabs()  # what has just come to the side goes last too
        if not again:
            self.said_field.take_focus()
            if self.picker.typed_on:
                self.said.insertPlainText(self.picker.typed_on)
            self._go_on(self.keep_under(f"contact.{view.case.id}", view.case.id))
            warned = "".join(f"{banner.said}. " for banner in view.banners)
            self.context.messages.spoken.emit(f"{view.case.child.name}. {warned}What was said?")

    def _offer_people(self, view: CaseView) -> None:
        child = view.case.child
        self.who.clear()
        for person in view.people:
            self.who.addItem(
                f"{person.name}, {person.relation.lower()}" if person.relation else person.name, person.name
            )
        self.who.addItem(f"{child.name}, the child", child.name)
        wanted = self._wanted_who or _caller(view.people, self._typed_name)
        place = next((n for n in range(self.who.count()) if self.who.itemData(n) == wanted), 0)
        if wanted and self.who.itemData(place) != wanted:
            self.who.setEditText(wanted)
        else:
            self.who.setCurrentIndex(place)
        self.who_field.set_hint(f"About {child.name}, {view.case.ref}")

    def _offer_chased(self, view: CaseView) -> None:
        """What somebody may ring about a second time: promises and replies that still wait."""
        before = chosen(self.chases)
        waiting = [m for m in view.matters if m.owed in (Owed.PROMISE, Owed.REPLY)]
        self.chases.clear()
        self.chases.addItem("No, it is something new", "")
        for matter in waiting:
            told = f" ({chased_words(matter.chased)})" if matter.chased else ""
            due = short(matter.due or matter.since, view.as_at)
            self.chases.addItem(f"{matter.owed.value}: {matter.what}, due {due}{told}", str(matter.fact_id))
        self.chases.setCurrentIndex(max(0, self.chases.findData(before)))
        self.chases_field.setVisible(bool(waiting) and self._incoming)

    # -- filling ----------------------------------------------------------------------------------------------

    @property
    def _incoming(self) -> bool:
        return self.ways[self.how.chosen].chosen == "in"

    def _way_chosen(self, _way: str = "") -> None:
        """Only who writes or rings us chases."""
        self.chases_field.setVisible(self.chases.count() > 1 and self._incoming)

    def _channel_chosen(self, channel: str) -> None:
        for one, row in self.ways.items():
            row.setVisible(one == channel)

    def _promise_ticked(self, on: bool) -> None:
        if on:
            self.promise.setFocus(Qt.FocusReason.TabFocusReason)

    def _promise_typed(self, words: str) -> None:
        if words.strip() and not self.promised.isChecked():
            self.promised.setChecked(True)
        self.touched()

    def typed(self) -> Mapping[str, str]:
        """The words a draft keeps."""
        return {"said": self.said.toPlainText(), "promise": self.promise.text()}

    def _go_on(self, kept: Mapping[str, str]) -> None:
        """Bring back what was written about this child and not saved, below what was typed since F2."""
        said, promise = self.said.toPlainText(), self.promise.text().strip()
        if not (said.strip() or promise):
            self.choose_again(kept)  # otherwise the day and the person on screen are those of another call
        if kept:
            self.promise.setText(promise or kept.get("promise", ""))
            below = (kept.get("said", ""), kept.get("promise", "") if promise else "")
            self.said.setPlainText("\n".join(words for words in (said, *below) if words.strip()))
            self.said.moveCursor(QTextCursor.MoveOperation.End)
            self.context.messages.status("What you wrote last time is back.")
        self.touched()

    # -- saving -----------------------------------------------------------------------------------------------

    def problems(self) -> list[tuple[Field, str]]:
        """No case, no words, no promise where one is ticked."""
        found = []
        if self._view is None:
            found.append((self.finder, "Say which child it is about. Type a name and press Enter."))
        if not self.said.toPlainText().strip():
            found.append((self.said_field, "Write what was said, in a few words."))
        if self.promised.isChecked() and not self.promise.text().strip():
            found.append((self.promise_field, "Write what was promised, or clear the tick."))
        if self.promise.text().strip() and not self.promised.isChecked():
            found.append((self.promise_field, "Tick the promise to keep it, or clear these words."))
        return found

    def contact(self) -> NewContact:
        """What is typed, as the record wants it."""
        channel, on = self.how.chosen, self.when.day
        return NewContact(
            on=on if on is not None else self.context.desk.today(),
            channel=channel,
            incoming=self._incoming,
            who=self._who(),
            summary=self.said.toPlainText(),
            promise=self.promise.text() if self.promised.isChecked() else "",
            promise_due=self.due.day if self.promised.isChecked() else None,
            reply_by=self.reply_by.day if self.waits.isChecked() else None,
            chases=int(chosen(self.chases)) if self._incoming and chosen(self.chases) else None,
            on_behalf_of=self.whose.colleague,
        )

    def _who(self) -> str:
        return chosen(self.who) or "the family"

    def submit(self) -> None:
        """Put it on the record."""
        view, desk = self._view, self.context.desk
        if view is None:
            return
        contact = self.contact()

        def done(changes: Changes) -> None:
            open_after, case_id = self._open_after, view.case.id
            self.saved(changes, f"Contact with {contact.who} about {view.case.child.name} recorded", undo=True)
            if open_after:
                self.context.open_case(case_id)

        self.run(lambda: record_contact(desk, view.case.ref, contact), done)

    def _save_and_open(self) -> None:
        self._open_after = True
        self.act()

    def _keep(self, promise: Promise) -> None:
        view, desk = self._view, self.context.desk
        if view is None:
            return

        def done(changes: Changes) -> None:
            self.context.events.tell(changes.kinds, changes.cases, self)
            self._read(view.case.id)

        self.run(lambda: keep_promise(desk, view.case.ref, promise.fact_id, desk.today()), done)


def usual_reply(context: PageContext) -> date:
    """The fifth working day from today."""
    desk = context.desk
    return date.fromordinal(desk.law.calendar.working.after(desk.today().toordinal(), REPLY_WORKING_DAYS))


def _caller(people: tuple[Contactable, ...], typed: str) -> str:
    """The person whose name or number was typed; empty where it was somebody else's."""
    wanted = typed.casefold().split()
    digits = "".join(c for c in typed if c.isdigit())
    for person in people:
        number = "".join(c for c in person.phone if c.isdigit())
        if (wanted and all(word in person.name.casefold() for word in wanted)) or (
            len(digits) > 5 and digits in number
        ):
            return person.name
    return ""


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0, who: str = "",
         typed: str = "") -> RecordContact:  # fmt: skip
    """The dialog, about a case where one is given."""
    return RecordContact(context, parent, case_id, who, typed)


def _by() -> QLabel:
    """Level with the words of the field beside it, which may have a problem of its own beneath."""
    words = label("by", "second")
    words.setContentsMargins(0, 7, 0, 0)
    return words
