"""Ctrl+P where a page has no paper of its own: the lists that stand on it, as they stand there (``PageLists``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from ehcp_desk.domain.small_papers import ListSection
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.records.page_lists import PageLists, print_page_lists, why_not_printed
from ui.as_written import said
from ui.dialogs.files import Files, file_name
from ui.models.columns import Kind
from ui.models.row_model import RowModel
from ui.widgets.buttons import ActionButton
from ui.widgets.charts import ChartPanel
from ui.widgets.hits import HitList
from ui.widgets.page import Page
from ui.widgets.panel import PageHeader, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.segments import Segments
from ui.widgets.view_tabs import ViewTabs

if TYPE_CHECKING:
    from ui.main_window import MainWindow

NOT_WORDS = (Kind.CHECK, Kind.STRIP, Kind.ACTION)
"""Columns that are for the screen: a box, a drawing, a link."""
Read = Callable[[Progress], Sequence[tuple[str, ...]]]


@dataclass(frozen=True)
class Part:
    """One list of the page: what stands over it, its columns, how many lines it has, and what reads them on a worker."""

    title: str
    sentence: str
    columns: tuple[str, ...]
    right: tuple[bool, ...]
    lines: int
    read: Read

    def section(self, progress: Progress) -> ListSection:
        """The list with its lines."""
        return ListSection(self.title, self.sentence, self.columns, self.right, tuple(self.read(progress)))


def print_page(window: MainWindow, files: Files | None = None) -> None:
    """Ask for a place and print the lists in view there; where there is none, or they may not be printed, say why."""
    page, context = window.page, window.context
    if page is None or context is None:
        window.messages.status(Page.no_paper)
        return
    parts = parts_of(page)
    why = why_not_printed(context.desk, page.about_cases, sum(part.lines for part in parts)) if parts else page.no_paper
    if why:
        window.messages.status(why)
        window.messages.say(why)
        return
    kept, desk, narrowed = files or Files(), context.desk, page.narrowed() or narrowed_words(page)
    title, ref = page.paper_title()
    path = kept.save_as(page, f"Print: {title}", file_name(title, str(desk.today())))
    if path is None:
        return

    def work(progress: Progress) -> Path:
        made = PageLists(title, narrowed, tuple(part.section(progress) for part in parts), ref, page.about_cases)
        print_page_lists(desk, made, [path], progress)
        return path

    def done(made: Path) -> None:
        context.messages.done(f"{title} is printed to {made.name}.")
        kept.show(made)

    context.dispatcher.read(page, work, done, context.messages.failed, title=f"Printing: {title}")


# -- what stands on the page ------------------------------------------------------------------------------------------


def parts_of(page: Page) -> list[Part]:
    """The lists in view that hold something, as they are read; a chart as its table, and what was searched for."""
    tables = [table for table in page.findChildren(RowTable) if _in_view(table) and table.model().rowCount()]
    hits = [found for found in page.findChildren(HitList) if found.isVisible() and found.hits()]
    return [_found(one) if isinstance(one, HitList) else _part(one, tables) for one in _as_read([*tables, *hits], page)]


def _in_view(table: RowTable[Any]) -> bool:
    above = table.parentWidget()
    return table.isVisible() or (isinstance(above, ChartPanel) and above.isVisible())


def _as_read(widgets: Sequence[Any], page: QWidget) -> list[Any]:
    """Down the page, and from the left where they begin on one line."""

    def place(widget: QWidget) -> tuple[int, int]:
        shown = widget.parentWidget() if isinstance(widget.parentWidget(), ChartPanel) else widget
        at = (shown or widget).mapTo(page, QPoint(0, 0))
        return at.y(), at.x()

    return sorted(widgets, key=place)


def _part(table: RowTable[Any], others: Sequence[QWidget]) -> Part:
    panel = _panel_of(table)
    alone = panel is not None and sum(_panel_of(other) is panel for other in others) == 1
    titled = panel if alone and panel is not None and panel.title_label is not None else None
    title = titled.title_label.text() if titled is not None and titled.title_label is not None else ""
    beside = (titled.note_label, titled.aside_label) if titled is not None else ()
    model = cast("RowModel[Any]", table.model())
    shown = [n for n in range(len(model.columns)) if not table.isColumnHidden(n)]
    columns = [n for n in shown if model.columns[n].kind not in NOT_WORDS]
    heads = [model.columns[n] for n in columns]
    return Part(
        title or table.accessibleName(), ". ".join(words for one in beside if one and (words := one.text().strip())),
        tuple(one.name for one in heads), tuple(one.right or one.kind is Kind.BAR for one in heads), table.model().rowCount(),
        partial(_lines, model.reading(range(model.rowCount()))[1], columns),
    )  # fmt: skip


def _lines(read: Read, columns: Sequence[int], progress: Progress) -> list[tuple[str, ...]]:
    """The words of the columns in view; a heading is the one cell that has words."""
    return [(row[0],) if _is_heading(row) else tuple(row[n] for n in columns) for row in read(progress)]


def _is_heading(row: Sequence[str]) -> bool:
    return len(row) > 1 and bool(row[0]) and not any(row[1:])


def _found(hits: HitList) -> Part:
    rows = [
        (hit.words,) if hit.is_heading else (hit.words, hit.second, "".join(said for said, _ in hit.snippet))
        for hit in hits.hits()
    ]
    heads = ("Found", "Which", "Passage")
    return Part(hits.accessibleName(), "", heads, (False,) * len(heads), len(rows), lambda _progress: rows)


def _panel_of(widget: QWidget) -> Panel | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, Panel):
        above = above.parentWidget()
    return above


# -- how it was narrowed ----------------------------------------------------------------------------------------------


def narrowed_words(page: Page) -> str:
    """What stands above the lists: the sentence under the title, then every choice and filter in view, as it is read."""
    header = page.findChild(PageHeader)
    first = QTextDocumentFragment.fromHtml(header.sentence.text()).toPlainText().strip() if header is not None else ""
    chosen = [words for widget in _as_read(list(_choices(page)), page) if (words := _chosen(widget))]
    return " ".join([f"{first.rstrip('.')}." if first else "", *(f"{words}." for words in chosen)]).strip()


def _choices(page: Page) -> Iterator[QWidget]:
    for kind in (Segments, ViewTabs, QLineEdit, QComboBox, QCheckBox, ActionButton):
        yield from (widget for widget in page.findChildren(kind) if widget.isVisible() and not _within(widget))


def _within(widget: QWidget) -> bool:
    """Part of another choice: the line of a box of choices."""
    return isinstance(widget.parentWidget(), QComboBox)


def _chosen(widget: QWidget) -> str:
    match widget:
        case Segments() | ViewTabs():
            return f"{widget.accessibleName()}: {widget.words}" if widget.words else ""
        case QComboBox():
            return f"{widget.accessibleName()}: {widget.currentText()}" if widget.currentText() else ""
        case QCheckBox():
            return said(widget.text()) if widget.isChecked() else ""
        case QLineEdit():
            return f"{widget.accessibleName()}: “{widget.text().strip()}”" if widget.text().strip() else ""
        case ActionButton():
            return said(widget.text()) if widget.property("on") else ""
        case _:
            return ""
