"""Panels: the agenda of one sitting with each case in a line, what was decided, the tasks, and how earlier ones stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.dates import short
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.wording import Mark
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.panels import AgendaItem, PanelView, Task, panel, print_panel
from ehcp_desk.services.records.finding import FoundCase
from ui.context import PageContext
from ui.dialogs.case_picker import CasePicker
from ui.dialogs.fields import Field, choice, chosen
from ui.dialogs.files import Files
from ui.dialogs.frame import DeskDialog
from ui.models.cells import StateCell, TwoLine
from ui.models.columns import Column, Kind
from ui.models.row_model import RowModel
from ui.models.row_source import Group
from ui.pages.registers.register import Register
from ui.widgets.buttons import ActionButton
from ui.widgets.buttons import Kind as ButtonKind
from ui.widgets.flow import Flow
from ui.widgets.notices import EmptyState
from ui.widgets.panel import Panel
from ui.widgets.row_table import RowTable

SET_HERE, BEFORE = "Set by this panel", "Earlier tasks, and how they stand"


class PickCase(DeskDialog):
    """Which case goes before the panel; ``take`` is given it."""

    def __init__(self, context: PageContext, parent: QWidget, take: Callable[[FoundCase], object]) -> None:
        super().__init__(context, "Put a case before a panel", parent, QSize(560, 320))
        self._take = take
        self._found: FoundCase | None = None
        self.picker = CasePicker(context)
        self.picker.picked.connect(self._picked)
        self.field = Field(
            "&Which child? A name, a reference or a UPN", self.picker, key="Alt+W", focus_on=self.picker.line
        )
        self.form.addWidget(self.field)
        self.form.addStretch(1)
        self.set_primary("Go on")
        self.note.setText("What the panel is asked is written next.")
        self.order_tabs()
        self.field.take_focus()

    def problems(self) -> list[tuple[Field, str]]:
        """A case is needed."""
        return [] if self._found is not None else [(self.field, "Type a name and press Enter to choose the case.")]

    def submit(self) -> None:
        """Hand the case over and close."""
        found = self._found
        self.finished_with()
        if found is not None:
            self._take(found)

    def _picked(self, found: FoundCase, _typed: str) -> None:
        self._found = found
        self.submit()


class PanelsRegister(Register):
    """One sitting at a time, chosen above its agenda."""

    sentence = "What goes before a panel, what it decided and why, and the tasks it set until they are done."
    paper = "Agenda"

    def __init__(self, context: PageContext, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(context, files, parent)
        self.view: PanelView | None = None
        self.which = choice([], 380)
        self.which.setAccessibleName("Which panel")
        self.which.setMinimumContentsLength(34)
        self.which.activated.connect(lambda _place: self.load())
        self.add = ActionButton("Put a case before a panel", self.add_case, "plus", kind=ButtonKind.PRIMARY)
        self.decide = ActionButton("Record the decision", self.record_decision, "scales")
        self.task = ActionButton("Set a task", self.set_task, "handshake")
        across = QWidget()
        Flow(across, (self.which, self.add, self.decide, self.task))
        self.body.addWidget(across)
        self.body.addWidget(self._make_agenda(), 3)
        self.body.addWidget(self._make_tasks(), 2)
        self.empty.hide()
        self._name_buttons()

    def _make_agenda(self) -> Panel:
        self.agenda_panel = Panel("Agenda", note=" ")
        self.agenda_rows: RowModel[AgendaItem] = RowModel(
            (
                Column("child", "Child", lambda r: TwoLine(r.child, r.ref, bold=True), 180, Kind.TWO_LINE, narrow=True),
                Column("asked", "What is asked", lambda r: TwoLine(r.matter.asked, r.brief), 420, Kind.TWO_LINE, stretch=True,
                       narrow=True),
                Column("decision", "Decision", _decision, 250, Kind.STATE, narrow=True),
                Column("by", "Brought by", lambda r: r.matter.by or r.owner, 140),
            ),
            lambda r: f"{r.child}, {r.ref}: {r.matter.asked}. {r.brief}. {r.outcome}",
            row_id=lambda r: r.id,
        )  # fmt: skip
        self.agenda = RowTable(self.agenda_rows, "Agenda", settings=self.context.settings)
        self.agenda.opened.connect(self._open_item)
        self.agenda.current_changed.connect(lambda *_: self._name_buttons())
        self.agenda_panel.add(self.agenda, 1)
        self.empty = EmptyState(
            "users", "Nothing goes before a panel yet", "Put a case before one, for any day to come."
        )
        self.agenda_panel.add(self.empty, 1)
        return self.agenda_panel

    def _make_tasks(self) -> Panel:
        self.tasks_panel = Panel("Tasks of the panel", note=" ")
        self.task_rows: RowModel[Task] = RowModel(
            (
                Column("what", "Task", lambda r: TwoLine(r.promise.what, f"for {r.promise.to}" if r.promise.to else ""), 360,
                       Kind.TWO_LINE, stretch=True, narrow=True),
                Column("child", "Child", lambda r: TwoLine(r.child, r.ref), 180, Kind.TWO_LINE),
                Column("owner", "Answers for it", lambda r: r.owner, 150),
                Column("state", "How it stands", self._stands, 230, Kind.STATE, narrow=True),
            ),
            lambda r: f"{r.promise.what}, {r.child}, {r.owner}, {r.words}",
            row_id=lambda r: r.id,
        )  # fmt: skip
        self.tasks = RowTable(self.task_rows, "Tasks of the panel", settings=self.context.settings)
        self.tasks.opened.connect(self._open_task)
        self.tasks_panel.add(self.tasks, 1)
        return self.tasks_panel

    def panes(self) -> list[QWidget]:
        """Which sitting, its agenda, its tasks."""
        return [self.which, self.agenda, self.tasks]

    def load(self) -> None:
        """Read anew the sitting chosen, else the next one."""
        desk, key = self.context.desk, chosen(self.which)
        self.context.dispatcher.latest(
            self, lambda progress: panel(desk, key, progress), self._show, self._not_read, title="Reading the panel",
        )  # fmt: skip

    def _not_read(self, error: Exception) -> None:
        """A sitting whose last case was withdrawn is there no more: go to the next one."""
        if isinstance(error, BadInput) and chosen(self.which):
            self.which.clear()
            self.load()
        else:
            self.context.messages.failed(error)

    def printer(self) -> Callable[[Desk, Sequence[Path]], object]:
        """The agenda of the sitting shown."""
        return partial(print_panel, key=chosen(self.which))

    def _show(self, view: PanelView) -> None:
        self.view = view
        self.which.clear()
        for one in view.sittings:
            self.which.addItem(one.words, one.key)
        if view.sitting is not None:
            self.which.setCurrentIndex(self.which.findData(view.sitting.key))
        decided = sum(item.matter.decision is not None for item in view.agenda)
        shut = f"{so_many(view.unopened, 'restricted case')} not opened, left out" if view.unopened else ""
        seen = f"{so_many(len(view.agenda), 'case')}, {decided} decided" if view.agenda else ""
        self.agenda_panel.set_note("; ".join(filter(None, (seen, shut))))
        self.agenda_rows.set_rows(list(view.agenda))
        late = sum(task.promise.kept_on is None and task.days_late > 0 for task in (*view.tasks, *view.progress))
        every = [*view.tasks, *view.progress]
        self.tasks_panel.set_note(f"{so_many(len(every), 'task')}, {late} overdue" if every else "none was set")
        groups = [Group(title, [task.id for task in some]) for title, some in
                  ((SET_HERE, view.tasks), (BEFORE, view.progress)) if some]  # fmt: skip
        self.task_rows.set_rows(every, groups)
        there = bool(view.agenda)
        for widget in (self.agenda, self.tasks_panel, self.which):
            widget.setVisible(there)
        self.empty.setVisible(not there)
        self._name_buttons()

    def _stands(self, task: Task) -> StateCell:
        if task.promise.kept_on is not None:
            return StateCell(Mark.MET, task.words)
        mark = Mark.OVERDUE if task.days_late > 0 else Mark.RUNNING
        return StateCell(mark, task.words, short(task.promise.due, self.context.desk.today()))

    # -- acts ------------------------------------------------------------------------------------------------

    def _item(self) -> AgendaItem | None:
        return self.agenda_rows.row_at(self.agenda.currentIndex().row())

    def _name_buttons(self) -> None:
        item = self._item()
        self.decide.setEnabled(item is not None and item.matter.decision is None)
        self.task.setEnabled(item is not None)

    def add_case(self) -> None:
        """Find the case, then say what the panel is asked; the day and panel shown are filled in."""
        sitting = self.view.sitting if self.view is not None else None
        ahead = sitting is not None and sitting.day >= self.context.desk.today()
        said = {"panel": sitting.panel, "day": sitting.day.isoformat()} if sitting is not None and ahead else {}

        def take(found: FoundCase) -> None:
            self.context.ask("record_fact", case_id=found.id, kind="panel_item", attrs=said)

        PickCase(self.context, self, take).open()

    def record_decision(self) -> None:
        """What the panel decided of the case in the line."""
        item = self._item()
        if item is not None:
            attrs = {"item": str(item.id)}
            self.context.ask("record_fact", case_id=item.matter.case_id, kind="panel_decided", attrs=attrs)

    def set_task(self) -> None:
        """A task about the case in the line; it is a promise whose source is the panel."""
        item = self._item()
        if item is not None:
            self.context.ask("promise", case_id=item.matter.case_id, source="panel", item=item.id)

    def _open_item(self, entry: int) -> None:
        place = self.agenda_rows.find(entry)
        item = self.agenda_rows.row_at(place) if place is not None else None
        if item is not None:
            self.context.navigate("case", case_id=item.matter.case_id, entry=entry)

    def _open_task(self, entry: int) -> None:
        place = self.task_rows.find(entry)
        task = self.task_rows.row_at(place) if place is not None else None
        if task is not None:
            self.context.navigate("case", case_id=task.promise.case_id, entry=entry)


def _decision(item: AgendaItem) -> StateCell:
    made = item.matter.decision
    if made is None:
        return StateCell(Mark.RUNNING, "not decided yet")
    return StateCell(Mark.MET, item.outcome, made.reasons)
