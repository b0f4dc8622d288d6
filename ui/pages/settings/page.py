"""Settings: the council, its people and teams, how the desk looks, and the record itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from ui.context import PageContext
from ui.events import Changed
from ui.pages.settings.alerts import AlertsSection
from ui.pages.settings.council import CouncilSection
from ui.pages.settings.letters import LettersSection
from ui.pages.settings.look import LookSection
from ui.pages.settings.people import PeopleSection
from ui.pages.settings.practice import PracticeSection
from ui.pages.settings.procedures import ProceduresSection
from ui.pages.settings.record import RecordSection
from ui.pages.settings.section import Section
from ui.pages.settings.signals import SignalsSection
from ui.pages.settings.teams import TeamsSection
from ui.pages.settings.weights import WeightsSection
from ui.widgets.page import Page
from ui.widgets.panel import PageHeader
from ui.widgets.segments import Segments


def make(context: PageContext) -> SettingsPage:
    """The page, for the window."""
    return SettingsPage(context)


class SettingsPage(Page):
    """One section at a time; what is changed is saved by its own button, and the look at once."""

    title = "Settings"
    about_cases = False

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__("Settings", parent)
        self._context = context
        self.header = PageHeader("Settings", " ")
        self.content.addWidget(self.header)
        self.council = CouncilSection(context)
        self.people = PeopleSection(context)
        self.teams = TeamsSection(context)
        self.weights = WeightsSection(context)
        self.letters = LettersSection(context)
        self.alerts = AlertsSection(context)
        self.signals = SignalsSection(context)
        self.practice = PracticeSection(context)
        self.procedures = ProceduresSection(context)
        self.look = LookSection(context)
        self.record = RecordSection(context)
        self.sections: dict[str, Section] = {
            "council": self.council,
            "people": self.people,
            "teams": self.teams,
            "weights": self.weights,
            "letters": self.letters,
            "alerts": self.alerts,
            "signals": self.signals,
            "practice": self.practice,
            "procedures": self.procedures,
            "look": self.look,
            "record": self.record,
        }
        choices = [(key, section.title) for key, section in self.sections.items()]
        self.tabs = Segments(choices, "council", self._shown, "Parts of the settings")
        self._stack = QStackedWidget()
        self._stack.setProperty("ground", "canvas")
        for section in self.sections.values():
            self._stack.addWidget(_scrolled(section))
        self.content.addWidget(self.tabs)
        self.content.addWidget(self._stack, 1)
        context.events.changed.connect(self._changed)

    # -- what the window asks --------------------------------------------------------------------------------

    def arrive(self, **kw: Any) -> None:
        """Read the section anew; ``section`` goes to one by its key."""
        wanted = str(kw.get("section", "")) or self.tabs.chosen
        self.tabs.choose(wanted)
        self._shown(self.tabs.chosen)

    def panes(self) -> list[QWidget]:
        """The parts, then what is in the chosen one."""
        return [self.tabs, *self._section().panes()]

    def show_changes(self) -> None:
        """F5: read anew."""
        self._section().reread()

    def help_words(self) -> str:
        """What this page is for."""
        return ("Who the council is, who works here and who covers for whom, how the desk looks to you, and the "
                "record: where it is kept, its copies, and whether everything in it still agrees.")  # fmt: skip

    def paper_title(self) -> tuple[str, str]:
        """The part that is shown."""
        return f"Settings: {self._section().title}", ""

    def narrowed(self) -> str:
        """What the part is about; what stands in its fields is no filter."""
        return self._section().sentence or "As it stands on the screen."

    def _section(self) -> Section:
        return self.sections[self.tabs.chosen or "council"]

    def _shown(self, key: str) -> None:
        section = self.sections[key]
        self._stack.setCurrentIndex(list(self.sections).index(key))
        self.header.set_sentence(section.sentence)
        section.reread()

    def _changed(self, changed: Changed) -> None:
        if self.isVisible() and self._section().cares(changed):
            self._section().reread()


def _scrolled(section: Section) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setWidget(section)
    scroll.setAccessibleName(section.title)
    return scroll
