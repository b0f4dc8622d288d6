"""Cases: the fast list.  Views, filters and orders are questions to the record; nothing is sorted here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QInputDialog, QLabel, QWidget

from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.oversight.worklist import WorkRow
from ui.commands import Command
from ui.context import PageContext
from ui.events import Changed
from ui.models import case_columns as columns
from ui.models.row_model import RowModel
from ui.pages.cases.filters import FilterRow
from ui.pages.cases.views import ONLY_NOW, Choices, View, list_words, query_to_json, read_choices
from ui.theme.type_scale import Role
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import EmptyState
from ui.widgets.page import Page
from ui.widgets.panel import PageHeader, Panel
from ui.widgets.row_table import RowTable
from ui.widgets.text import label
from ui.widgets.view_row import ViewRow
from ui.widgets.view_tabs import ViewTabs

LAST_TO_GO = ("week", "year", "ref", "strip", "owner", "duty")
"""What gives way last where there is no room: what a row says aloud is seen longest."""


def make(context: PageContext) -> CasesPage:
    """The page, for the window."""
    return CasesPage(context)


class CasesPage(Page):
    """Every case, most urgent by law first, in the view a person chose."""

    title = "Cases"

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__("Cases", parent)
        self._context = context
        self._views: tuple[View, ...] = ()
        self._wholes: dict[Scope, int] = {}
        self.header = PageHeader("Cases")
        self.header.add_action(ActionButton("Assign", self._assign, "user-circle-gear", "F8"))
        self.header.add_action(ActionButton("Change team", self._move_team, "users-three"))
        self.header.add_action(ActionButton("New request", lambda: context.ask("new_request"), "plus", "Ctrl+N"))
        self.content.addWidget(self.header)
        self.tabs = ViewTabs("Views", side=6)  # close, so that most views stand side by side at 1366
        self.tabs.currentChanged.connect(self._view_chosen)
        self.content.addWidget(ViewRow(self.tabs))
        self.filters = FilterRow()
        self.filters.changed.connect(self._load)
        self.content.addWidget(self.filters)
        self.table = self._make_table()
        self.filters.add(self._list_actions())
        self._panel = Panel()
        self._panel.add(self.table, 1)
        self._empty = EmptyState("list-checks", "No case answers that", "Take a filter off, or choose another view.",
                                 "Take the filters off", self._clear)  # fmt: skip
        self._panel.add(self._empty)
        self._empty.hide()
        self.content.addWidget(self._panel, 1)
        self.content.addLayout(self._make_foot())
        context.events.changed.connect(self._changed)

    # -- building ----------------------------------------------------------------------------------------------

    def _make_table(self) -> RowTable[WorkRow]:
        shown = (columns.child_surname_first(), columns.reference(), columns.year(), columns.week(), columns.clock(),
                 columns.duty(), columns.due(), columns.state(), columns.owner(), columns.last_contact(),
                 columns.with_child(), columns.with_family(), columns.stage(), columns.setting(), columns.waiting())  # fmt: skip
        self.rows: RowModel[WorkRow] = RowModel(shown, columns.sentence)
        self.rows.set_source(columns.CaseSource(self._context.desk), self._context.dispatcher)
        self.rows.loaded.connect(self._loaded)
        self.rows.failed.connect(self._context.messages.failed)
        table = RowTable(self.rows, "Cases", two_line=False, settings=self._context.settings, last_to_go=LAST_TO_GO)
        table.opened.connect(self._context.open_case)
        table.previewed.connect(lambda case_id: self._context.ask("preview", case_id=case_id))
        table.copied.connect(lambda n: self._context.messages.status(f"{n:,} line{'s' if n != 1 else ''} copied."))
        table.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        return table

    def _list_actions(self) -> list[QWidget]:
        self._density = ActionButton(self._density_words(), self._toggle_density, "rows", dense=True)
        chooser = ActionButton("Columns", self._choose_columns, "columns", dense=True)
        self._save = ActionButton("Save this view", self._save_view, "bookmark-simple", dense=True)
        return [chooser, self._density, ActionButton("Export", self._export, "export", dense=True), self._save]

    def _make_foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self._chosen = label("", Role.SMALL, wrap=True)
        self._shown: QLabel = label("", Role.SMALL)
        line.addWidget(self._chosen, 1)
        line.addWidget(self._shown)
        return line

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **kw: Any) -> None:
        """Read the choices and the list; ``view`` opens a view by key, ``query`` a filter, ``search`` words."""
        query: CaseQuery | None = kw.get("query")
        words = str(kw.get("words", ""))
        if kw.get("search"):
            words = str(kw["search"])
            query = CaseQuery(self._context.desk.today(), Scope.ALL, search=words)
        self._asked = View("asked", words or "What you asked for", query) if query is not None else None
        self._asked_view = "asked" if self._asked is not None else str(kw.get("view", ""))
        self._read_choices()

    def panes(self) -> list[QWidget]:
        """Views, filters, list."""
        return [self.tabs, self.filters.words, self.table]

    def show_changes(self) -> None:
        """F5: read again."""
        self._read_choices()

    def focus_filter(self) -> None:
        """Ctrl+F."""
        self.filters.words.setFocus()
        self.filters.words.selectAll()

    def commands(self) -> list[Command]:
        """What can be done to the cases of the list."""
        return [
            Command("assign", "Assign", "Case", "F8", self._assign),
            Command("move_team", "Change team", "Case", "", self._move_team),
            Command("plan_moves", "Plan the move to the next school", "Case", "", self._plan_moves),
            Command("supervised", "Record the outcome of supervision", "Case", "", self._supervised),
            Command("why", "Why this date", "Case", "F4", self._why),
            Command("duplicates", "Children on the record twice", "Case", "", lambda: self._context.ask("duplicates")),
        ]

    def help_words(self) -> str:
        """What this page is for."""
        return ("Every case in the view chosen above. Type to filter by name, reference, UPN, phone or setting. Click a "
                "heading to sort; Enter opens a case, Space shows a preview, F8 assigns the selected cases.")  # fmt: skip

    # -- reading -----------------------------------------------------------------------------------------------

    def _read_choices(self) -> None:
        desk = self._context.desk
        self._context.dispatcher.read(self, lambda _p: read_choices(desk), self._take, self._context.messages.failed)

    def _take(self, choices: Choices) -> None:
        current = self._asked_view or self._current_key()
        views = (*choices.views, self._asked) if self._asked is not None else choices.views
        self._views, self._wholes = views, choices.wholes
        self.filters.take(choices)
        self.tabs.blockSignals(True)
        counts = {key: f"{count:,}" for key, count in choices.counts.items() if count is not None}
        self.tabs.show_views([(view.key, view.words, counts.get(view.key, "")) for view in self._views])
        keys = [view.key for view in self._views]
        self.tabs.setCurrentIndex(keys.index(current) if current in keys else 0)
        self.tabs.blockSignals(False)
        self._asked_view = ""
        self._load()

    def _current_key(self) -> str:
        return self.tabs.chosen or "open"

    def _view(self) -> View | None:
        key = self._current_key()
        return next((view for view in self._views if view.key == key), None)

    def _view_chosen(self, _place: int) -> None:
        self.filters.clear()
        self._load()

    def _load(self) -> None:
        view = self._view()
        if view is not None:
            self._save.set_words("Delete this view" if view.saved else "Save this view")
            self._save.setEnabled(view.savable)
            self._save.setToolTip("" if view.savable else ONLY_NOW)
            self._save.setAccessibleDescription(self._save.toolTip())
            self.rows.load(self.filters.apply(view.query), self.rows.order)

    def _loaded(self, total: int) -> None:
        view = self._view()
        if view is not None:
            query = self.filters.apply(view.query)
            self._leave_out(query.scope is Scope.PLANS)
            self.header.set_sentence(list_words(query, total, self._wholes, self.rows.order), rich=True)
        self.table.setVisible(total > 0)
        self._empty.setVisible(total == 0)
        self._shown.setText(f"{total:,} case{'s' if total != 1 else ''}")
        if total and self.table.current_id() is None:
            self.table.select_row(0)
        self._selected()

    def _leave_out(self, plans: bool) -> None:
        """A plan has no week and no 20-week clock; its duties are the longest to say."""
        if plans:
            self.table.leave_out(frozenset({"week", "strip"}), "duty", "plans")
        else:
            self.table.leave_out(frozenset())

    def _selected(self) -> None:
        ids = self.table.selected_ids()
        row = self.rows.row_at(self.table.currentIndex().row())
        if len(ids) == 1 and row is not None:
            self._chosen.setText(f"1 selected: {row.case.surname_first}. Enter opens the case, Space shows a preview.")
        elif ids:
            self._chosen.setText(f"{len(ids):,} selected. F8 assigns them.")
        else:
            self._chosen.setText("")

    # -- acts ----------------------------------------------------------------------------------------------------

    def _why(self) -> None:
        """F4: the proof of the date in the line."""
        case_id = self.table.current_id()
        if case_id is not None:
            self._context.navigate("case", case_id=case_id, tab="Clock")

    def _supervised(self) -> None:
        """What was agreed on the case in the line, going through somebody’s cases with their supervision pack."""
        case_id = self.table.current_id()
        if case_id is not None:
            self._context.ask("record_fact", case_id=case_id, kind="management_note", attrs={"occasion": "supervision"})

    def _assign(self) -> None:
        ids = self.table.selected_ids()
        if ids:
            self._context.ask("assign", case_ids=ids)

    def _move_team(self) -> None:
        ids = self.table.selected_ids()
        if ids:
            self._context.ask("move_team", case_ids=ids)

    def _plan_moves(self) -> None:
        ids = self.table.selected_ids()
        if ids:
            self._context.ask("plan_moves", case_ids=ids)

    def _clear(self) -> None:
        self.filters.clear()
        self.tabs.setCurrentIndex(0)
        self._load()

    def _choose_columns(self) -> None:
        self.table.columns_menu(self).popup(self.mapToGlobal(self.rect().center()))

    def _export(self) -> None:
        view = self._view()
        name, _ = QFileDialog.getSaveFileName(self, "Export this list", "cases.xlsx", "Excel (*.xlsx);;CSV (*.csv)")
        if not name or view is None:
            return
        from ui.dialogs.list_leaving import export  # when it is wanted: a dialog, and looking into files

        export(self, self._context, self.filters.apply(view.query), Path(name))

    def _density_words(self) -> str:
        return "Comfortable" if self.table.compact else "Compact"

    def _toggle_density(self) -> None:
        self.table.set_compact(not self.table.compact)
        self._density.set_words(self._density_words())

    def _save_view(self) -> None:
        view, desk, dispatcher = self._view(), self._context.desk, self._context.dispatcher
        if view is None or not view.savable:
            return
        if view.saved:
            number = view.saved

            def forget(_progress: object) -> None:
                with desk.store.write(desk.user, desk.now()) as work:
                    work.delete_view(number)

            dispatcher.write(self, forget, lambda _none: self._view_gone(view.words), self._context.messages.failed)
            return
        name, agreed = QInputDialog.getText(self, "Save this view", "Name of the view")
        if not agreed or not name.strip():
            return
        query = query_to_json(self.filters.apply(view.query))

        def keep(_progress: object) -> int:
            with desk.store.write(desk.user, desk.now()) as work:
                return work.save_view(desk.user, name.strip(), query).id

        dispatcher.write(
            self, keep, lambda number: self._view_kept(name.strip(), number), self._context.messages.failed
        )

    def _view_kept(self, name: str, number: int) -> None:
        self._context.messages.done(f"The view {name} is saved.")
        self.arrive(view=f"saved/{number}")

    def _view_gone(self, name: str) -> None:
        self._context.messages.done(f"The view {name} is deleted.")
        self.arrive(view="open")

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.about("cases", "facts", "owners", "staff"):
            self._read_choices()
