"""Write a letter: which one, the checklist its duty makes, the words only a person can give, and how it reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.duties import duty_about
from ehcp_desk.domain.letter_terms import NOTICES
from ehcp_desk.domain.letters import METHODS, ElementState, Letter, Notice
from ehcp_desk.domain.notice_rules import Field as RuleField
from ehcp_desk.domain.notice_rules import Source, load_notice_rules
from ehcp_desk.domain.reading_age import PLAIN_AGE
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.letters.compiling import compile_notice, written_fields
from ehcp_desk.services.letters.issuing import issue, write_letters
from ehcp_desk.services.letters.next_letter import next_letter
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen, text_edit
from ui.dialogs.files import Files
from ui.dialogs.frame import DeskDialog
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.date_field import DateField
from ui.widgets.field_grid import FieldLine
from ui.widgets.row_table import RowTable
from ui.widgets.text import label, set_role
from ui.widgets.tick import Tick

COMPILE_AFTER_MS = 350


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One required element of the letter."""

    id: int
    state: ElementState

    @property
    def cell(self) -> StateCell:
        """There or missing, in words as well as by mark."""
        return StateCell(Mark.MET, "there") if self.state.fine else StateCell(Mark.OVERDUE, "missing")

    @property
    def second(self) -> str:
        """The law, and where to put right what is missing."""
        where = "; ".join(f"{f.title}: {_where(f)}" for f in self.state.missing)
        return f"{self.state.element.law}. {where}" if where else self.state.element.law


def _where(field: RuleField) -> str:
    return "write it above" if field.source is Source.WRITTEN else field.fix


class WriteNotice(DeskDialog):
    """Nothing is ticked by hand: an element is there when the record, Settings or what is written gives it."""

    def __init__(
        self, context: PageContext, parent: QWidget | None, case_id: int, kind: str, files: Files | None
    ) -> None:
        super().__init__(context, "Write a letter", parent, QSize(1160, 720), with_side=True, side_width=430)
        self._files, self._case_id = files or Files(), case_id
        self._view: CaseView | None = None
        self.notice: Notice | None = None
        self.written: dict[str, tuple[Field, QPlainTextEdit]] = {}
        self._later = QTimer(self, singleShot=True, interval=COMPILE_AFTER_MS)
        self._later.timeout.connect(self.compile)
        self._build_head(kind)
        self._build_list()
        self.preview = label("", Role.BODY, wrap=True)
        self.side.addWidget(label("How it reads", Role.STRONG))
        self.reading = label("", Role.SMALL, wrap=True)
        self.side.addWidget(self.reading)
        self.side.addWidget(self.preview)
        self.side.addStretch(1)
        self.set_primary("Issue it", "paper-plane-tilt")
        self.draft = self.add_act("Save a draft", self.save_draft, "file-text")
        self._kept = self.keep_under(f"notice.{case_id}", case_id)
        self._kind_chosen()
        self.kind_field.take_focus()
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self._show_view, self.refused)

    def _build_head(self, kind: str) -> None:
        self.warning = label("", Role.STRONG, wrap=True)
        self.kind = choice([("", "Choose"), *NOTICES.items()], 300)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        self._asked = kind
        self.by = choice(list(METHODS.items()), 190)
        self.on = DateField(self.context.desk.today(), "The day it is sent", self.context.desk.today())
        self.kind_field = Field("&Which letter", self.kind)
        self.by_field, self.on_field = Field("&How it goes", self.by), Field("&Sent on", self.on, focus_on=self.on)
        line = FieldLine((self.kind_field, self.by_field, self.on_field), (0, 0, 0), 11)
        self.large = Tick("In lar&ge print, as they need")
        self.large.setChecked(True)
        self.large.setVisible(False)
        self.large.toggled.connect(lambda _on: self._later.start())
        self.form.addWidget(self.warning)
        self.form.addLayout(line)
        self.form.addWidget(self.large)
        self._words = QVBoxLayout()
        self._words.setSpacing(8)
        self.form.addLayout(self._words)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.by.currentIndexChanged.connect(lambda _n: self._later.start())
        self.on.changed.connect(lambda _day: self._later.start())

    def _build_list(self) -> None:
        columns: list[Column[ElementRow]] = [
            Column("fine", "State", lambda r: r.cell, 96, Kind.STATE, narrow=True),
            Column("what", "What it must say, and under which law",
                   lambda r: TwoLine(r.state.element.title, r.second, bold=True),
                   kind=Kind.TWO_LINE, stretch=True, narrow=True),
        ]  # fmt: skip
        self.rows: RowModel[ElementRow] = RowModel(
            columns, lambda r: f"{r.state.element.title}: {r.cell.words}. {r.second}", parent=self
        )
        self.table: RowTable[ElementRow] = RowTable(self.rows, "What the letter must say", start_selected=False)
        self.table.setProperty("framed", True)
        self.standing = label("", Role.SMALL, wrap=True)
        self.form.addWidget(self.table, 1)
        self.form.addWidget(self.standing)

    # -- what is written ------------------------------------------------------------------------------------------

    def _kind_chosen(self, _n: int = 0) -> None:
        """A field for each thing only a person can write of this letter."""
        self._kept.update({name: edit.toPlainText() for name, (_, edit) in self.written.items()})
        for field, _edit in self.written.values():
            field.hide()
            field.deleteLater()
        rules = load_notice_rules()
        self.written = {}
        kind = chosen(self.kind)
        self.draft.setEnabled(bool(kind))
        self.notice = None  # until this letter is compiled, nothing is there to issue
        self.context.dispatcher.forget(self, "letter")
        if self.primary is not None:
            self.primary.setEnabled(False)
        if not kind:
            self._show_nothing()
            return
        for name in written_fields(rules.kinds[kind]):
            if rules.fields[name].source is not Source.WRITTEN:
                continue
            edit = text_edit(2)
            edit.setPlainText(self._kept.get(name, ""))
            edit.textChanged.connect(self._typed)
            field = Field(rules.fields[name].title, edit)
            self._words.addWidget(field)
            self.written[name] = (field, edit)
        self.order_tabs()
        self._later.start()

    def _show_nothing(self) -> None:
        """No letter is chosen: the record does not say which is next."""
        self.rows.set_rows([])
        for shown in (self.warning, self.reading, self.preview):
            shown.setText("")
        self.large.setVisible(False)
        self.standing.setText("Choose a letter. The record does not say which comes next.")
        self.trouble.say("")
        self.order_tabs()

    def _typed(self) -> None:
        self.touched()
        self._later.start()

    def said(self) -> dict[str, str]:
        """What was written for this letter; what is empty is left to the record."""
        return {
            name: edit.toPlainText().strip() for name, (_, edit) in self.written.items() if edit.toPlainText().strip()
        }

    def typed(self) -> dict[str, str]:
        """The words a draft keeps, those of a letter that was chosen before among them."""
        return {**self._kept, **{name: edit.toPlainText() for name, (_, edit) in self.written.items()}}

    # -- compiling ------------------------------------------------------------------------------------------------

    def _show_view(self, view: CaseView) -> None:
        self._view = view
        self.setWindowTitle(f"Write a letter: {view.case.child.name}, {view.case.ref}")
        if not self._asked and not chosen(self.kind):
            self.kind.setCurrentIndex(self.kind.findData(next_letter(view.case, view.facts, view.filed, view.timeline)))
        self.compile()

    def compile(self) -> None:
        """Compile the letter anew, on a reader thread, and show how far it is."""
        view, desk, kind, by, said = self._view, self.context.desk, chosen(self.kind), chosen(self.by), self.said()
        on, ordinary = self.on.day or desk.today(), not self.large.isChecked()
        if view is None or not kind:
            return
        ref = view.case.ref

        def work(_progress: object) -> Notice:
            return compile_notice(desk, ref, kind, on, by, said, ordinary=ordinary)

        self.context.dispatcher.latest(self, work, self.show_notice, self.refused, about="letter")

    def show_notice(self, notice: Notice) -> None:
        """The checklist, what stands in the way, the warnings, and the words."""
        if notice.kind.id != chosen(self.kind):
            return
        self.notice = notice
        self.rows.set_rows([ElementRow(n, state) for n, state in enumerate(notice.states, 1)])
        self.warning.setText("\n".join(f"Before it is sent: {words}" for words in notice.warnings))
        self.warning.setVisible(bool(notice.warnings))
        self.large.setVisible(notice.large_print)
        self.trouble.say("\n".join(notice.refused))
        self.standing.setText(_standing(notice))
        reading = notice.reading
        hard = "".join(f"\nHard to read: {h.text}" for h in reading.hardest) if reading.age > PLAIN_AGE else ""
        self.reading.setText(f"{reading.words} (grade {reading.grade}).{hard}")
        self.preview.setText("\n\n".join(_shown(letter) for letter in notice.letters[:1]))
        set_role(self.preview, Role.SMALL)
        if self.primary is not None:
            self.primary.setEnabled(notice.ready)

    # -- acts -----------------------------------------------------------------------------------------------------

    def save_draft(self) -> None:
        """Write the letter as a Word file stamped as a draft, where the person says, and open it."""
        view, desk = self._view, self.context.desk
        if view is None:
            return
        name = f"{NOTICES[chosen(self.kind)].replace(':', '')} {view.case.ref.replace('/', '-')}.docx"
        path = self._files.save_any(self, "Save a draft of the letter", name)
        if path is None:
            return
        ref, kind, by, said, on = view.case.ref, chosen(self.kind), chosen(self.by), self.said(), self.on.day
        ordinary = not self.large.isChecked()

        def work(_progress: object) -> list[Path]:
            return write_letters(desk, compile_notice(desk, ref, kind, on, by, said, True, ordinary), path)

        def done(files: list[Path]) -> None:
            self.context.messages.done(f"Draft saved as {', '.join(file.name for file in files)}")
            self._files.show(files[0])

        self.context.dispatcher.read(self, work, done, self.refused, title="Writing the draft")

    def problems(self) -> list[tuple[Field, str]]:
        """A day that has come; one that cannot be read says so itself."""
        day = self.on.day
        if day is not None and day > self.context.desk.today():
            return [(self.on_field, "Write the day it is sent: today, or a day that has been.")]
        return []

    def finished_with(self) -> None:
        """It is issued; words written for another letter stay a draft."""
        draft, others = self._draft, {name: words for name, words in self._kept.items() if name not in self.written}
        super().finished_with()
        if draft is not None:
            draft.keep(others)

    def submit(self) -> None:
        """Issue it."""
        notice, view, desk, said = self.notice, self._view, self.context.desk, self.said()
        on: date | None = self.on.day
        ordinary = not self.large.isChecked()
        if notice is None or notice.kind.id != chosen(self.kind) or view is None or on is None:
            return
        if not notice.ready:
            self.say_trouble("It cannot be issued yet; what is missing is listed.")
            return

        def work() -> Changes:
            kind, by, version = notice.kind.id, chosen(self.by), view.case.version
            return issue(desk, notice.ref, kind, on, by, said, None, version, ordinary)

        words = f"{notice.kind.short} issued to {' and '.join(letter.to.name for letter in notice.letters)}"
        self.run(work, lambda changes: self.saved(changes, words))


def _standing(notice: Notice) -> str:
    """The council's own limit, whom it goes to, and what issuing records."""
    said = [
        f"{duty_about(x.rule, x.duty, '')}: by {in_words(x.due)}" + (f", {x.late} days late." if x.late else ".")
        for x in notice.limits
    ]
    said.append(
        "To " + "; ".join(f"{x.to.name}, {', '.join(x.to.printed) or x.to.email}" for x in notice.letters) + "."
    )
    there = [start for start in notice.starts if start.entry is not None]
    said.append("The fact is on the record and will be linked." if there else "Issuing it starts the family’s time.")
    return "\n".join(said)


def _shown(letter: Letter) -> str:
    lines = [letter.greeting, letter.title]
    for part in letter.parts:
        lines += [part.heading.upper()] if part.heading else []
        lines += [f"•  {words.text}" if words.point else words.text for words in part.words]
    return "\n\n".join(line for line in (*lines, *letter.signed) if line)


def make(
    context: PageContext, parent: QWidget | None = None, case_id: int = 0, kind: str = "", files: Files | None = None
) -> WriteNotice:
    """The dialog, about one case; on one kind of letter where it is named."""
    return WriteNotice(context, parent, case_id, kind, files)
