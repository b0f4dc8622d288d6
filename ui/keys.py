"""The keys and menus of the window, and the sheet that says what a page is for and lists its keys (F1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QMenu, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.as_written import said
from ui.commands import MENUS, Command
from ui.rights import refusal
from ui.theme.appearance import Choice
from ui.theme.type_scale import Role
from ui.widgets.bell import KEY
from ui.widgets.buttons import ActionButton
from ui.widgets.page import Page
from ui.widgets.scrolled import Scrolled
from ui.widgets.text import label

if TYPE_CHECKING:
    from ui.main_window import MainWindow

TEXT_STEP = 10
NOTHING_DRAWN = "Nothing is drawn here. Pictures are on a case, Team, Reviews, Forecast and Returns."
LOCK_KEY = "Ctrl+Shift+K"
LEAST_SHEET, SCROLL_BAR = 480, 18
"""Pixels a sheet of keys takes where it may, and what its scroll bar needs."""


class CommandBook:
    """Every command that can be given now, by where it comes from; keeps the menu bar and the keys in step.

    A page's command takes the key of a window's command while the page is shown.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._shelves: dict[str, tuple[Command, ...]] = {}
        self._actions: list[QAction] = []
        self.menus: list[QMenu] = []

    def put(self, shelf: str, commands: Iterable[Command]) -> None:
        """Set the commands of one source ("window", "page") and lay the menus out again."""
        desk = self._window.context.desk if self._window.context is not None else None
        self._shelves[shelf] = tuple(replace(c, refused=refusal(desk, c.key)) for c in commands)
        self._lay_out()

    def commands(self) -> list[Command]:
        """Every command, the page's before the window's where they share a name; of a key they share, it is the page's."""
        page = self._shelves.get("page", ())
        keys, named = {key for c in page for key in (c.shortcut, *c.also) if key}, {c.key for c in page}
        window = [c for c in self._shelves.get("window", ()) if c.key not in named]
        return [*page, *(replace(c, shortcut="") if c.shortcut in keys else c for c in window)]

    def everything(self) -> list[Command]:
        """Every command, then what stands on the buttons of the page shown and is none of them: what Ctrl+K finds."""
        known, page = self.commands(), self._window.page
        return known if page is None else [*known, *on_buttons(page, known)]

    def run(self, key: str) -> bool:
        """Give a command by its name; False where it cannot be given now."""
        found = next((c for c in self.commands() if c.key == key), None)
        if found is not None and found.refused:
            self._window.messages.status(found.refused)
        elif found is not None:
            found.run()
        return found is not None

    def _lay_out(self) -> None:
        window = self._window
        for action in self._actions:
            window.removeAction(action)
            action.deleteLater()
        self._actions.clear()
        window.menuBar().clear()
        for menu in filter(isValid, self.menus):  # the menu bar may have let go of them already
            menu.deleteLater()
        self.menus = []
        for name in MENUS:
            commands = [c for c in self.commands() if c.menu == name]
            if not commands:
                continue
            menu = window.menuBar().addMenu(f"&{name}")
            menu.setToolTipsVisible(True)
            self.menus.append(menu)
            for command in commands:
                menu.addAction(self._action(command))

    def _action(self, command: Command) -> QAction:
        action = QAction(command.words, self._window)
        keys = [k for k in (command.shortcut, *command.also) if k]
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _on=False: command.run())
        if command.refused:
            action.setEnabled(False)
            action.setToolTip(command.refused)
            action.setStatusTip(command.refused)
        self._window.addAction(action)
        self._actions.append(action)
        return action


def on_buttons(page: Page, known: Sequence[Command]) -> list[Command]:
    """The buttons in sight on a page and on the part of it that is shown, as commands; ``known`` ones are left out."""
    words, keys = {c.words.casefold() for c in known}, {c.shortcut for c in known if c.shortcut}
    found: dict[str, Command] = {}
    for button in page.findChildren(ActionButton):
        says = button.accessibleName() or said(button.text())
        there = button.isVisible() and button.isEnabled() and says
        if there and says.casefold() not in words and button.key not in keys:
            found.setdefault(says.casefold(), Command("", says, page.title, "", partial(_press, button)))
    return list(found.values())


def _press(button: ActionButton) -> None:
    """As the mouse would, where the button is still there."""
    if isValid(button):
        button.click()


def window_commands(window: MainWindow) -> list[Command]:
    """The commands that can be given on every page."""
    rooms = [room for room in window.rooms.values() if not room.under]
    go = [
        Command(f"go_{room.key}", room.title, "Go", f"Ctrl+{number}" if number < 10 else "",
                partial(window.navigate, room.key))
        for number, room in enumerate(rooms, 1)
    ]  # fmt: skip
    return [*_acts(window), *go, *_moves(window), *_looks(window), *_helps(window)]


def _acts(window: MainWindow) -> list[Command]:
    acts = []
    if "record_contact" in window.dialogs:
        acts.append(Command("record_contact", "Record a contact", "Case", "F2", window.record_contact))
    if "new_request" in window.dialogs:
        acts.append(Command("new_request", "New request", "Case", "Ctrl+N", partial(window.ask, "new_request")))
    if "alerts" in window.dialogs:
        acts.append(Command("alerts", "Alerts of mine", "Desk", KEY, partial(window.ask, "alerts")))
    acts.append(Command("undo", "Take back the last act", "Desk", "Ctrl+Z", window.done.undo))
    if window.locking is not None:
        acts.append(Command("lock", "Lock the desk", "Desk", LOCK_KEY, window.locking.lock))
    acts.append(Command("quit", "Close the desk", "Desk", "Ctrl+Q", window.close))
    return acts


def _moves(window: MainWindow) -> list[Command]:
    def on_page(act: str) -> None:
        page = window.page
        if page is not None:
            getattr(page, act)()

    return [
        Command("find", "Find a child, parent, phone or UPN", "Go", "F3", window.go_to_search),
        Command("palette", "Do something by name, or explain a word", "Go", "Ctrl+K", partial(_show_palette, window)),
        Command("back", "Back", "Go", "Alt+Left", window.back),
        Command("forward", "Forward", "Go", "Alt+Right", window.forward),
        Command("next_pane", "Next pane", "Go", "F6", partial(window.next_pane, 1)),
        Command("previous_pane", "Previous pane", "Go", "Shift+F6", partial(window.next_pane, -1)),
        Command("print_page", "Print the lists in view", "Desk", "Ctrl+P", partial(_print, window)),
        Command("take_along", "Export a picture of what is drawn", "Desk", "Ctrl+Shift+E", partial(_pictures, window)),
        Command("filter", "Filter this list", "View", "Ctrl+F", partial(on_page, "focus_filter")),
        Command("show_changes", "Show what changed", "View", "F5", partial(on_page, "show_changes")),
    ]


def _looks(window: MainWindow) -> list[Command]:
    look = window.appearance

    def choose(choice: Choice) -> None:
        look.choose(choice)
        window.settings.put("theme", str(choice))

    def resize(step: int) -> None:
        look.resize_text(look.percent + step if step else 100)
        window.settings.put("text_size", look.percent)

    names = {
        Choice.SYSTEM: "As the system",
        Choice.LIGHT: "Light",
        Choice.DARK: "Dark",
        Choice.CONTRAST: "High contrast",
    }
    themes = [Command(f"theme_{c}", f"Theme: {words}", "View", "", partial(choose, c)) for c, words in names.items()]
    return [
        Command("rail", "Show or hide the rooms", "View", "Ctrl+B", window.toggle_rail),
        Command("larger", "Larger text", "View", "Ctrl++", partial(resize, TEXT_STEP), also=("Ctrl+=",)),
        Command("smaller", "Smaller text", "View", "Ctrl+-", partial(resize, -TEXT_STEP)),
        Command("ordinary", "Ordinary text", "View", "Ctrl+0", partial(resize, 0)),
        *themes,
        Command("menu_bar", "Menu bar", "View", "F10", window.toggle_menu_bar),
    ]


def _helps(window: MainWindow) -> list[Command]:
    return [
        Command("help", "Help and keys of this page", "Help", "F1", partial(_show_help, window), also=("Ctrl+/",)),
        Command("tour", "A tour of the desk", "Help", "", window.beginning.offer_tour),
        Command("demo", "Open a fictional authority to try things on", "Help", "", window.beginning.try_demo),
    ]


def _print(window: MainWindow) -> None:
    """Ctrl+P where the page has no paper of its own."""
    from ui.printed_page import print_page

    print_page(window)


def _pictures(window: MainWindow) -> None:
    """Ctrl+Shift+E: what is drawn on the page, as a picture or as its table; where nothing is, that is said."""
    from ui.widgets.pictures import offer_pictures

    if window.page is None or not offer_pictures(window.page):
        window.messages.status(NOTHING_DRAWN)
        window.messages.say(NOTHING_DRAWN)


def _show_help(window: MainWindow) -> None:
    page = window.page
    words = page.help_words() if page is not None else ""
    title = page.title if page is not None else "EHCP Desk"
    rows = [(c.words, ", ".join(k for k in (c.shortcut, *c.also) if k)) for c in window.book.commands()]
    rows = [(words, keys) for words, keys in rows if keys]
    KeySheet(window, f"Help: {title}", words, rows).open()


def _show_palette(window: MainWindow) -> None:
    from ui.command_palette import Palette

    Palette(window).open()


class KeySheet(QDialog):
    """What a page is for, and the keys that work on it; Esc closes it.  It is no larger than the window it stands over:
    what does not fit is scrolled to, in one column where two are too wide."""

    def __init__(self, parent: QWidget, title: str, words: str, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 14)
        inside = Scrolled("surface")
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(18, 14, 18, 0)
        stack.setSpacing(11)
        stack.addWidget(label(title, Role.QUESTION, wrap=True))
        if words:
            stack.addWidget(label(words, Role.BODY, wrap=True))
        room = parent.window().size() - QSize(24, 24)
        stack.addLayout(_keys_in_columns(rows, room.width() - 36 - SCROLL_BAR))
        stack.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(title)  # it has the keys, which scroll it
        area.setWidget(inside)
        outer.addWidget(area, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(18, 0, 18, 0)
        close = ActionButton("Close", self.close, key="Esc")
        foot.addWidget(close)
        outer.addLayout(foot)
        wide = max(LEAST_SHEET, stack.sizeHint().width() + SCROLL_BAR)
        high = inside.heightForWidth(min(wide, room.width())) + close.sizeHint().height() + 40
        self.resize(QSize(wide, high).boundedTo(room))


def _keys_in_columns(rows: Sequence[tuple[str, str]], room: int) -> QGridLayout:
    """What each key does and the key: in two columns where ``room`` (pixels) is wide enough, else in one that wraps."""
    halves = [(label(what), label(key, Role.SMALL_STRONG)) for what, key in rows]
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(3)
    widest = [max((pair[part].sizeHint().width() for pair in halves), default=0) for part in (0, 1)]
    two = 2 * sum(widest) + 3 * 24 <= room
    lines = -(-len(rows) // 2) if two else len(rows)
    for number, (what, key) in enumerate(halves):
        column = 2 * (number // max(1, lines))
        what.setWordWrap(not two)
        grid.addWidget(what, number % lines, column)
        grid.addWidget(key, number % lines, column + 1)
        grid.setColumnStretch(column, 1)
    return grid
