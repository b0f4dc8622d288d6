"""The page budget of a bundle: a bar for each part with its pages and limit in words, and what to put right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.preflight import Fix, PartPages, Preflight
from ehcp_desk.domain.wording import Mark
from ui.models.cells import Bar, TwoLine
from ui.models.columns import Column, Kind
from ui.pages.case.lists import ShortList
from ui.theme.appearance import current
from ui.theme.type_scale import Role
from ui.widgets.load_bar import LoadBar
from ui.widgets.panel import Panel, rule
from ui.widgets.text import label

LIST_HEIGHT, ROOM = 190, 330
WHOLE = "A line chosen here is shown in full."


@dataclass(frozen=True, slots=True)
class FixRow:
    """One line of the fix list, by its place."""

    id: int
    fix: Fix


class Budget(QWidget):
    """``fixes`` is the list of what to put right; Enter on a line goes to its document."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Preflight | None = None
        current().changed.connect(self._paint_again)
        self.panel = Panel("Page budget", " ", padded=True)
        self._bars = QVBoxLayout()
        self._bars.setSpacing(2)
        holder = QWidget()
        holder.setLayout(self._bars)
        self._direction = label("", Role.SMALL, wrap=True)
        self.panel.add(holder)
        self.panel.add(self._direction)
        column: Column[FixRow] = Column(
            "fix", "What, and where", lambda r: TwoLine(_words(r.fix), r.fix.where, wrap=False, mark=_mark(r.fix)),
            kind=Kind.TWO_LINE, stretch=True, spoken=lambda r: f"{_words(r.fix)} {r.fix.where}",
        )  # fmt: skip
        self.fixes: ShortList[FixRow] = ShortList(
            [column], "To put right and to look at", 44, row_id=lambda r: r.id, empty="Nothing to put right."
        )
        self.list_panel = Panel("To put right", " ")
        self.list_panel.add(self.fixes, 1)
        # The list takes what the bars leave, however long it is.
        self.fixes.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._whole = label("", Role.SMALL, wrap=True)
        self._whole.setContentsMargins(14, 6, 14, 8)
        self.list_panel.add(rule())
        self.list_panel.add(self._whole)
        self.fixes.lasting = True
        self.fixes.current_changed.connect(lambda _id: self._tell())
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(8)
        self.list_panel.setMinimumHeight(LIST_HEIGHT)
        stack.addWidget(self.panel)
        stack.addWidget(self.list_panel, 1)

    def _paint_again(self) -> None:
        """A method and no lambda: Qt lets go of it when this widget goes."""
        self.show_found(self._found)

    def show_found(self, found: Preflight | None) -> None:
        """Fill both panels; while papers are being looked at there is nothing to say."""
        self._found = found
        while (item := self._bars.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if found is None:
            self.panel.set_note("looking at the papers")
            self._direction.setText("")
            self.fixes.show_rows([])
            return
        parts = [row for row in found.limits if not row.document]
        for row in parts:
            words = label(budget_words(row), Role.SMALL if row.ok else Role.SMALL_STRONG, wrap=True)
            self._bars.addWidget(words)
            words.ensurePolished()
            words.setMinimumHeight(words.heightForWidth(ROOM))
            self._bars.addWidget(LoadBar(_bar(row)))
        over = len(found.over)
        self.panel.set_note(f"{over} over the limit" if over else "all within their limits")
        self._direction.setText(found.direction)
        ordered = sorted(found.fixes, key=lambda fix: not fix.serious)
        serious = sum(fix.serious for fix in ordered)
        self.list_panel.set_note(f"{serious}, and {len(ordered) - serious} to look at")
        self.fixes.show_rows([FixRow(n, fix) for n, fix in enumerate(ordered, 1)])
        self._tell()

    def show_changes(self, title: str, told: tuple[str, ...]) -> None:
        """Sentences in the place of the fix list, until the papers are looked at again."""
        self.list_panel.set_note(title)
        self.fixes.show_rows(
            [FixRow(n, Fix("changed", words, title, serious=False)) for n, words in enumerate(told, 1)]
        )
        self._tell()

    def _tell(self) -> None:
        """The line under the keys in full, for a list has room for its beginning."""
        row = self.fixes.row_now()
        self._whole.setText(f"{row.fix.words} {row.fix.where}." if row is not None else WHOLE)

    def document_of(self, row_id: int) -> int:
        """The document a line of the fix list is about; 0 where it is about none."""
        row = self.fixes.row_now()
        return row.fix.document if row is not None and row.id == row_id else 0


def budget_words(row: PartPages) -> str:
    """``Core documents: 30 of 100 pages``."""
    if row.limit is None:
        return f"{row.title}: {so_many(row.pages, 'page')}"
    over = f", {row.pages - row.limit} over" if row.pages > row.limit else ""
    return f"{row.title}: {row.pages} of {row.limit} pages{over}"


def _bar(row: PartPages) -> Bar:
    full = max(row.pages, (row.limit or row.pages) * 1.15, 1)
    return Bar(row.pages, full, row.limit, mark=Mark.OVERDUE if not row.ok else Mark.RUNNING)


def _words(fix: Fix) -> str:
    return fix.words if fix.serious or fix.check == "changed" else f"To look at: {fix.words}"


def _mark(fix: Fix) -> Mark | None:
    return Mark.OVERDUE if fix.serious else None
