"""The keys and menus of the window, and the sheet that says what a page is for and lists its keys (F1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QMenu, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.as_written import said
from ui.commands import MENUS, Command
from ui.rights import refusal
from ui.theme.appearance import Choice
from ui.theme.type_scale import Role
from ui.widgets.bell import KEY
from ui.widgets.buttons import ActionButton
from ui.widgets.page import Page
from ui.widgets.text import label

if TYPE_CHECKING:
    from ui.main_window import MainWindow

TEXT_STEP = 10
LOCK_KEY = "Ctrl+Shift+K"


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
        """Every command, the page's before the window's where they share a key or a name."""
        page = self._shelves.get("page", ())
        taken = {c.shortcut for c in page if c.shortcut} | {c.key for c in page}
        window = [c for c in self._shelves.get("window", ()) if c.key not in taken and c.shortcut not in taken]
        return [*page, *window]

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
        Command("no_paper", "Print what is in view", "Desk", "Ctrl+P", partial(_nothing_to_print, window)),
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


def _nothing_to_print(window: MainWindow) -> None:
    """Ctrl+P where no command of the page takes it: said, and not only passed over."""
    page = window.page
    sentence = page.no_paper if page is not None else Page.no_paper
    window.messages.status(sentence)
    window.messages.say(sentence)


def _show_help(window: MainWindow) -> None:
    page = window.page
    words = page.help_words() if page is not None else ""
    title = page.title if page is not None else "EHCP Desk"
    rows = [(c.words, c.shortcut) for c in window.book.commands() if c.shortcut]
    KeySheet(window, f"Help: {title}", words, rows).open()


def _show_palette(window: MainWindow) -> None:
    from ui.command_palette import Palette

    Palette(window).open()


class KeySheet(QDialog):
    """What a page is for, and the keys that work on it; Esc closes it."""

    def __init__(self, parent: QWidget, title: str, words: str, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 14, 18, 14)
        outer.setSpacing(11)
        outer.addWidget(label(title, Role.QUESTION))
        if words:
            body = label(words, Role.BODY, wrap=True)
            body.setMinimumWidth(420)
            outer.addWidget(body)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(3)
        half = -(-len(rows) // 2)
        for number, (what, key) in enumerate(rows):
            column = 0 if number < half else 2
            grid.addWidget(label(what), number % half, column)
            grid.addWidget(label(key, Role.SMALL_STRONG), number % half, column + 1)
        outer.addLayout(grid)
        outer.addWidget(ActionButton("Close", self.close, key="Esc"))
