"""The window: rail, top bar, the stack of pages, notices and the status line.  Navigation, and no logic of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.a11y import announce, chosen_of, focus_first
from ui.about_cases import note_about
from ui.beginning import Beginning
from ui.context import PageContext
from ui.events import AppEvents
from ui.keys import CommandBook, window_commands
from ui.messages import Messages
from ui.navigation import History, Place
from ui.rights import refusal
from ui.rooms import MakeDialog, Room, Surroundings
from ui.settings_store import SettingsStore
from ui.tasks import Dispatcher
from ui.theme.appearance import Appearance
from ui.theme.type_scale import Role
from ui.widgets.hits import Hit
from ui.widgets.long_work import LongWork
from ui.widgets.notices import BannerBar, DoneBar, EmptyState
from ui.widgets.page import MIDDLE, NARROW, TIGHT, Page, put_in, room, scroll_area_of
from ui.widgets.rail import Rail, RailEntry, mark_icon
from ui.widgets.text import label
from ui.widgets.top_bar import StatusLine, TopBar

if TYPE_CHECKING:
    from ehcp_desk.services.desk import Desk
    from ui.locking import Locking


class MainWindow(QMainWindow):
    """Built empty and shown at once; ``take_desk`` gives it the record when that is open.

    ``shown_page`` carries a room's key after each navigation; ``closing`` is told as the window closes.
    """

    shown_page = Signal(str)
    closing = Signal()

    def __init__(
        self,
        rooms: Sequence[Room],
        dialogs: Mapping[str, MakeDialog],
        dispatcher: Dispatcher,
        appearance: Appearance,
        settings: SettingsStore,
        events: AppEvents | None = None,
        messages: Messages | None = None,
    ) -> None:
        super().__init__()
        self.dispatcher, self.appearance, self.settings = dispatcher, appearance, settings
        self.events = events or AppEvents(self)
        self.messages = messages or Messages(self)
        self.rooms = {room.key: room for room in rooms}
        self.dialogs = dict(dialogs)
        self.context: PageContext | None = None
        self.history = History()
        self._pages: dict[str, Page] = {}
        self._left_at: dict[Page, QWidget] = {}
        self._alt_alone = False
        self._rail_wanted = False
        self.locking: Locking | None = None
        self.name = "EHCP Desk"
        self.beginning = Beginning(self)
        self.setWindowTitle("EHCP Desk")
        self.setWindowIcon(mark_icon())
        self.setMinimumSize(480, 320)
        self._build(rooms)
        self.book = CommandBook(self)
        self.book.put("window", window_commands(self))
        self._connect()

    def _build(self, rooms: Sequence[Room]) -> None:
        entries = [RailEntry(r.key, r.title, r.icon, r.group, r.weighty) for r in rooms if not r.under and r.group]
        below = [RailEntry(r.key, r.title, r.icon) for r in rooms if not r.under and not r.group]
        self.rail = Rail(entries, below, self.navigate)
        self.long_work = LongWork(self.dispatcher)
        self.rail.foot.addWidget(self.long_work)
        self.top = TopBar(self.record_contact, self.toggle_rail, lambda: self.ask("alerts"))
        self.banner, self.done = BannerBar(), DoneBar()
        self.stack = QStackedWidget()
        self.stack.setProperty("ground", "canvas")
        self.status = StatusLine()
        self._waiting = self._opening_page()
        self.stack.addWidget(self._waiting)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addLayout(_inset(self.banner))
        right.addWidget(self.stack, 1)
        right.addLayout(_inset(self.done))
        self._right = right
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(middle, 1)
        outer.addWidget(self.status)
        self.setCentralWidget(whole)
        self.menuBar().hide()

    def _opening_page(self) -> QWidget:
        page = QWidget()
        page.setProperty("ground", "canvas")
        line = QVBoxLayout(page)
        line.setContentsMargins(20, 16, 20, 14)
        line.addWidget(label("Opening the record", Role.HEADING))
        line.addStretch(1)
        return page

    def _connect(self) -> None:
        messages = self.messages
        messages.banner_changed.connect(self.banner.show_banner)
        messages.done_changed.connect(self.done.show_done)
        messages.status_changed.connect(self.status.show_passing)
        messages.saved_at.connect(self.status.show_saved)
        messages.spoken.connect(lambda sentence: announce(self, sentence))
        self.dispatcher.unhandled.connect(messages.failed)
        self.dispatcher.outage.tell(messages)
        self.appearance.changed.connect(self._fit)
        self.top.hit_chosen.connect(self._open_hit)
        self.top.search_entered.connect(self.search_for)

    # -- the desk ---------------------------------------------------------------------------------------------

    def take_desk(self, desk: Desk, around: Surroundings, first: str = "today") -> None:
        """The record is open: say whose desk this is, and go to the first room."""
        self.context = PageContext(desk, self.dispatcher, self.events, self.messages, self.appearance,
                                   self.settings, self, set(around.restricted))  # fmt: skip
        self.book.put("window", window_commands(self))
        self.show_surroundings(around)
        self.navigate(first if first in self.rooms else next(iter(self.rooms)))

    def show_surroundings(self, around: Surroundings) -> None:
        """Fill the frame: person, day, council, record, rules and seal."""
        self.rail.person.show_person(around.who, around.role)
        self.top.date.setText(around.day)
        self.status.show_record(around.council, around.kept, around.rules, around.seal)

    def show_closed(
        self, sentence: str, again_words: str, again: Any, other_words: str = "", other: Any = None
    ) -> None:
        """The record could not be opened: one sentence, and a way on, or two."""
        page = QWidget()
        page.setProperty("ground", "canvas")
        line = QVBoxLayout(page)
        said = EmptyState("database", "The record is not open", sentence, again_words, again)
        if other is not None:
            said.add_act(other_words, other)
        line.addWidget(said)
        line.addStretch(1)
        self.stack.removeWidget(self._waiting)
        self._waiting.deleteLater()
        self._waiting = page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        focus_first(page)
        announce(self, sentence, urgent=True)

    # -- Shell: what pages may ask ----------------------------------------------------------------------------

    def navigate(self, key: str, **kw: Any) -> None:
        """Go to a room; ``kw`` reaches the page's ``arrive``."""
        if self.context is None or key not in self.rooms:
            return
        place = Place(key, kw)
        self.history.go(place)
        self._show(place)

    def open_case(self, case_id: int) -> None:
        """Open a case's page."""
        self.navigate("case", case_id=case_id)

    def ask(self, key: str, **kw: Any) -> None:
        """Open a dialog.  It lives until it is closed and blocks only this window."""
        if self.context is None or key not in self.dialogs:
            return
        if why := refusal(self.context.desk, key):
            self.messages.trouble(why)
            return
        dialog = self.dialogs[key](self.context, self, **kw)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        note_about(dialog, kw.get("case_id", 0), *kw.get("case_ids", ()))
        dialog.open()

    def try_demo(self) -> None:
        """Open the fictional authority in a window of its own."""
        self.beginning.try_demo()

    def at_the_foot(self, widget: QWidget) -> None:
        """Stand a widget under the pages, above the status line."""
        line = _inset(widget)
        line.setContentsMargins(20, 0, 20, 10)
        self._right.addLayout(line)

    def at_the_head(self, widget: QWidget) -> None:
        """Stand a widget over every page, under the top bar."""
        self._right.insertLayout(1, _inset(widget))

    def record_contact(self) -> None:
        """F2: about the child under the keys in what was found, or starting from what is typed in the search line."""
        hit, typed = self.top.hit_now(), self.top.search.text().strip()
        if hit is not None and hit.case_id:
            self.ask("record_contact", case_id=hit.case_id)
        else:
            self.ask("record_contact", **({"typed": typed} if typed else {}))

    def set_count(self, key: str, count: int | None) -> None:
        """The plain number beside a room."""
        self.rail.set_count(key, count)

    # -- moving about -----------------------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        stand = self.stack.currentWidget()
        shown = stand.widget() if isinstance(stand, QScrollArea) else None
        return shown if isinstance(shown, Page) else None

    def back(self) -> None:
        """Alt+Left."""
        place = self.history.back()
        if place is not None:
            self._show(place)

    def forward(self) -> None:
        """Alt+Right."""
        place = self.history.forward()
        if place is not None:
            self._show(place)

    def _show(self, place: Place) -> None:
        room = self.rooms[place.key]
        page = self._pages.get(room.key)
        if page is None and self.context is not None:
            page = self._pages[room.key] = room.make(self.context)
            page.commands_changed.connect(partial(self._offer_commands, page))
            put_in(self.stack, page)
        if page is None:
            return
        self.done.show_done(None)
        self.status.show_passing("")
        left, focus = self.page, self.focusWidget()
        if left is not None and focus is not None and left.isAncestorOf(focus):
            self._left_at[left] = focus
        self.stack.setCurrentWidget(scroll_area_of(page))
        self.rail.choose(room.under or room.key)
        page.arrive(**place.kw)
        self._offer_commands(page)
        self.setWindowTitle(f"{page.title or room.title} - {self.name}")
        announce(self, page.title or room.title)
        self._give_keys(page)
        self.shown_page.emit(room.key)

    def _offer_commands(self, page: Page) -> None:
        """The commands of the page that is shown, as they are now."""
        if page is self.page:
            self.book.put("page", page.commands())

    def _give_keys(self, page: Page) -> None:
        """The keys go where they were when the page was left, or to its first list, or to its first pane."""
        before = self._left_at.get(page)
        if before is not None and isValid(before) and before.isVisibleTo(page) and page.isAncestorOf(before):
            chosen_of(before).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        panes = [pane for pane in page.panes() if pane.isVisibleTo(page)]
        lists = [pane for pane in panes if isinstance(pane, QAbstractItemView)]
        for pane in [*lists, *panes][:1]:
            focus_first(pane)

    def go_to_search(self) -> None:
        """F3: the search line."""
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    def search_for(self, words: str) -> None:
        """Show everything on the record with these words."""
        if words and "finding" in self.rooms:
            self.navigate("finding", typed=words)
        elif words:
            self.navigate("cases", search=words)

    def _open_hit(self, hit: Hit) -> None:
        if hit.tab:
            self.navigate("case", case_id=hit.case_id, tab=hit.tab, entry=hit.entry)
        else:
            self.open_case(hit.case_id)

    def next_pane(self, step: int = 1) -> None:
        """F6: rail, search, then the page's panes, round and round."""
        panes = [self.rail, self.top, *(self.page.panes() if self.page is not None else [])]
        panes = [pane for pane in panes if pane.isVisible()]
        focus = self.focusWidget()
        inside = [
            n for n, pane in enumerate(panes) if focus is not None and (pane is focus or pane.isAncestorOf(focus))
        ]
        start = inside[-1] if inside else (-1 if step > 0 else 0)
        focus_first(panes[(start + step) % len(panes)])

    # -- frame ------------------------------------------------------------------------------------------------

    def toggle_rail(self) -> None:
        """Ctrl+B on a narrow window: show or hide the rooms."""
        self._rail_wanted = not self._rail_wanted
        self._fit()
        if self.rail.isVisible():
            focus_first(self.rail)

    def toggle_menu_bar(self) -> None:
        """Alt or F10: the menu bar with every command."""
        bar = self.menuBar()
        bar.setVisible(not bar.isVisible())
        if bar.isVisible() and bar.actions():
            bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
            bar.setActiveAction(bar.actions()[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rail by the width: 168, 56, or behind its button."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = room(self)
        narrow = width < NARROW
        self.rail.set_slim(NARROW <= width < MIDDLE)
        self.rail.setVisible(not narrow or self._rail_wanted)
        self.top.set_narrow(narrow, narrow, width < TIGHT)
        self.status.set_narrow(narrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Notes an Alt pressed by itself."""
        self._alt_alone = event.key() == Qt.Key.Key_Alt
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Alt by itself opens the menu bar."""
        if event.key() == Qt.Key.Key_Alt and self._alt_alone:
            self.toggle_menu_bar()
        self._alt_alone = False
        super().keyReleaseEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the size; the dispatcher is closed by the one who made it."""
        self.settings.put("window/size", [self.width(), self.height()])
        self.settings.put("window/maximised", self.isMaximized())
        super().closeEvent(event)
        self.closing.emit()


def _inset(widget: QWidget) -> QHBoxLayout:
    """A notice stands on the page's margins."""
    line = QHBoxLayout()
    line.setContentsMargins(20, 0, 20, 0)
    line.addWidget(widget)
    return line
