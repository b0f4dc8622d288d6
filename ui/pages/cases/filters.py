"""The filter row of the Cases page: words, stage, caseworker, team, setting and year, each a menu that says its choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from ehcp_desk.domain.case import OPEN_STAGES, STAGE_WORDS, Stage
from ehcp_desk.domain.worklist import CaseQuery
from ehcp_desk.services.oversight.worklist import NOBODY
from ui.as_written import caption
from ui.pages.cases.views import Choices
from ui.widgets.buttons import ActionButton
from ui.widgets.flow import Flow

TYPING_MS = 180
YEARS = (("Nursery and before", (-9, -1)), ("Reception to Year 6", (0, 6)), ("Years 7 to 11", (7, 11)),
         ("Year 12 and after", (12, 20)))  # fmt: skip


class Chooser(ActionButton):
    """A button that opens a menu of choices and then says the choice: ``Stage: any``."""

    chosen = Signal(object)

    def __init__(self, noun: str, anything: str = "any", parent: QWidget | None = None) -> None:
        super().__init__(f"{noun}: {anything}", icon="", dense=True, parent=parent)
        self._noun, self._anything = noun, anything
        self.value: object = None
        self.clicked.connect(self._open)
        self._offers: Sequence[tuple[str, object]] = ()

    def offer(self, offers: Sequence[tuple[str, object]]) -> None:
        """Say what can be chosen; ``any`` is always first."""
        self._offers = offers

    def choose(self, value: object, tell: bool = True) -> None:
        """Choose a value; None is any."""
        self.value = value
        words = (
            next((w for w, v in self._offers if v == value), self._anything) if value is not None else self._anything
        )
        self.set_words(caption(f"{self._noun}: {words}"))
        self.setProperty("on", value is not None)
        self.style().unpolish(self)
        self.style().polish(self)
        if tell:
            self.chosen.emit(value)

    def menu_of_choices(self) -> QMenu:
        """The menu, with the present choice ticked."""
        menu = QMenu(self)
        for words, value in ((self._anything.capitalize(), None), *self._offers):
            action = QAction(caption(words), menu, checkable=True, checked=value == self.value)
            action.triggered.connect(lambda _on, v=value: self.choose(v))
            menu.addAction(action)
        return menu

    def _open(self) -> None:
        menu = self.menu_of_choices()
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))


class FilterRow(QWidget):
    """Emits ``changed`` when the filter is another; ``apply`` adds it to a view's query."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLineEdit()
        self.words.setPlaceholderText("Filter this list")
        self.words.setAccessibleName("Filter this list")
        self.words.setClearButtonEnabled(True)
        self.words.setFixedWidth(190)
        self.words.setProperty("dense", True)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self.words.textChanged.connect(lambda _text: self._typing.start())
        self.stage = self._chooser("Stage")
        self.owner = self._chooser("Caseworker")
        self.team = self._chooser("Team")
        self.setting = self._chooser("Setting")
        self.year = self._chooser("Year")
        self.stage.offer([(STAGE_WORDS[stage], stage) for stage in OPEN_STAGES])
        self.year.offer(YEARS)
        self._flow = Flow(self, [self.words, self.stage, self.owner, self.team, self.setting, self.year])

    def add(self, widgets: Sequence[QWidget]) -> None:
        """Put what acts on the list at the end of the row."""
        for widget in widgets:
            self._flow.add(widget)

    def _chooser(self, noun: str) -> Chooser:
        made = Chooser(noun)
        made.chosen.connect(lambda _value: self.changed.emit())
        return made

    def take(self, choices: Choices) -> None:
        """Offer the people, teams and settings on the record."""
        people = sorted((o for o in choices.staff.officers.values()), key=lambda o: o.name.casefold())
        self.owner.offer([(NOBODY, 0), *((o.name, o.id) for o in people)])
        self.team.offer([(t.name, t.id) for t in sorted(choices.staff.teams.values(), key=lambda t: t.name)])
        self.setting.offer([(name, name) for name in choices.settings])

    def clear(self) -> None:
        """Take every filter off without asking for the list."""
        for chooser in (self.stage, self.owner, self.team, self.setting, self.year):
            chooser.choose(None, tell=False)
        self.words.blockSignals(True)
        self.words.clear()
        self.words.blockSignals(False)

    def apply(self, query: CaseQuery) -> CaseQuery:
        """The view's query with this row's filters added."""
        if self.words.text().strip():
            query = replace(query, search=self.words.text().strip())
        if isinstance(self.stage.value, Stage):
            query = replace(query, stages=(self.stage.value,))
        if self.owner.value == 0:
            query = replace(query, unassigned=True)
        elif isinstance(self.owner.value, int):
            query = replace(query, owners=(self.owner.value,))
        if isinstance(self.team.value, int):
            query = replace(query, team_id=self.team.value)
        if isinstance(self.setting.value, str):
            query = replace(query, setting=self.setting.value)
        if isinstance(self.year.value, tuple):
            query = replace(query, years=self.year.value)
        return query
