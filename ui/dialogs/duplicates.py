"""Children who may be on the record twice: side by side, then "one child" or "two children", with the reason kept."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.likeness import differing
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.casework.details import FIELD_WORDS
from ehcp_desk.services.casework.same_child import Pair, merge, possible_duplicates, say_another, split
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.records.heads import local
from ui.context import PageContext
from ui.dialogs.fields import Field, line_edit
from ui.dialogs.frame import DeskDialog
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.text import label

Row = tuple[int, Pair]
Differ = tuple[int, str, str, str]


class Duplicates(DeskDialog):
    """The pairs of the record, or of the child of one case where one is given."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int = 0) -> None:
        super().__init__(context, "On the record twice?", parent, QSize(980, 640))
        self._case_id = case_id
        self.heading = label("Looking for children who may be on the record twice…", Role.QUESTION, wrap=True)
        self.form.addWidget(self.heading)
        self.pairs_model: RowModel[Row] = RowModel(
            (
                Column("one", "Child", lambda r: _who(r[1].likely.one, r[1].refs), 300, Kind.TWO_LINE, stretch=True),
                Column("other", "May be the same as", lambda r: _who(r[1].likely.other, r[1].other_refs), 300, Kind.TWO_LINE),
                Column("why", "Why", lambda r: TwoLine(", ".join(r[1].likely.why), wrap=True), 250, Kind.TWO_LINE),
            ),
            row_id=lambda r: r[0],
        )  # fmt: skip
        self.pairs = RowTable(self.pairs_model, "Children who may be the same", row_height=42)
        self.pairs.setMinimumHeight(190)
        self.form.addWidget(self.pairs, 2)
        self.differ_model: RowModel[Differ] = RowModel(
            (
                Column("field", "Where they differ", lambda r: r[1], 190, Kind.STRONG),
                Column("one", "The first", lambda r: r[2] or "blank", 300),
                Column("other", "The second", lambda r: r[3] or "blank", 300, stretch=True),
            ),
            row_id=lambda r: r[0],
        )
        self.differ = RowTable(self.differ_model, "Where the two differ", two_line=False, row_height=26)
        self.differ.setMinimumHeight(140)
        self.form.addWidget(self.differ, 1)
        self.counts = Segments((("one", "The &first’s details count"), ("other", "The &second’s details count")), "one",
                               name="Whose details count where they differ")  # fmt: skip
        self.form.addWidget(self.counts, 0, Qt.AlignmentFlag.AlignLeft)
        self.reason = line_edit("Why")
        self.reason_field = Field(
            "&Why they are one, or two", self.reason, "What shows it; the reason stays with both."
        )
        self.form.addWidget(self.reason_field)
        self._below = QWidget()
        self.form.addWidget(self._below, 1)
        self._below.hide()
        self.set_primary("They are one child")
        self.add_act("They are two children", self._two)
        self.rename_cancel("Close")
        self.note.setText("Nothing is deleted, and either can be taken back.")
        self.pairs.selectionModel().currentRowChanged.connect(lambda *_: self._show_differing())
        self.reason.setText(self.keep_under("duplicates", *self._refs()).get("reason", ""))
        self.reason.textChanged.connect(self.touched)
        self._read()

    def typed(self) -> dict[str, str]:
        """The reason."""
        return {"reason": self.reason.text()}

    def keep_draft(self) -> None:
        """The words are about the pair under the keys."""
        self.keep_under("duplicates", *self._refs())
        super().keep_draft()

    def _refs(self) -> tuple[str, ...]:
        row = self.row_now
        return () if row is None else (*row[1].refs, *row[1].other_refs)

    def _read(self) -> None:
        desk, case_id = self.context.desk, self._case_id

        def work(progress: Progress) -> tuple[Pair, ...]:
            found = possible_duplicates(desk, progress)
            if not case_id:
                return found
            with desk.store.read() as unit:
                ref = unit.case(case_id).ref
            return tuple(p for p in found if ref in (*p.refs, *p.other_refs))

        self.context.dispatcher.read(self, work, self._show, self.say_error, title="Comparing children")

    def _show(self, pairs: tuple[Pair, ...]) -> None:
        rows = list(enumerate(pairs, 1))
        self.pairs_model.set_rows(rows)
        about = "this child" if self._case_id else "a child"
        words = f"{len(rows)} time{'s' if len(rows) != 1 else ''} {about} may be on the record twice"
        none = "No child seems to be on the record twice" + (" with this one" if self._case_id else "")
        self.heading.setText(words if rows else none)
        self.rest_acts(not rows)
        for part in (self.pairs, self.differ, self.counts, self.reason_field):
            part.setVisible(bool(rows))  # nothing to decide is not asked about
        self._below.setVisible(not rows)
        if rows:
            self.pairs.select_row(0)
            self.pairs.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_differing()
        self.order_tabs()

    @property
    def row_now(self) -> Row | None:
        """The pair under the keys."""
        return self.pairs_model.row_at(self.pairs.currentIndex().row())

    def _show_differing(self) -> None:
        row = self.row_now
        found = differing(row[1].likely.one, row[1].likely.other, FIELD_WORDS) if row is not None else ()
        self.differ_model.set_rows([(n, *line) for n, line in enumerate(found, 1)])

    def problems(self) -> list[tuple[Field, str]]:
        """A reason is needed."""
        words = "Say what shows it, so that whoever reads the record later knows."
        return [] if self.reason.text().strip() else [(self.reason_field, words)]

    def submit(self) -> None:
        """They are one child."""
        row, desk, why = self.row_now, self.context.desk, self.reason.text().strip()
        if row is None:
            return
        first, second = row[1].refs[0], row[1].other_refs[0]
        ref, into = (second, first) if self.counts.chosen == "one" else (first, second)
        words = f"{row[1].likely.one.name}: {first} and {second} stand under one child"
        self.run(lambda: merge(desk, ref, into, why), lambda changes: self._decided(changes, words, ref))

    def _two(self) -> None:
        row, desk, why = self.row_now, self.context.desk, self.reason.text().strip()
        if row is None or self.busy or not self.check():
            return
        first, second = row[1].refs[0], row[1].other_refs[0]
        words = f"{first} and {second} are of two children"
        self.run(lambda: say_another(desk, first, second, why), lambda changes: self._decided(changes, words))

    def _decided(self, changes: Changes, words: str, merged: str = "") -> None:
        """Tell every page, offer to take a merge back, and go on with the next pair."""
        context = self.context
        context.events.tell(changes.kinds, changes.cases, self)
        context.messages.saved(f"{local(context.desk.now()):%H:%M}")
        context.messages.done(words, partial(_take_apart, context, merged) if merged else None)
        self.reason.clear()
        self.keep_draft()
        self._read()


def _take_apart(context: PageContext, ref: str) -> None:
    desk = context.desk

    def done(changes: Changes) -> None:
        context.events.tell(changes.kinds, changes.cases, context.events)
        context.messages.done("The two children stand apart again. Both acts stay in the history.")

    reason = "Taken back at once by the person who said it"
    context.dispatcher.write(context.events, lambda _p: split(desk, ref, reason), done, context.messages.failed)


def _who(child: Child, refs: tuple[str, ...]) -> TwoLine:
    born = f"born {in_words(child.born)}" if child.born else "date of birth not known"
    return TwoLine(child.name, f"{born}, {', '.join(refs)}")


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> Duplicates:
    """The dialog, over the whole record or about one case."""
    return Duplicates(context, parent, case_id)
