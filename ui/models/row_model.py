"""A table over ordered ids with a cache of the rows in view.  ``data`` never waits: what has not arrived is blank.

Ids stand in one ``array('q')`` (8 bytes a row); a group's heading is a negative number in it.  Rows arrive in
blocks from a reader thread, with their display words already made, so painting only looks things up.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from ui.as_written import tip
from ui.models.columns import Column, Kind, words_of
from ui.models.row_source import Group, Listing, Order, RowSource, in_blocks
from ui.tasks import Dispatcher

if TYPE_CHECKING:
    from ehcp_desk.ports.work import Progress

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

VALUE = int(Qt.ItemDataRole.UserRole) + 1
ROW = VALUE + 1
GROUP = VALUE + 2
BLOCK = 128
KEPT_BLOCKS = 48

Prepared = tuple[Any, tuple[Any, ...], tuple[str, ...], tuple[str, ...]]
"""A row with, for each column, what is drawn, its words and its spoken form."""


class RowModel(QAbstractTableModel, Generic[R]):
    """Rows of ``R``, from a source on a worker thread (``load``) or given at once (``set_rows``).

    ``sentence`` makes the one spoken sentence of a row: name, state, duty, date, owner.  It is what the first
    column says; where none is given, it says every column in turn.
    """

    loading = Signal()
    loaded = Signal(int)
    failed = Signal(object)
    chosen_changed = Signal(int)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        sentence: Callable[[R], str] | None = None,
        parent: QObject | None = None,
        row_id: Callable[[R], int] | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._sentence = sentence
        self._row_id: Callable[[R], int] = row_id or (lambda row: int(row.id))  # type: ignore[attr-defined]
        self._entries: array[int] = array("q")
        self._groups: tuple[Group, ...] = ()
        self._open: dict[str, bool] = {}
        self._cache: OrderedDict[int, Prepared] = OrderedDict()
        self._chosen: set[int] = set()
        self._source: RowSource[R] | None = None
        self._dispatcher: Dispatcher | None = None
        self._filter: Any = None
        self.order = Order()
        self._asked: set[int] = set()
        self._wanted: set[int] = set()
        self._fetch = QTimer(self, singleShot=True, interval=0)
        self._fetch.timeout.connect(self._ask_for_rows)

    # -- filling ---------------------------------------------------------------------------------------------

    def set_source(self, source: RowSource[R], dispatcher: Dispatcher) -> None:
        """Say where rows come from; nothing is read until ``load``."""
        self._source, self._dispatcher = source, dispatcher

    def load(self, filter: Any = None, order: Order | None = None) -> None:
        """Ask the source for this filter and order; the rows shown stay until the answer is here."""
        if self._source is None or self._dispatcher is None:
            raise RuntimeError("A source is set before anything is loaded.")
        source = self._source
        wanted = order or self.order
        self._filter, self.order = filter, wanted
        self.loading.emit()

        def work(_progress: object) -> tuple[tuple[Group, ...], array[int], list[Prepared]]:
            groups, ids = _flat(source.ids(filter, wanted))
            first = [i for i in ids[: BLOCK + len(groups)] if i > 0]
            return groups, ids, self._prepared(source.rows(first))

        self._dispatcher.latest(self, work, self._listed, self.failed.emit, about="listing")

    def sort_by(self, key: str, descending: bool) -> None:
        """Ask for another order."""
        self.load(self._filter, Order(key, descending))

    def set_rows(self, rows: Iterable[R], groups: Sequence[Group] = ()) -> None:
        """Show these rows, all here at once (short lists in panels)."""
        prepared = self._prepared(rows)
        ids = [self._row_id(p[0]) for p in prepared]
        flat_groups, entries = _flat(Listing(tuple(groups)) if groups else ids)
        self._listed((flat_groups, entries, prepared))

    def _listed(self, answer: tuple[tuple[Group, ...], array[int], list[Prepared]]) -> None:
        self.beginResetModel()
        self._groups, _, rows = answer
        self._cache.clear()
        self._asked.clear()
        self._wanted.clear()
        self._keep(rows)
        self._entries = answer[1] if not self._groups else self._laid_out()
        self._chosen &= set(self._every_id()) if self._chosen else set()
        self.endResetModel()
        self.loaded.emit(self.total())
        self.chosen_changed.emit(len(self._chosen))

    def _laid_out(self) -> array[int]:
        """Entries for groups as they are now open or shut."""
        entries: array[int] = array("q")
        for number, group in enumerate(self._groups):
            entries.append(-1 - number)
            if not self.is_shut(group):
                entries.extend(group.ids)
        return entries

    def _prepared(self, rows: Iterable[R]) -> list[Prepared]:
        """Rows with what their cells draw and say, made away from the GUI thread."""
        made: list[Prepared] = []
        for row in rows:
            values = tuple(column.value(row) for column in self.columns)
            words = tuple(
                column.text(row) if column.text else words_of(value)
                for column, value in zip(self.columns, values, strict=True)
            )
            spoken = tuple(
                column.spoken(row) if column.spoken else word for column, word in zip(self.columns, words, strict=True)
            )
            made.append((row, values, words, spoken))
        return made

    def _keep(self, rows: Iterable[Prepared]) -> None:
        for prepared in rows:
            self._cache[self._row_id(prepared[0])] = prepared
        while len(self._cache) > KEPT_BLOCKS * BLOCK and self._source is not None:
            self._cache.popitem(last=False)

    def _want(self, row: int) -> None:
        block = row // BLOCK
        if self._source is not None and block not in self._asked:
            self._asked.add(block)
            self._wanted.add(block)
            self._fetch.start()

    def _ask_for_rows(self) -> None:
        if self._source is None or self._dispatcher is None:
            return
        source, entries = self._source, self._entries
        for block in sorted(self._wanted):
            ids = [i for i in entries[block * BLOCK : (block + 1) * BLOCK] if i > 0]

            def work(_progress: object, ids: list[int] = ids) -> list[Prepared]:
                return self._prepared(source.rows(ids))

            def arrived(rows: list[Prepared], block: int = block) -> None:
                self._arrived(entries, block, rows)

            self._dispatcher.read(self, work, arrived, self.failed.emit)
        self._wanted.clear()

    def _arrived(self, entries: array[int], block: int, rows: list[Prepared]) -> None:
        if entries is not self._entries:
            return
        self._keep(rows)
        self._asked.discard(block)
        first, last = block * BLOCK, min((block + 1) * BLOCK, len(entries)) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def words_of(self, rows: Sequence[int], done: Callable[[list[tuple[str, ...]]], object]) -> None:
        """Give the words of rows, headings too, in order: at once where they are here, else read on a worker first."""
        missing, reading = self.reading(rows)
        if self._dispatcher is None or not missing:
            done(reading(lambda _done, _total, _what: None))
            return
        self._dispatcher.read(self, reading, done, self.failed.emit, title=f"Reading {missing:,} rows")

    def reading(self, rows: Sequence[int]) -> tuple[int, Callable[[Progress], list[tuple[str, ...]]]]:
        """How many of these rows are not here yet, and what gives the words of all of them, headings too, on a worker."""
        wanted = [self._entries[row] for row in rows]
        here = {e: self._cache[e][2] if e > 0 else self._heading_words(e) for e in wanted if e < 0 or e in self._cache}
        source = self._source
        missing = [entry for entry in wanted if entry not in here] if source is not None else []

        def work(progress: Progress) -> list[tuple[str, ...]]:
            read = self._prepared(in_blocks(source, missing, BLOCK, progress)) if source is not None else []
            found = here | {self._row_id(row): words for row, _, words, _ in read}
            return [found[entry] for entry in wanted if entry in found]

        return len(missing), work

    # -- what is where ---------------------------------------------------------------------------------------

    def total(self) -> int:
        """How many rows there are, shut groups counted, headings not."""
        return sum(len(g.ids) for g in self._groups) if self._groups else len(self._entries)

    def id_at(self, row: int) -> int | None:
        """The id at a row; None for a heading or outside the table."""
        if not 0 <= row < len(self._entries):
            return None
        entry = self._entries[row]
        return entry if entry > 0 else None

    def row_at(self, row: int) -> R | None:
        """The row's value where it has arrived."""
        found = self._cache.get(self._entries[row]) if 0 <= row < len(self._entries) else None
        return found[0] if found is not None else None

    def group_at(self, row: int) -> Group | None:
        """The group whose heading stands at a row."""
        if not 0 <= row < len(self._entries) or self._entries[row] >= 0:
            return None
        return self._groups[-1 - self._entries[row]]

    def group_rows(self) -> list[int]:
        """Rows where headings stand."""
        return [row for row, entry in enumerate(self._entries) if entry < 0] if self._groups else []

    def find(self, row_id: int) -> int | None:
        """The row of an id; None where it is not shown."""
        try:
            return self._entries.index(row_id)
        except ValueError:
            return None

    def is_shut(self, group: Group) -> bool:
        """True where a group's rows are hidden."""
        return not self._open.get(group.title, not group.shut)

    def fold(self, row: int) -> None:
        """Open or shut the group whose heading stands at a row."""
        group = self.group_at(row)
        if group is None or not group.foldable:
            return
        self.beginResetModel()
        self._open[group.title] = self.is_shut(group)
        self._entries = self._laid_out()
        self._asked.clear()
        self.endResetModel()

    # -- choosing with boxes ---------------------------------------------------------------------------------

    @property
    def chosen(self) -> frozenset[int]:
        """Ids whose box is ticked."""
        return frozenset(self._chosen)

    def choose(self, ids: Iterable[int], on: bool = True) -> None:
        """Tick or clear boxes."""
        if on:
            self._chosen |= set(ids)
        else:
            self._chosen -= set(ids)
        if self._entries:
            column = next((n for n, c in enumerate(self.columns) if c.kind is Kind.CHECK), 0)
            self.dataChanged.emit(self.index(0, column), self.index(len(self._entries) - 1, column))
        self.chosen_changed.emit(len(self._chosen))

    def choose_all(self, on: bool = True) -> None:
        """Tick or clear every box."""
        self.choose(self._every_id(), on)

    def _every_id(self) -> list[int]:
        return [i for g in self._groups for i in g.ids] if self._groups else list(self._entries)

    # -- Qt --------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Rows and headings."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Columns, hidden ones too."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Looks things up and nothing more."""
        row, column = index.row(), index.column()
        if not index.isValid() or row >= len(self._entries):
            return None
        entry = self._entries[row]
        if entry < 0:
            return self._heading_data(self._groups[-1 - entry], column, role)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        if role == Qt.ItemDataRole.CheckStateRole:
            return self._check_state(entry, column)
        if role not in _LOOKED_UP:
            return None
        prepared = self._cache.get(entry)
        if prepared is None:
            self._want(row)
            return "not here yet" if role == Qt.ItemDataRole.AccessibleTextRole else None
        return self._looked_up(prepared, column, role)

    def _looked_up(self, prepared: Prepared, column: int, role: int) -> Any:
        row, values, words, spoken = prepared
        if role == VALUE:
            return values[column]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if column == 0:
                return self._sentence(row) if self._sentence is not None else self._every_column(spoken)
            return f"{self.columns[column].name}: {spoken[column]}"
        return tip(words[column]) if role == Qt.ItemDataRole.ToolTipRole else words[column]

    def _every_column(self, spoken: Sequence[str]) -> str:
        """A row as one sentence: what stands in each column that is usually shown, those with nothing in them left out."""
        shown = [
            (c.name, w) for c, w in zip(self.columns, spoken, strict=True) if c.kind is not Kind.CHECK and not c.hidden
        ]
        told = [f"{name}: {words.rstrip('.')}" for name, words in shown if words not in ("", "–")]
        return ". ".join(told) or f"{self.columns[0].name}: {spoken[0]}"

    def _heading_data(self, group: Group, column: int, role: int) -> Any:
        if role == GROUP:
            return group
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return group.spoken
        return f"{group.title} {len(group.ids)}" if role == Qt.ItemDataRole.DisplayRole and column == 0 else None

    def _heading_words(self, entry: int) -> tuple[str, ...]:
        title: str = self._heading_data(self._groups[-1 - entry], 0, Qt.ItemDataRole.DisplayRole)
        return (title, *("" for _ in self.columns[1:]))

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.columns[column].right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _check_state(self, entry: int, column: int) -> Qt.CheckState | None:
        if self.columns[column].kind is not Kind.CHECK:
            return None
        return Qt.CheckState.Checked if entry in self._chosen else Qt.CheckState.Unchecked

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ticks and clears the box of a row."""
        row_id = self.id_at(index.row())
        if role != Qt.ItemDataRole.CheckStateRole or row_id is None:
            return False
        self.choose([row_id], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings that cannot be folded are passed over by the arrow keys."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        group = self.group_at(index.row())
        if group is not None and not group.foldable:
            return Qt.ItemFlag.NoItemFlags
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if group is None and self.columns[index.column()].kind is Kind.CHECK:
            return plain | Qt.ItemFlag.ItemIsUserCheckable
        return plain

    def set_title(self, section: int, title: str) -> None:
        """Change what a column is called (a week that begins today)."""
        columns = list(self.columns)
        columns[section] = replace(columns[section], title=title)
        self.columns = tuple(columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, section, section)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of columns; their spoken names where they have none to see."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.name
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None


_SEEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
_LOOKED_UP = frozenset((*map(int, _SEEN), VALUE, ROW))


def _flat(answer: Sequence[int] | Listing) -> tuple[tuple[Group, ...], array[int]]:
    """Groups, and every id in one array."""
    if isinstance(answer, Listing):
        ids: array[int] = array("q")
        for group in answer.groups:
            ids.extend(group.ids)
        return answer.groups, ids
    return (), answer if isinstance(answer, array) else array("q", answer)
