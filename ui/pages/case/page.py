"""The case page: head, two lines, strip and tabs.  It reads on a worker and follows what is saved anywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from ehcp_desk.clock.model import Deadline
from ehcp_desk.domain.errors import BadInput, NotAllowed, ReasonWanted, ServerGone
from ui.a11y import announce, focus_first
from ui.commands import Command
from ui.context import PageContext
from ui.dialogs.files import Files
from ui.events import Changed
from ui.pages.case.acts import CaseActs
from ui.pages.case.appeal_tab import AppealTab
from ui.pages.case.bundle_tab import BundleTab
from ui.pages.case.case_commands import case_commands, papers_of_tabs, part_commands
from ui.pages.case.child_tab import ChildTab
from ui.pages.case.clock_tab import ClockTab
from ui.pages.case.connections import connect_parts
from ui.pages.case.documents_tab import DocumentsTab
from ui.pages.case.header import CaseHeader, CaseNotes
from ui.pages.case.history_tab import HistoryTab
from ui.pages.case.letters_tab import LettersTab
from ui.pages.case.news_line import NewsLine
from ui.pages.case.overview import Overview
from ui.pages.case.plan_tab import WholePlan
from ui.pages.case.presence import CasePresence
from ui.pages.case.reading import CaseFile, read_case, tab_counts
from ui.pages.case.record_tabs import ContactsTab, PeopleTab
from ui.pages.case.school_tab import SchoolTab
from ui.pages.case.strip_box import StripBox
from ui.pages.case.tab_bar import CaseTabs, TabRow
from ui.pages.case.timeline_tab import TimelineTab
from ui.pages.case.work_tabs import AdviceTab
from ui.theme.appearance import current
from ui.theme.sheet import grown
from ui.widgets.banners import Banners
from ui.widgets.buttons import ActionButton
from ui.widgets.clock_strip import ClockStrip
from ui.widgets.current_stack import CurrentStack
from ui.widgets.page import Page
from ui.widgets.reading_order import tab_as_read
from ui.widgets.scrolled import Scrolled

TABS = ("Overview", "Clock", "Timeline", "Advice", "Contacts", "Plan", "School and reviews", "Letters", "Appeal",
        "Documents", "Bundle", "Child", "People", "History")  # fmt: skip
WITH_APPEAL = tuple(map(TABS.index, ("Appeal", "Bundle")))
"""The tabs that are there once the case has an appeal, or somebody goes to them."""
WITHOUT_STRIP = ("Clock", "Timeline", "School and reviews", "Appeal", "Bundle")
"""The tabs that have nothing to do with the 20 weeks, or draw them themselves, or the whole life line."""
TALL, WIDE = 560, 640
"""Under this height (at 100 % text) or width of the page the whole page scrolls, and the tab has a height of its own."""
TAB_HEIGHT = 420
CLOSED = ("{} is not open to you any more: its file was restricted or disposed of, or your rights were changed. Ask your "
          "manager if you still need it.")  # fmt: skip


class CasePage(Page):
    """``arrive(case_id, tab="", rule="", entry=0)`` opens a case, on a tab, a date or an entry where given."""

    title = "Case"

    def __init__(self, context: PageContext, files: Files | None = None) -> None:
        super().__init__("Case")
        self._context = context
        self._files = files
        self.acts = CaseActs(context, self, files)
        self.file: CaseFile | None = None
        self._case_id = 0
        self._pending: CaseFile | None = None
        self._emptied = 0
        self._then: Callable[[], None] | None = None
        self.setAcceptDrops(True)
        self._build()
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.timeline.kept_asked.connect(context.messages.trouble)
        self.child.table.opened.connect(self._open_statement)
        self.people.table.opened.connect(lambda _id: self._ring())
        connect_parts(self)
        context.events.changed.connect(self._changed)
        self.presence = CasePresence(context, self, self.header.show_others)

    # -- building ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.header = CaseHeader(lambda: self._context.navigate("cases"))
        self.banners = Banners()
        self.notes = CaseNotes()
        self.strip = ClockStrip()
        self.strip_box = StripBox(self.strip)
        self.news = NewsLine(self.show_changes)
        self.tabs = CaseTabs(list(TABS))
        self.stack = CurrentStack()
        self.stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.overview, self.clock, self.timeline = Overview(), ClockTab(self._context), TimelineTab()
        self.advice, self.contacts, self.plan = AdviceTab(), ContactsTab(), WholePlan()
        self.documents, self.people, self.history = DocumentsTab(), PeopleTab(), HistoryTab()
        self.child, self.letters, self.appeal = ChildTab(), LettersTab(), AppealTab()
        self.bundle, self.school = BundleTab(self._context, self._files), SchoolTab()
        whole = Scrolled(squeezed=True)
        self._whole = QVBoxLayout(whole)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(8)
        for widget in (self.header, self.banners, self.notes, self.strip_box, self.news):
            self._whole.addWidget(widget)
        self._whole.addSpacing(-5)
        self._whole.addWidget(self._tab_row())
        self._whole.addWidget(self.stack, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(whole)
        self.content.addWidget(self._scroll)
        # Last: whatever takes in a part asks every part inside it how it stands, so the many go in once.
        for tab in (self.overview, self.clock, self.timeline, self.advice, self.contacts, self.plan, self.school,
                    self.letters, self.appeal, self.documents, self.bundle, self.child, self.people, self.history):  # fmt: skip
            self.stack.addWidget(tab)
        tab_as_read(whole)

    def _tab_row(self) -> TabRow:
        self.pick_up = ActionButton("Pick-up sheet", self.acts.pick_up, "printer", dense=True)
        self.add_fact = ActionButton("Add a fact", self.acts.record_fact, "plus", dense=True)
        self.tab_row = TabRow(self.tabs, (self.pick_up, self.add_fact))
        return self.tab_row

    # -- reading ----------------------------------------------------------------------------------------------

    def arrive(self, case_id: int = 0, tab: str = "", rule: str = "", entry: int = 0, **_kw: Any) -> None:
        """Read the case; what is shown of another one goes at once."""
        if case_id and case_id != self._case_id:
            self._case_id = case_id
            self._empty()
            if not tab and not rule:
                self.tabs.setCurrentIndex(0)
        self._then = lambda: self._go_on(tab, rule, entry)
        if self._case_id:
            self.read()
        else:
            self._context.messages.status("Choose a case first; F3 finds one.")

    def read(self) -> None:
        """Read the case again; of a case left or emptied meanwhile, and of a reading asked for before this one, nothing
        is shown."""
        desk, case_id, emptied = self._context.desk, self._case_id, self._emptied

        def show(file: CaseFile) -> None:
            if emptied == self._emptied:
                self.show_file(file)

        failed = partial(self._failed, case_id)
        self._context.dispatcher.latest(self, lambda _progress: read_case(desk, case_id), show, failed)

    def show_file(self, file: CaseFile) -> None:
        """Show a case that has been read."""
        view = file.view
        first = self.file is None
        self.file, self.acts.view, self._pending = file, view, None
        self.title = view.case.child.name or view.case.ref
        if self.isVisible():
            self.window().setWindowTitle(f"{self.title} - EHCP Desk")
        self.setAccessibleName(f"{view.case.child.name}, {view.case.ref}")
        self.news.hide()
        self.header.show_case(view)
        self.banners.show_banners(view.banners, view.as_at, view.cannot_be_read)
        self.notes.show_case(view)
        self.strip.show_strip(file.strip, view.case.ref)
        self.overview.show_case(file)
        self.clock.show_case(view)
        self.timeline.show_entries(file.timeline)
        self.timeline.life.show_line(file.life, view.case.ref)
        for tab in (self.advice, self.contacts, self.plan, self.school, self.letters, self.appeal, self.documents, self.bundle,
                    self.child, self.people):  # fmt: skip
            tab.show_case(view)
        self.history.show_history(file.history)
        self.tabs.set_counts(tab_counts(file))
        for place in WITH_APPEAL:
            self.tab_row.offer(place, self.appeal.there or self.tabs.currentIndex() == place)
        self._scroll.show()
        if first:
            warned = " ".join((view.cannot_be_read, *(banner.said for banner in view.banners))).strip()
            announce(self, f"{view.case.child.name}. {warned} {self.header.chip.words}. {file.strip.sentence}")
            self.overview.deadlines.setFocus(Qt.FocusReason.OtherFocusReason)
        self.presence.shown()
        then, self._then = self._then, None
        if then is not None:
            then()

    def _failed(self, case_id: int, error: Exception) -> None:
        """Nothing is shown of a case that cannot be read, unless the server is away; of one left meanwhile nothing is
        said."""
        if case_id != self._case_id:
            return
        shown = self.file
        if not isinstance(error, ServerGone):
            self._empty()
            self.presence.beat()
        if not self.isVisible():
            return
        if isinstance(error, ReasonWanted):
            self._context.ask("open_restricted", ref=error.ref)
        elif isinstance(error, BadInput | NotAllowed):
            self._context.messages.trouble(CLOSED.format(shown.view.case.ref if shown is not None else "This case"))
        else:
            self._context.messages.failed(error)

    def _empty(self) -> None:
        """Nothing of a case is shown, or can be done to one; what is still being read of it is not shown either."""
        self._emptied += 1
        self.file = self.acts.view = self._pending = None
        self.title = "Case"  # never the name of the child shown before
        self.setAccessibleName(self.title)
        if self.isVisible():
            self.window().setWindowTitle(f"{self.title} - EHCP Desk")
        self.news.hide()
        self._scroll.hide()

    def _changed(self, change: Changed) -> None:
        if not self._case_id or not change.touches(self._case_id):
            return
        if change.initiator is not None:
            if self.isVisible():
                self.read()
        elif self.file is not None:  # behind another page too: what is closed meanwhile must not come back with it
            self._look_for_news()

    def _look_for_news(self) -> None:
        """Work from elsewhere: read it; one's own is shown, of others' it is said whose it is, and shown when asked for."""
        desk, case_id = self._context.desk, self._case_id

        def arrived(file: CaseFile) -> None:
            shown = self.file
            if shown is None or case_id != self._case_id:
                return
            newer = [h for h in file.history if h.seq > shown.view.journal_head[0]]
            others = [h for h in newer if h.who != desk.user]
            if others:
                self._pending = file
                self.news.tell(f"{others[0].who} changed this case at {others[0].at:%H:%M}.")
            elif newer and self.isVisible():  # one’s own, from another window or a command; going back reads anyway
                self.show_file(file)

        failed = partial(self._failed, case_id)
        self._context.dispatcher.read(self, lambda _progress: read_case(desk, case_id), arrived, failed)

    # -- going about ------------------------------------------------------------------------------------------

    def go_to_tab(self, title: str) -> None:
        """Open a tab by its title, and put the keys in it."""
        if title in TABS:
            self.tab_row.offer(TABS.index(title), True)
            self.tabs.setCurrentIndex(TABS.index(title))
            panes = self._tab_panes()
            if panes:
                focus_first(panes[0])

    def why(self, deadline: Deadline | None) -> None:
        """F4: the proof of a date; of the duty that bites next where none is chosen."""
        if self.file is None:
            return
        chosen = deadline or self.overview.deadline_now()
        self.go_to_tab("Clock")
        following = self.file.view.next
        if chosen is not None:
            self.clock.choose(chosen.rule, chosen.subject, chosen.due)
        elif following is not None:
            self.clock.choose(following.rule, due=following.due)

    def show_entry(self, entry_id: int) -> None:
        """Go to an entry of the timeline; a line of the plan is not in it, and stands on its own tab."""
        told = self.file is None or any(h.id == entry_id for h in self.file.timeline)
        self.go_to_tab("Timeline" if told else "Plan")
        if told:
            self.timeline.show_entry(entry_id)

    def _go_on(self, tab: str, rule: str, entry: int) -> None:
        if rule:
            self.go_to_tab("Clock")
            self.clock.choose(rule)
        elif entry:
            self.show_entry(entry)
        elif tab:
            self.go_to_tab(tab)

    def _tab_chosen(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self.notes.setVisible(TABS[place] != "Clock")
        self.strip_box.setVisible(TABS[place] not in WITHOUT_STRIP)
        self.commands_changed.emit()
        self._give_height()

    def _open_statement(self, entry: int) -> None:
        """A statement of this case is corrected; a detail of the child, or one written on another case, is changed."""
        if self.file is not None and any(f.id == entry for f in self.file.view.facts):
            self.acts.ask("correct_fact", fact_id=entry)
        else:
            self.acts.ask("child_details")

    def _ring(self) -> None:
        person = self.people.person_now()
        if person is not None:
            self.acts.ask("record_contact", who=person.name)

    def _tab_panes(self) -> list[QWidget]:
        tab = self.stack.currentWidget()
        panes: Callable[[], list[QWidget]] | None = getattr(tab, "panes", None)
        return panes() if panes is not None else []

    # -- what the window asks ---------------------------------------------------------------------------------

    def panes(self) -> list[QWidget]:
        """What F6 moves between."""
        return [self.tabs, *self._tab_panes()]

    def show_changes(self) -> None:
        """F5: show what others have done, read again where nothing waits."""
        if self._pending is not None:
            self.show_file(self._pending)
        else:
            self.read()

    def focus_filter(self) -> None:
        """Ctrl+F: the filter of the timeline."""
        self.tabs.setCurrentIndex(TABS.index("Timeline"))
        self.timeline.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def commands(self) -> list[Command]:
        """What can be done to this case."""
        tab = TABS[self.tabs.currentIndex()]
        acts = case_commands(self.acts, lambda: self.why(None), self._paste, tab, papers_of_tabs(self))
        return [*acts, *part_commands(TABS, self.go_to_tab)]

    def paper_title(self) -> tuple[str, str]:
        """The tab that is shown, and whose it is."""
        if self.file is None:
            return super().paper_title()
        case = self.file.view.case
        return f"{TABS[self.tabs.currentIndex()]}: {case.child.name or case.ref}, {case.ref}", case.ref

    def help_words(self) -> str:
        """F1."""
        return ("One child’s case. The strip shows the 20 weeks; the tabs below, and More, hold the dates, what happened, the "
                "advice, school and reviews, who to ring and every change. F4 proves a date. Enter on a promise says it was "
                "kept. Ctrl+P prints the tab: the pick-up sheet, the proof of a date, the chronology, the plan, or the list that "
                "stands there. Files and emails dropped here, or pasted with Ctrl+V, are filed as documents.")  # fmt: skip

    # -- the widget -------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on the page."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """File what was dropped, once it has been said what it is."""
        self.acts.attach_held(event.mimeData())

    def _paste(self) -> None:
        """Ctrl+V: what was copied is filed, unless the keys are where words are typed."""
        here = QApplication.focusWidget()
        if isinstance(here, QLineEdit):
            here.paste()
        else:
            self.acts.attach_held(QGuiApplication.clipboard().mimeData())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen the whole page scrolls, so that the tab keeps a height one can work in."""
        super().resizeEvent(event)
        self._give_height()

    def _give_height(self) -> None:
        """Tabs that stack their parts on a narrow page, and say how high that is, get that height there."""
        percent, narrow = current().percent, self.width() < WIDE
        stacked: int = getattr(self.stack.currentWidget(), "stacked_height", TAB_HEIGHT)
        least: int = getattr(self.stack.currentWidget(), "least_height", 0)
        low = max(TAB_HEIGHT, grown(least, percent)) if self.height() < grown(TALL, percent) else 0
        self.stack.setMinimumHeight(grown(stacked, percent) if narrow else low)


def make(context: PageContext) -> CasePage:
    """The case page for the window."""
    return CasePage(context)
