"""The council's response to an appeal: each required part, what is written of it, and the paper."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.letter_terms import RESPONSE_PARTS
from ehcp_desk.domain.letters import ElementState
from ehcp_desk.domain.notice_rules import Field as RuleField
from ehcp_desk.domain.notice_rules import Source
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.letters.response import Response, compile_response, write_response
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.fields import Field, choice, chosen, text_edit
from ui.dialogs.files import Files
from ui.dialogs.frame import DeskDialog
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.row_table import RowTable
from ui.widgets.text import label

_PART = "part_"


@dataclass(frozen=True, slots=True)
class PartRow:
    """One required part of the response."""

    id: int
    state: ElementState
    waiting: bool = False
    """Words were written for it here and are not kept yet."""

    @property
    def cell(self) -> StateCell:
        """There or missing, in words as well as by mark."""
        return StateCell(Mark.MET, "there") if self.state.fine else StateCell(Mark.OVERDUE, "missing")

    @property
    def second(self) -> str:
        """Where to put right what is missing."""
        if self.waiting:
            return "Written and not kept yet: choose the part below and keep it."
        return "; ".join(f"{f.title}: {_where(f)}" for f in self.state.missing)


def _where(field: RuleField) -> str:
    return "choose the part below and write it" if field.source is Source.WRITTEN else field.fix


def parts_of(state: ElementState) -> set[str]:
    """The written parts that an element of the response is made of."""
    return {name.removeprefix(_PART) for name in state.element.fields if name.startswith(_PART)}


class WriteResponse(DeskDialog):
    """Parts are written one at a time and kept as entries of the case; the paper is made of the newest of each."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int, files: Files | None) -> None:
        super().__init__(context, "The response to the appeal", parent, QSize(900, 680))
        self._files = files or Files()
        self._view: CaseView | None = None
        self.response: Response | None = None
        self._parts: list[PartRow] = []
        self.due = label("", Role.BODY, wrap=True)
        columns: list[Column[PartRow]] = [
            Column("fine", "State", lambda r: r.cell, 96, Kind.STATE, narrow=True),
            Column("what", "What it must hold", lambda r: TwoLine(r.state.element.title, r.second, bold=True),
                   kind=Kind.TWO_LINE, stretch=True, narrow=True),
        ]  # fmt: skip
        self.rows: RowModel[PartRow] = RowModel(
            columns, lambda r: f"{r.state.element.title}: {r.cell.words}. {r.second}", parent=self
        )
        self.table: RowTable[PartRow] = RowTable(self.rows, "What the response must hold", start_selected=False)
        self.table.setProperty("framed", True)
        self.table.current_changed.connect(self._go_to)
        self.part = choice(list(RESPONSE_PARTS.items()), 420)
        self.words = text_edit(4)
        self.part_field, self.words_field = Field("&Which part", self.part), Field("What it &says", self.words)
        self._waiting = self.keep_under(f"response.{case_id}", case_id)
        self.words.textChanged.connect(self._typed)
        self.part.currentIndexChanged.connect(lambda _n: self._fill())
        self.form.addWidget(self.due)
        self.form.addWidget(self.table, 1)
        self.form.addWidget(self.part_field)
        self.form.addWidget(self.words_field)
        self.set_primary("Keep this part", "check")
        self.add_act("Save the response", self.save_paper, "file-text")
        self.rename_cancel("Close")
        self._case_id = case_id
        self.part_field.take_focus()
        self._read()

    def _read(self) -> None:
        desk, case_id = self.context.desk, self._case_id

        def read(_progress: object) -> tuple[CaseView, Response]:
            view = case_view_by_id(desk, case_id)
            return view, compile_response(desk, view.case.ref)

        self.context.dispatcher.read(self, read, self._show, self.refused)

    def _show(self, found: tuple[CaseView, Response]) -> None:
        self._view, self.response = found
        due = found[1].appeal.due
        self.due.setText(
            "\n".join((due.heading, *due.lines)) if due.lines else "The day the appeal was sent is not on the record."
        )
        self.trouble.say("\n".join(found[1].refused))
        self._fill()

    def _fill(self) -> None:
        """What the part says now, or what was written for it and not kept, to go on from."""
        part = chosen(self.part)
        self.words.blockSignals(True)
        self.words.setPlainText(self._waiting.get(part, self._on_record(part)))
        self.words.blockSignals(False)
        self._show_parts()

    def _go_to(self, row_id: object) -> None:
        """The part of the row under the keys, to write; the first that is missing where a row is made of two."""
        row = next((row for row in self._parts if row.id == row_id), None)
        parts = [part for part in RESPONSE_PARTS if row is not None and part in parts_of(row.state)]
        if row is None or not parts or chosen(self.part) in parts:
            return
        lacking = {field.id.removeprefix(_PART) for field in row.state.missing}
        self.part.setCurrentIndex(self.part.findData(next((part for part in parts if part in lacking), parts[0])))

    def _on_record(self, part: str) -> str:
        return self.response.values.get(f"{_PART}{part}", "") if self.response is not None else ""

    def _show_parts(self) -> None:
        if self.response is not None:
            states = enumerate(self.response.states[1:], 1)
            parts = [PartRow(n, state, bool(parts_of(state) & self._waiting.keys())) for n, state in states]
            if parts != self._parts:  # rows set anew lose the place of whoever goes through them
                self._parts = parts
                self.rows.set_rows(parts)

    def _typed(self) -> None:
        """Words are held by their part: choosing another part loses none."""
        part, words = chosen(self.part), self.words.toPlainText()
        if words == self._on_record(part):
            self._waiting.pop(part, None)
        else:
            self._waiting[part] = words
        self.touched()

    def typed(self) -> dict[str, str]:
        """The words a draft keeps, by their part."""
        return dict(self._waiting)

    def problems(self) -> list[tuple[Field, str]]:
        """Words."""
        if self.words.toPlainText().strip():
            return []
        return [(self.words_field, "Write what the response says; where there is nothing to say, say that and why.")]

    def submit(self) -> None:
        """Keep the part, and stay for the next."""
        view, desk = self._view, self.context.desk
        if view is None:
            return
        part = chosen(self.part)
        fact = NewFact("response_written", desk.today(), {"part": part}, self.words.toPlainText().strip())
        self.run(lambda: record(desk, view.case.ref, fact), lambda changes: self._kept(part, changes))

    def _kept(self, part: str, changes: Changes) -> None:
        self._waiting.pop(part, None)
        self.keep_draft()
        self.context.events.tell(changes.kinds, changes.cases, self)
        self.context.messages.done(f"Kept for the response: {RESPONSE_PARTS[part].lower()}")
        self._read()

    def save_paper(self) -> None:
        """Write it as a Word file; stamped as a draft while a part is missing."""
        view, desk = self._view, self.context.desk
        if view is None:
            return
        path = self._files.save_any(self, "Save the response", f"Response {view.case.ref.replace('/', '-')}.docx")
        if path is None:
            return
        ref = view.case.ref

        def work(_progress: object) -> bool:
            found = compile_response(desk, ref)
            write_response(desk, found if found.ready else compile_response(desk, ref, draft=True), path)
            return found.ready

        def done(ready: bool) -> None:
            self.context.messages.done(f"Saved as {path.name}{'' if ready else ', a draft: parts are missing'}")
            self._files.show(path)

        self.context.dispatcher.read(self, work, done, self.refused, title="Writing the response")


def make(
    context: PageContext, parent: QWidget | None = None, case_id: int = 0, files: Files | None = None
) -> WriteResponse:
    """The dialog, about one case."""
    return WriteResponse(context, parent, case_id, files)
