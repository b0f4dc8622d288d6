"""Two versions of a plan side by side: which lines were added, changed or removed, in the words of both."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from ehcp_desk.domain.plan_content import Difference, PlanLine
from ehcp_desk.domain.plan_sections import PARTS
from ehcp_desk.services.records.case_view import CaseView, case_view_by_id
from ui.context import PageContext
from ui.dialogs.fields import Field, choice
from ui.dialogs.frame import DeskDialog
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.theme.type_scale import Role
from ui.widgets.row_table import RowTable
from ui.widgets.text import label


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One line that is not the same in both."""

    id: int
    difference: Difference


def told(line: PlanLine | None) -> TwoLine:
    """A line with its parts; a dash where it is not there."""
    if line is None:
        return TwoLine("–")
    return TwoLine(line.text, " · ".join(f"{PARTS[name].title}: {words}" for name, words in line.parts.items()))


class ComparePlan(DeskDialog):
    """Nothing can be changed here."""

    def __init__(self, context: PageContext, parent: QWidget | None, case_id: int) -> None:
        super().__init__(context, "Compare two versions", parent, QSize(1040, 600))
        self._view: CaseView | None = None
        self.heading = label("", Role.QUESTION, wrap=True)
        self.before, self.after = choice([], 300), choice([], 300)
        chosen = QHBoxLayout()
        chosen.setSpacing(14)
        for words, box in (("&From", self.before), ("&To", self.after)):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.currentIndexChanged.connect(lambda _place: self._compare())
            chosen.addWidget(Field(words, box))
        chosen.addStretch(1)
        columns: list[Column[DifferenceRow]] = [
            Column("line", "Line", lambda r: TwoLine(r.difference.line.id, r.difference.change.value), 100, Kind.TWO_LINE,
                   narrow=True),
            Column("before", "As it was", lambda r: told(r.difference.before), 380, Kind.TWO_LINE, narrow=True),
            Column("after", "As it is", lambda r: told(r.difference.after), kind=Kind.TWO_LINE, stretch=True, narrow=True),
        ]  # fmt: skip
        self.rows: RowModel[DifferenceRow] = RowModel(columns, parent=self)
        self.table: RowTable[DifferenceRow] = RowTable(self.rows, "What changed", start_selected=False)
        self.table.setProperty("framed", True)
        self.form.addWidget(self.heading)
        self.form.addLayout(chosen)
        self.form.addWidget(self.table, 1)
        self.rename_cancel("Close")
        desk = context.desk
        context.dispatcher.read(self, lambda _progress: case_view_by_id(desk, case_id), self.show_view, self.refused)

    def show_view(self, view: CaseView) -> None:
        """The two newest versions, to begin with."""
        self._view = view
        found = view.plan.versions if view.plan is not None else ()
        for box, place in ((self.before, max(0, len(found) - 2)), (self.after, len(found) - 1)):
            box.blockSignals(True)
            box.clear()
            for version in found:
                box.addItem(version.title, version.number)
            box.setCurrentIndex(place)
            box.blockSignals(False)
        self._compare()

    def _compare(self) -> None:
        view, first, last = self._view, self.before.currentData(), self.after.currentData()
        if view is None or view.plan is None or first is None or last is None:
            self.heading.setText("There are no two versions to compare yet.")
            return
        found = view.plan.compare(int(first), int(last))
        self.rows.set_rows([DifferenceRow(n, one) for n, one in enumerate(found, 1)])
        many = "1 line is" if len(found) == 1 else f"{len(found)} lines are"
        self.heading.setText(f"{many} not the same" if found else "Both versions say the same")


def make(context: PageContext, parent: QWidget | None = None, case_id: int = 0) -> ComparePlan:
    """The dialog, about one case."""
    return ComparePlan(context, parent, case_id)
