"""A panel of figures: what each counts, drawn as a bar with its number; every row opens its cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.oversight.figure import Figure
from ui.models.cells import Bar
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.widgets.bars_picture import bars_picture
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable

ROW = 25
FigureRow = tuple[int, Figure, int]
"""Its number, the figure, and the most any figure of the panel counts."""


class FigurePanel(Panel):
    """The figures of one heading; ``open_figure`` is given the one that was opened.  ``link`` is an act in the heading."""

    def __init__(
        self,
        group: str,
        open_figure: Callable[[Figure], object],
        link: str = "",
        on_link: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(group, note=" ", link=link, on_link=on_link)
        self._rows: RowModel[FigureRow] = RowModel(
            (
                Column("what", "What", lambda r: r[1].heading, 190, stretch=True, narrow=True),
                Column("cases", "Cases", _bar, 136, Kind.BAR, narrow=True),
            ),
            lambda r: f"{r[1].heading}: {len(r[1].cases)}{_late(r[1])}",
            row_id=lambda r: r[0],
        )
        self.table = RowTable(self._rows, group, two_line=False, headed=False, row_height=ROW, start_selected=False)
        self.take_along = bars_picture(self.table, self._rows)
        self._open_figure = open_figure
        self.table.opened.connect(self._open)
        self.add(self.table)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these."""
        most = max((len(figure.cases) for figure in figures), default=1) or 1
        self._rows.set_rows([(n, figure, most) for n, figure in enumerate(figures, 1)])
        self.table.fit_height()

    def figure_now(self) -> Figure | None:
        """The figure in the line."""
        row = self._rows.row_at(self.table.currentIndex().row())
        return row[1] if row is not None else None

    def _open(self, _number: int) -> None:
        figure = self.figure_now()
        if figure is not None and figure.cases:
            self._open_figure(figure)


def _late(figure: Figure) -> str:
    """``, 15 late`` of those past their day, ``, all late`` where every one is and the heading does not say overdue."""
    if figure.late and figure.late == len(figure.cases):
        said = "overdue" in f"{figure.group} {figure.title}".casefold()
        return "" if said else ", all late" if figure.late > 1 else ", late"
    return f", {figure.late:,} late" if figure.late else ""


def _bar(row: FigureRow) -> Bar:
    _, figure, most = row
    late = figure.late == len(figure.cases) and figure.late > 0
    return Bar(len(figure.cases), most, mark=Mark.OVERDUE if late else Mark.RUNNING, hatched=late,
               words=f"{len(figure.cases):,}{_late(figure)}")  # fmt: skip
