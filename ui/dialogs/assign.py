"""Assign one case or many (F8): to whom, from when and why, with what it does to everybody's load before it is done.

With ``leaving`` it is the same for everything somebody holds who leaves, and records their last day in the same act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ehcp_desk.clock.model import State
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.wording import DUE_SOON_DAYS
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.oversight.leaving import leave
from ehcp_desk.services.oversight.move_preview import MovePreview, move_preview
from ehcp_desk.services.oversight.moving import MOVING, Move, move
from ehcp_desk.services.records.introductions import write_letters
from ehcp_desk.services.records.issuing import print_pick_up
from ui.context import PageContext
from ui.dialogs.after_the_move import AfterTheMove
from ui.dialogs.assign_rows import AssignRows
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.dialogs.files import Files, file_name
from ui.dialogs.frame import DeskDialog
from ui.dialogs.taking_back import move_back, numbered
from ui.messages import Done
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.field_grid import FieldLine
from ui.widgets.flow import Flow
from ui.widgets.text import label
from ui.widgets.tick import Tick

SIDE_WIDE = 448
_NOTE = "note."


@dataclass(frozen=True, slots=True)
class Leaving:
    """Whose last day is recorded with the move, and which day that is."""

    officer_id: int
    name: str
    last_day: date


class Assign(DeskDialog):
    """``case_ids`` are the cases; ``to`` names who takes them, one person or several, where a page already knows."""

    beside_from = 1250  # the cases with their reasons and notes, and what it does to everybody, both whole

    def __init__(
        self,
        context: PageContext,
        parent: QWidget | None,
        case_ids: Sequence[int],
        to: str | Sequence[str] = "",
        files: Files | None = None,
        leaving: Leaving | None = None,
    ) -> None:
        title = f"{leaving.name} leaves" if leaving is not None else "Assign cases"
        super().__init__(context, title, parent, QSize(1340, 640), with_side=True, side_width=SIDE_WIDE)
        self._ids, self._to = tuple(case_ids), (to,) if isinstance(to, str) and to else tuple(to)
        self._leaving = leaving
        self._fitted = False
        self._files = files or Files()
        self._preview: MovePreview | None = None
        self.heading = label("", Role.QUESTION, wrap=True)
        self.sentence = label("Reading the cases and who has room", "second", wrap=True)
        self.rows = AssignRows()
        self.rows.changed.connect(self._changed)
        self.rows.changed.connect(self.touched)
        self.form.addWidget(self.heading)
        self.form.addWidget(self.sentence)
        self.form.addWidget(self.rows, 1)
        self._build_foot()
        self.after = AfterTheMove()
        self.after.spread_changed.connect(self._respread)
        self.side.addWidget(self.after)
        self.set_primary("Move")
        self.mend = self.add_act("Read the notes", self._write_notes)
        self._changed()
        desk, ids, names = context.desk, self._ids, self._to
        read = context.dispatcher.read
        read(self, lambda _progress: move_preview(desk, ids, names), self.show_preview, self.say_error)

    def _build_foot(self) -> None:
        today = self.context.desk.today()
        self.from_day = DateField(today, "From", today)
        self.from_day.bound(None, today, "A case cannot be given from a day to come. Move it on the day.")
        self.reason = line_edit("Reason, kept on every case")
        self.reason.textEdited.connect(self.touched)
        self.reason_field = Field("&Reason, kept on every case", self.reason, key="Alt+R")
        self.from_field = Field("&From", self.from_day, focus_on=self.from_day.line)
        # Somebody who leaves keeps their cases until today; the last day was asked before.
        self.from_field.setVisible(self._leaving is None)
        self.form.addLayout(FieldLine((self.from_field, self.reason_field), (0, 1)))
        self.sheets, self.letters = Tick("Make pick-up sheets"), Tick("Write &letters to the families")
        self.call = Tick("First &call within 5 working days")
        self.call.setChecked(True)
        self.everybody = choice([("", "as suggested")], 220)
        self.everybody.setProperty("dense", True)
        self.everybody.setAccessibleName("All of them to")
        self.everybody.currentIndexChanged.connect(lambda _place: self._all_to())
        self._all_label = label("&All of them to", "second")
        self._all_label.setBuddy(self.everybody)
        ticks, all_to = QWidget(), QWidget()
        Flow(ticks, (self.sheets, self.letters, self.call), 18)
        line = QHBoxLayout(all_to)
        line.setContentsMargins(0, 0, 0, 0)
        for widget in (self._all_label, self.everybody):
            line.addWidget(widget)
        self.form.addLayout(FieldLine((ticks, all_to), (1, 0), 16))
        self._kept = self.keep_under(f"assign.{'-'.join(map(str, sorted(self._ids)))[:80]}", *self._ids)
        self.reason.setText(self._kept.get("reason", ""))

    def show_preview(self, preview: MovePreview) -> None:
        """The cases are read: show them with a suggestion each."""
        self._preview = preview
        count = len(preview.rows)
        soon = sum(r.row.next is not None and r.row.next.state is State.RUNNING and r.row.next.days <= DUE_SOON_DAYS
                   for r in preview.rows)  # fmt: skip
        late = sum(r.row.next is not None and r.row.next.state is State.OVERDUE for r in preview.rows)
        first = preview.rows[0].row.case.name if preview.rows else "nobody"
        asked = f"Who should have {first}?" if count == 1 else f"Move {count} cases"
        if self._leaving is not None:
            asked = f"{self._leaving.name} leaves on {in_words(self._leaving.last_day)}: who takes the {count} cases?"
        self.heading.setText(asked)
        self.sentence.setText(_urgency(count, late, soon))
        for person in preview.people:
            self.everybody.addItem(person, person)
        self.everybody.setVisible(count > 1)
        self._all_label.setVisible(count > 1)
        self.sheets.setText("Make pick-up &sheets" if count > 1 else "Make a pick-up &sheet")
        self.letters.setText("Write &letters to the families" if count > 1 else "Write a &letter to the family")
        self.rows.show_rows(preview)
        for case_id in self._ids:
            if words := self._kept.get(f"{_NOTE}{case_id}"):
                self.rows.put_note(case_id, words)
        self.after.offer(preview, self._to)
        self.order_tabs()
        self._changed()
        if not self._fitted:
            self._fitted = True
            self.fit(QSize(1340, min(720, 360 + max(3, count) * 34)))
        self.reason_field.take_focus()

    # -- as it is filled --------------------------------------------------------------------------------------

    def _all_to(self) -> None:
        name = chosen(self.everybody)
        if name:
            self.rows.all_to(name)
        else:
            self.rows.as_suggested()

    def _respread(self) -> None:
        """Other people were ticked: suggest anew among them."""
        if self._preview is not None and self.after.spread_to:
            with QSignalBlocker(self.everybody):  # the lines say who now
                self.everybody.setCurrentIndex(0)
            self.rows.suggest(self._preview.spread(self.after.spread_to))

    def _changed(self) -> None:
        preview = self._preview
        moving = self.rows.chosen()
        missing = [row for row, _ in moving if self.rows.missing(row.case.id)]
        if self.primary is not None:
            words = (
                "Assign the case"
                if len(self._ids) == 1
                else f"Move {len(moving)} case{'' if len(moving) == 1 else 's'}"
            )
            self.primary.set_words(words)
            staying = len(self._ids) - len(moving) if self._leaving is not None else 0
            self.primary.setEnabled(bool(moving) and not missing and not staying)
        count = len(missing)
        self.mend.setVisible(bool(moving) or self.rows.currentIndex() == 1)
        writing = self.rows.currentIndex() == 1
        notes = "the note" if len(moving) == 1 else f"the {len(moving)} notes"
        self.mend.set_words("Back to the cases" if writing else f"Read {notes}")
        before = "this case moves" if len(moving) == 1 else "these cases move"
        why = f"{count} handover note{'' if count == 1 else 's'} to write before {before}" if count else ""
        self.note.setText(why or ("" if moving else "Choose who has it" if preview is not None else ""))
        if preview is not None:
            self.after.show_change(preview.after(moving))

    def _write_notes(self) -> None:
        writing = self.rows.currentIndex() == 0
        self.rows.setCurrentIndex(1 if writing else 0)
        self._changed()
        if writing:
            notes = list(self.rows.notes.values())
            first = next((w for w in notes if not w.toPlainText().strip()), notes[0] if notes else None)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> dict[str, str]:
        """The words a draft keeps: the reason, and each note somebody wrote in."""
        if self._preview is None:  # the notes are still being read
            return {**self._kept, "reason": self.reason.text()}
        notes = {f"{_NOTE}{case_id}": words for case_id, words in self.rows.written().items()}
        return {**notes, "reason": self.reason.text()}

    # -- saving -----------------------------------------------------------------------------------------------

    def problems(self) -> list[tuple[Field, str]]:
        """A reason is needed."""
        return [] if self.reason.text().strip() else [(self.reason_field, "Say why; the reason stays with each case.")]

    def check(self) -> bool:
        """The reason, then the day."""
        return super().check() and self.from_day.read() is not None

    def moves(self) -> list[Move]:
        """What is chosen, as the record wants it."""
        preview = self._preview
        versions = {r.row.case.id: r.version for r in preview.rows} if preview is not None else {}
        return [Move(row.case.ref, to, versions.get(row.case.id), self.rows.note(row.case.id))
                for row, to in self.rows.chosen()]  # fmt: skip

    def submit(self) -> None:
        """Move them, all or none."""
        desk, moves, reason = self.context.desk, self.moves(), self.reason.text()
        day, call, leaving = self.from_day.day, self.call.isChecked(), self._leaving
        people = sorted({m.to for m in moves})
        sheets, letters = self.sheets.isChecked(), self.letters.isChecked()
        folder = self._files.folder(self, "Folder for the papers") if sheets or letters else None

        def done(changes: Changes) -> None:
            context = self.context
            count = f"{len(moves)} cases" if len(moves) > 1 else moves[0].ref
            to = people[0] if len(people) == 1 else f"{len(people)} people"
            self.finished_with()
            context.events.tell(changes.kinds, changes.cases, self)
            said = context.messages.done(
                numbered(f"{count} moved to {to}", changes), lambda: move_back(context, changes)
            )
            if changes.warnings:
                context.messages.trouble(" ".join(changes.warnings))
            if folder is not None:
                _print(context, said, [m.ref for m in moves], folder, self._files, sheets, letters, call)

        def act(progress: Progress) -> Changes:
            if leaving is not None:
                return leave(desk, leaving.officer_id, leaving.last_day, moves, reason, call, progress)
            return move(desk, moves, reason, day, call, progress)

        self.run_long(act, done, MOVING)

    def refused(self, error: Exception) -> None:
        """Somebody else was quicker: say so, and read the cases again."""
        self.say_error(error)
        if isinstance(error, Conflict):
            desk, ids = self.context.desk, self._ids
            self.context.dispatcher.read(self, lambda _progress: move_preview(desk, ids), self._again, self.say_error)

    def _again(self, preview: MovePreview) -> None:
        """The cases as they now stand; what was chosen and written is kept where it still fits."""
        notes = self.rows.written()
        chosen_before = {row.case.id: to for row, to in self.rows.chosen()}
        fresh = AssignRows()
        fresh.changed.connect(self._changed)
        fresh.changed.connect(self.touched)
        self.form.replaceWidget(self.rows, fresh)
        self.rows.deleteLater()
        self.rows, self._preview = fresh, preview
        fresh.show_rows(preview)
        for case_id, to in chosen_before.items():
            if case_id in fresh.boxes:
                fresh.boxes[case_id].setCurrentIndex(max(0, fresh.boxes[case_id].findData(to)))
        for case_id, words in notes.items():
            fresh.put_note(case_id, words)
        self._changed()


def _urgency(count: int, late: int, soon: int) -> str:
    """What is pressing among the cases, in one sentence."""
    if count == 1:
        return (
            "Its limit has passed." if late else "It has a limit in the next 14 days." if soon else "No limit is near."
        )
    parts = [f"{late} of these {'is' if late == 1 else 'are'} overdue"] if late else []
    parts += [f"{soon} {'has' if soon == 1 else 'have'} a limit in the next 14 days"] if soon else []
    pressing = f" {' and '.join(parts)}." if parts else " None has a limit in the next 14 days."
    return f"Each goes to the person chosen beside it.{pressing}"


def _print(
    context: PageContext,
    said: Done,
    refs: Sequence[str],
    folder: Path,
    files: Files,
    sheets: bool,
    letters: bool,
    call: bool,
) -> None:
    desk = context.desk

    def work(progress: Progress) -> int:
        if sheets:
            _sheets(desk, refs, folder, progress)
        if letters:
            write_letters(desk, refs, folder, call=call, progress=progress)
        return len(refs) * (sheets + letters)

    def done(made: int) -> None:
        context.messages.more(said, f"{so_many(made, 'paper')} {'is' if made == 1 else 'are'} in {folder.name}")
        files.show(folder)

    title = f"Printing for {len(refs)} cases"
    context.dispatcher.read(context.events, work, done, context.messages.failed, title=title)


def _sheets(desk: Desk, refs: Sequence[str], folder: Path, progress: Progress) -> None:
    if desk.papers is None:
        raise BadInput("Printing is not set up on this computer; ask whoever installed the desk.")
    for number, ref in enumerate(refs):
        progress(number, len(refs), f"{number} of {len(refs)}. You can keep working.")
        print_pick_up(desk, ref, [folder / file_name("Pick-up sheet", ref)])


def make(
    context: PageContext,
    parent: QWidget | None = None,
    case_ids: Sequence[int] = (),
    to: str | Sequence[str] = "",
    leaving: Leaving | None = None,
) -> Assign:
    """The dialog, about one case or many."""
    return Assign(context, parent, case_ids, to, leaving=leaving)
