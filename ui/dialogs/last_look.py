"""The last look before a copy leaves: for whom, the risks in words, each place with its reason, and what a person decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QWidget

from ehcp_desk.domain.recipients import choices
from ehcp_desk.domain.redaction import Decision, Hit, Ruling, decision_key
from ehcp_desk.domain.redaction_rules import Action
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.desk import Changes, Desk
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ehcp_desk.services.records.issuing import Asked
from ehcp_desk.services.records.recipient_copies import LastLook, PaperCopy
from ehcp_desk.services.records.recipient_papers import (
    WHOLE,
    PagesCopy,
    chronology_copy,
    document_copy,
    exchange_copy,
    pick_up_copy,
    plan_copy,
)
from ui.context import PageContext
from ui.dialogs.changed_fields import say_put_back
from ui.dialogs.controls import put_back
from ui.dialogs.fields import Field, choice, chosen, line_edit
from ui.dialogs.files import Files, file_name
from ui.dialogs.frame import DeskDialog
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.field_grid import FieldLine
from ui.widgets.flow import Flow
from ui.widgets.row_table import RowTable
from ui.widgets.text import label
from ui.widgets.tick import Tick

CHRONOLOGY, KEY_DATES, PLAN, PICK_UP, DOCUMENT = "chronology", "key_dates", "plan", "pick_up", "document"
EXCHANGE = "exchange"
Copy = PaperCopy[Any] | PagesCopy


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place in the copy, and what becomes of it."""

    id: int
    ruling: Ruling

    @property
    def cell(self) -> StateCell:
        """Removed, kept or to look at, in words as well as by mark."""
        if self.ruling.open:
            removes = self.ruling.hit.span.proposed is Action.REMOVE
            return StateCell(Mark.DUE_SOON, "look at it", f"proposed: {'remove' if removes else 'keep'}")
        if self.ruling.removed:
            return StateCell(Mark.MET, "removed", "cannot be kept" if self.ruling.hit.locked else "")
        return StateCell(Mark.ENDED, "kept")

    @property
    def context(self) -> TwoLine:
        """The words among their neighbours, and why."""
        hit = self.ruling.hit
        told = f"{hit.before}[{' '.join(hit.words.split())}]{hit.after}".strip()
        because = f". Decided: {self.ruling.decided}" if self.ruling.decided else ""
        return TwoLine(told, f"{hit.why}{because}")


class LastLookDialog(DeskDialog):
    """Nothing is written before the list has been read and ticked as read."""

    def __init__(
        self, context: PageContext, parent: QWidget | None, case_id: int, paper: str, document: int, who: str = "",
        files: Files | None = None, asked: Asked = WHOLE,
    ) -> None:  # fmt: skip
        super().__init__(context, "A copy for somebody", parent, QSize(1120, 660))
        self._case_id, self._files = case_id, files or Files()
        self._view: CaseView | None = None
        self.copy: Copy | None = None
        self.decisions: dict[str, Decision] = {}
        self._also: list[str] = []
        self._kept: dict[str, list[Any]] = {}
        """Decisions of last time, until the copy they were about is looked over again."""
        self._first_who, self._asked = who, asked
        self._first = f"{DOCUMENT}:{document}" if document else paper
        self._build_head()
        self._build_list()
        self._build_decision()
        self.set_primary("Make the copy", "download-simple").setEnabled(False)
        self.note.setText("It is put in the log of the case with its digest.")
        self.finished.connect(lambda _how: self._let_go())
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self._show_case, self.refused)

    # -- building ---------------------------------------------------------------------------------------------

    def _build_head(self) -> None:
        self.paper, self.who = choice([], 420), choice([], 420)
        for box in (self.paper, self.who):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row = Field("&Paper", self.paper, key="Alt+P"), Field("&For whom", self.who, key="Alt+F")
        self.form.addLayout(FieldLine(row, (0, 0), 14))
        self.risks = label("", Role.STRONG, wrap=True)
        self.form.addWidget(self.risks)

    def _build_list(self) -> None:
        columns: list[Column[PlaceRow]] = [
            Column("becomes", "Becomes", lambda r: r.cell, 170, Kind.STATE, narrow=True),
            Column("where", "Where", lambda r: r.ruling.hit.where, 150, narrow=True),
            Column("words", "Words, and why", lambda r: r.context, kind=Kind.TWO_LINE, stretch=True, narrow=True),
            Column("rule", "Rule", lambda r: r.ruling.hit.span.rule.title, 200, Kind.SECOND),
        ]
        self.rows: RowModel[PlaceRow] = RowModel(columns, _spoken, parent=self)
        self.table: RowTable[PlaceRow] = RowTable(self.rows, "What the rules found")
        self.table.setProperty("framed", True)
        self.table.current_changed.connect(lambda _row: self._act_on_row())
        self.form.addWidget(self.table, 1)

    def _build_decision(self) -> None:
        self.reason = line_edit("Reason", 0)
        self.reason_field = Field("&Reason", self.reason, key="Alt+R")
        self.keep = ActionButton("&Keep these words", lambda: self._decide(True), "check", dense=True)
        self.remove = ActionButton("&Take these words out", lambda: self._decide(False), "x", dense=True)
        self.others = line_edit("Other words to take out", 0)
        self.others_field = Field("&Other words to take out", self.others, key="Alt+O")
        self.add_words = ActionButton("Take them out too", self._add_words, "plus", dense=True)
        self.form.addLayout(FieldLine((self.reason_field, self.others_field), (3, 2), 10))
        self.here = Tick("Only &in this place")
        for button in (self.keep, self.remove, self.add_words):
            button.setAutoDefault(False)
        self.large = Tick("In lar&ge print, as they need")
        self.large.setChecked(True)
        self.large.setVisible(False)
        acts = QWidget()
        self._acts = Flow(acts, (self.keep, self.remove, self.here, self.add_words, self.large), 10)
        self.form.addWidget(acts)
        self.read = Tick("I have &looked at every place")
        self.read.toggled.connect(lambda _on: self._ready())
        becomes = "A place you have not decided is done as proposed."
        self.read.setAccessibleDescription(becomes)
        self.form.addWidget(self.read)
        self.form.addWidget(label(becomes, Role.SMALL, wrap=True))

    # -- reading ----------------------------------------------------------------------------------------------

    def _show_case(self, view: CaseView) -> None:
        self._view = view
        papers = [(CHRONOLOGY, "Chronology"), (KEY_DATES, "Chronology, key dates on one page"),
                  (EXCHANGE, "Chronology for them to fill in (Word)")]  # fmt: skip
        if view.plan is not None and view.plan.versions:
            papers.append((PLAN, f"Plan, {view.plan.versions[-1].title.lower()}"))
        papers.append((PICK_UP, "Pick-up sheet"))
        papers += [(f"{DOCUMENT}:{d.number}", f"Document {d.number}: {d.row.filename}") for d in view.filed]
        for box, values in ((self.paper, papers), (self.who, [("", "Choose"), *choices(view.people)])):
            for value, words in values:
                box.addItem(words, value)
        self.risks.setText("Choose whom the copy is for. Nothing is written until you have looked.")
        self._go_on(self.keep_under(f"copy.{self._case_id}.{self._first}.{self._first_who}", self._case_id))
        for box in (self.paper, self.who):
            box.currentIndexChanged.connect(lambda _place: self._start_again())
        self.who.setFocus()
        if chosen(self.who):
            self.look()

    def _go_on(self, kept: Mapping[str, str]) -> None:
        """Stand where it was left: for whom, the words, and what was decided."""
        put_back(self.paper, kept.get("paper", self._first))
        put_back(self.who, kept.get("who", self._first_who))
        self.reason.setText(kept.get("reason", ""))
        self.others.setText(kept.get("others", ""))
        self._also, self._kept = json.loads(kept.get("also", "[]")), json.loads(kept.get("decisions", "{}"))
        self.hold(paper=self.paper, who=self.who)
        for line in (self.reason, self.others):
            line.textChanged.connect(self.touched)
        if self.has_words():
            say_put_back(self)

    def typed(self) -> Mapping[str, str]:
        """The words, and what was decided; of one place alone with the words about it, by which it is known again."""
        at = {f"#{hit.number}": _place(hit) for hit in self.copy.hits} if self.copy is not None else {}
        decided = {key: [said.keep, said.reason, at.get(key, "")] for key, said in self.decisions.items()}
        also, every = self._also, {**self._kept, **decided}
        return {"reason": self.reason.text(), "others": self.others.text(), "also": json.dumps(also) if also else "",
                "decisions": json.dumps(every) if every else ""}  # fmt: skip

    def _decide_again(self, copy: Copy) -> None:
        """What was decided last time holds again; of one place alone, only where the very same words stand there still."""
        at = {f"#{hit.number}": _place(hit) for hit in copy.hits}
        again = {
            key: Decision(keep, reason) for key, (keep, reason, place) in self._kept.items() if at.get(key, "") == place
        }
        self.decisions, self._kept = {**again, **self.decisions}, {}

    def _start_again(self) -> None:
        """Another paper or recipient: what was decided of the last one does not hold for it."""
        self.decisions, self._also, self._kept = {}, [], {}
        self.look()

    def look(self) -> None:
        """Look the paper over for the recipient, on a worker."""
        view, who, desk, paper = self._view, chosen(self.who), self.context.desk, chosen(self.paper)
        self._let_go()
        self.read.setChecked(False)
        self.rows.set_rows([])
        self._ready()
        if view is None or not who:
            return
        also, ref, asked = tuple(self._also), view.case.ref, (paper, who, tuple(self._also))

        def show(copy: Copy) -> None:
            if asked == (chosen(self.paper), chosen(self.who), tuple(self._also)):
                self._show_copy(copy)
            else:
                _close(copy)

        self.risks.setText("Looking the paper over …")
        self.context.dispatcher.read(
            self,
            lambda _progress: _copy_of(desk, ref, paper, who, also, self._asked),
            show,
            self._not_looked,
            title="Looking it over",
        )

    def _not_looked(self, error: Exception) -> None:
        self.risks.setText("")
        self.refused(error)

    def _show_copy(self, copy: Copy) -> None:
        self.trouble.say("")
        self.copy = copy
        self._decide_again(copy)
        self.large.setVisible(isinstance(copy, PaperCopy) and bool(copy.recipient.large_print))
        known = {h.key for h in copy.hits} | {f"#{h.number}" for h in copy.hits}
        self.decisions = {key: said for key, said in self.decisions.items() if {key, key.capitalize()} & known}
        told = list(copy.risks)
        if not copy.hits:
            told.append("Nothing was found that must be taken out.")
        self.risks.setText(" ".join(told))
        self.context.messages.spoken.emit(" ".join(told))
        self._show_rows()

    def _show_rows(self) -> None:
        assert self.copy is not None
        rulings = self.copy.rulings(self.decisions)
        kept = self.table.selected_ids()
        self.rows.set_rows(
            [PlaceRow(r.hit.number, r) for r in sorted(rulings, key=lambda r: (not r.open, r.hit.number))]
        )
        if kept:
            self.table.select_id(kept[0])
        self._act_on_row()
        self._ready()

    def _let_go(self) -> None:
        if self.copy is not None and not self.busy:
            _close(self.copy)
        self.copy = None

    # -- deciding ---------------------------------------------------------------------------------------------

    def _row_now(self) -> PlaceRow | None:
        place = self.table.currentIndex()
        return self.rows.row_at(place.row()) if place.isValid() else None

    def _act_on_row(self) -> None:
        row = self._row_now()
        self.keep.setEnabled(row is not None and not row.ruling.hit.locked)
        self.remove.setEnabled(row is not None)

    def _ready(self) -> None:
        if self.primary is not None:
            self.primary.setEnabled(self.copy is not None and self.read.isChecked() and not self.busy)

    def _decide(self, keep: bool) -> None:
        """The same for every place of these words, or for this place alone, with a reason."""
        row = self._row_now()
        if row is None or self.copy is None or not self._has_reason():
            return
        hit, alone = row.ruling.hit, self.here.isChecked()
        self.decisions[f"#{hit.number}" if alone else hit.key] = Decision(keep, self.reason.text().strip())
        same = 1 if alone else sum(h.key == hit.key for h in self.copy.hits)
        self.touched()
        told = f"“{row.ruling.hit.words}” {'kept' if keep else 'taken out'} in {same} place{'s' if same != 1 else ''}."
        self.context.messages.spoken.emit(told)
        self._show_rows()

    def _add_words(self) -> None:
        words = self.others.text().strip()
        self.others_field.set_wrong("" if words else "Write the words to take out.")
        if words and self._has_reason():
            self._also.append(words)
            self.others.clear()
            # Places are numbered anew; what was decided of words holds.
            self.decisions = {key: said for key, said in self.decisions.items() if not key.startswith("#")}
            self.decisions[decision_key(words)] = Decision(False, self.reason.text().strip())
            self.touched()
            self.look()

    def _has_reason(self) -> bool:
        said = bool(self.reason.text().strip())
        self.reason_field.set_wrong("" if said else "Say why; the reason is kept with the copy.")
        if not said:
            self.reason_field.take_focus()
        return said

    # -- making -----------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Choose where it goes, write it, and put it in the log."""
        copy, view, desk = self.copy, self._view, self.context.desk
        if copy is None or view is None:
            return
        if isinstance(copy, PaperCopy) and not self.large.isChecked():
            copy = copy.in_print(False)
        rulings = copy.rulings(self.decisions, confirmed=True)
        name, title = file_name("Copy of", copy.paper, view.case.ref), f"Save the copy for {copy.recipient.short}"
        if chosen(self.paper) == EXCHANGE:
            path = self._files.save_any(self, title, name.removesuffix(".pdf") + ".docx")
        else:
            path = self._files.save_as(self, title, name)
        if path is None:
            return

        def work() -> Changes:
            return copy.write(desk, [path], rulings)

        def done(changes: Changes) -> None:
            self.saved(changes, f"A copy of {copy.paper} for {copy.recipient.short} saved as {path.name}")
            self._files.show(path)

        self.run(work, done)


def _copy_of(desk: Desk, ref: str, paper: str, who: str, also: tuple[str, ...], asked: Asked) -> Copy:
    sort, _, number = paper.partition(":")
    if sort == DOCUMENT:
        return document_copy(desk, ref, int(number), who, also)
    makers: dict[str, Callable[[], Copy]] = {
        CHRONOLOGY: lambda: chronology_copy(desk, ref, who, asked, also),
        KEY_DATES: lambda: chronology_copy(desk, ref, who, Asked(one_page=True), also),
        EXCHANGE: lambda: exchange_copy(desk, ref, who, asked, also),
        PLAN: lambda: plan_copy(desk, ref, who, also=also),
        PICK_UP: lambda: pick_up_copy(desk, ref, who, also),
    }
    return makers[sort]()


def _place(hit: Hit) -> str:
    """What one place is known by: where it stands and the words about it."""
    return "\n".join((hit.where, hit.before, hit.words, hit.after))


def _close(copy: LastLook) -> None:
    if isinstance(copy, PagesCopy):
        copy.close()


def _spoken(row: PlaceRow) -> str:
    """A row for a screen reader: what becomes of it, the words, where, and why."""
    hit = row.ruling.hit
    return f"{row.cell.words}: {' '.join(hit.words.split())}. {hit.where}. {row.context.bottom}"


def make(
    context: PageContext, parent: QWidget | None = None, case_id: int = 0, paper: str = CHRONOLOGY, document: int = 0,
    who: str = "", files: Files | None = None, asked: Asked = WHOLE,
) -> LastLookDialog:  # fmt: skip
    """The dialog, about one paper of one case; ``document`` is a number on the case, 0 for none, ``who`` a recipient,
    ``asked`` the lines of a chronology that are wanted."""
    return LastLookDialog(context, parent, case_id, paper, document, who, files, asked)
