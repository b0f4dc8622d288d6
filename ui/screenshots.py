"""Pictures of every room and dialog of a desk, for looking at: in each theme, and at each scale in its own process.

A scene is a name and what to do to the window before it is drawn.  Rooms make their own; a dialog's scene says what
it is opened with, worked out from the record (for most, one case).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QPoint,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from ehcp_desk.services.desk import Desk
from ui.app import Opening, make_window
from ui.command_palette import Palette
from ui.main_window import MainWindow
from ui.pages.case.page import TABS
from ui.settings_store import MemorySettings
from ui.theme.appearance import Choice, current
from ui.theme.type_scale import Role

WIDTH, HEIGHT = 1366, 768
THEMES = (Choice.LIGHT, Choice.DARK, Choice.CONTRAST)
SETTLE_MS, PATIENCE_MS = 15, 30_000
SOON_MS = 1000
"""A wait as long as this or shorter is for something that will change the window (what was typed is looked up)."""
TITLE = 34
SOUGHT = "greenacre"
FIRST_VIEWS = {"rights": "keeping", "registers": "appeals"}
"""The view of a room that its own picture is of; the others have pictures besides."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture's name and how the window is brought to it; ``dialog`` says that a dialog is drawn over it."""

    name: str
    prepare: Callable[[], object]
    dialog: bool = False


def room_scenes(window: MainWindow, case: int | None) -> list[Scene]:
    """One scene a room, and one a tab of the case the pictures are of; Clock shows why a date is what it is."""
    places: list[tuple[str, str, dict[str, Any]]] = [
        (key, key, {"view": FIRST_VIEWS[key]} if key in FIRST_VIEWS else {})
        for key in window.rooms
        if key not in ("case", "finding")
    ]
    if case is not None:
        places += [(f"case-{tab.lower().replace(' ', '-')}", "case", {"case_id": case, "tab": tab}) for tab in TABS]
    if "returns" in window.rooms:
        places += [(f"returns-{view}", "returns", {"view": view}) for view in ("sen2", "inspection", "given", "audits")]
    if "rights" in window.rooms:
        places += [(f"rights-{view}", "rights", {"view": view}) for view in ("gone", "requests")]
    if "registers" in window.rooms:
        places += [
            (f"registers-{view}", "registers", {"view": view})
            for view in ("panels", "drafts", "writing", "notes", "moves")
        ]
    places += [("finding", "finding", {"typed": SOUGHT})] if "finding" in window.rooms else []
    scenes = [Scene(name, partial(window.navigate, key, **kw)) for name, key, kw in places]
    return [
        *scenes,
        Scene("finding-line", partial(_search, window)),
        Scene("palette", partial(_type_in_palette, window), dialog=True),
        Scene("help", partial(window.book.run, "help"), dialog=True),
    ]


def _type_in_palette(window: MainWindow) -> None:
    window.book.run("palette")
    palette = window.findChild(Palette)
    if palette is not None:
        palette.typed.setText("final")


def _search(window: MainWindow) -> None:
    """Type in the search line, as a person would, and wait no longer than it takes to ask."""
    window.navigate("today")
    window.activateWindow()
    window.go_to_search()
    # A page that is still arriving takes the keys, and a window that is not in front yet has none: no list then.
    settle(window, window.top.search.hasFocus)
    window.top.search.setText(SOUGHT)
    window.top.search_asked.emit(SOUGHT)


def dialog_scenes(window: MainWindow, dialogs: Mapping[str, Mapping[str, Any]]) -> list[Scene]:
    """One scene a dialog, opened with what is given; ``{}`` where it needs nothing."""
    return [Scene(key, partial(window.ask, key, **kw), dialog=True) for key, kw in dialogs.items()]


def hush_platform() -> None:
    """Leave out the one line the offscreen platform writes at every change of size; all else is still said."""

    def tell(_kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
        if "propagateSizeHints" not in words:
            sys.stderr.write(f"{words}\n")

    qInstallMessageHandler(tell)


def render(
    open_desk: Callable[[], Desk],
    out_dir: Path,
    case: Callable[[Desk], int | None],
    dialogs: Callable[[Desk], Mapping[str, Mapping[str, Any]]],
    themes: Iterable[Choice] = THEMES,
    percent: int = 100,
) -> list[Path]:
    """Draw every scene at this process's scale; gives the files.  Raises TimeoutError where a page never settles."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    out_dir.mkdir(parents=True, exist_ok=True)
    window = make_window(app, MemorySettings())
    window.resize(WIDTH, HEIGHT)
    window.show()
    opening = Opening(window, open_desk)
    opening.begin()
    settle(window, lambda: window.context is not None)
    desk = opening.desk
    assert desk is not None
    scenes = room_scenes(window, case(desk)) + dialog_scenes(window, dialogs(desk))
    made: list[Path] = []
    window.appearance.resize_text(percent)
    for theme in themes:
        window.appearance.choose(theme)
        made += [_draw(window, scene, out_dir, theme, percent) for scene in scenes]
    window.close()
    window.dispatcher.close()
    desk.store.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return made


def _draw(window: MainWindow, scene: Scene, out_dir: Path, theme: Choice, percent: int) -> Path:
    scene.prepare()
    settle(window, partial(_in_front, window))
    shown = dialog_shown(window) if scene.dialog else None
    picture = drawn(window, shown)
    if shown is not None:
        shown.close()
        settle(window, lambda: True)
    scale = round(window.devicePixelRatioF() * 100)
    words = f"-text{percent}" if percent != 100 else ""
    path = out_dir / f"{scene.name}-{theme}-{scale}{words}.png"
    picture.save(str(path))
    return path


def _in_front(window: MainWindow) -> bool:
    """True once the window, or the dialog over it, has the keys: what has them is drawn otherwise than what has not."""
    front = dialog_shown(window) or window
    if not front.isActiveWindow():
        front.activateWindow()
    return front.isActiveWindow()


def dialog_shown(window: MainWindow) -> QDialog | None:
    """The dialog in front of the window, where there is one: of two, the one asked for last."""
    return next((d for d in reversed(window.findChildren(QDialog)) if d.isVisible()), None)


def drawn(window: MainWindow, dialog: QDialog | None) -> QPixmap:
    """The window as it stands, with a dialog over it."""
    picture = window.grab()
    if dialog is not None:
        _paint_over(picture, dialog, window)
    return picture


def _paint_over(picture: QPixmap, dialog: QDialog, window: MainWindow) -> None:
    """Draw a dialog in the middle of its window with a title above it, as a system would frame it."""
    inside = dialog.grab()
    size = dialog.size()
    left, top = (window.width() - size.width()) // 2, max(TITLE, (window.height() - size.height() + TITLE) // 2)
    look = current()
    painter = QPainter(picture)
    painter.fillRect(
        left - 1, top - TITLE - 1, size.width() + 2, size.height() + TITLE + 2, QColor(look.tokens.control)
    )
    painter.fillRect(left, top - TITLE, size.width(), TITLE, QColor(look.tokens.rail))
    painter.setFont(look.font(Role.SMALL))
    painter.setPen(QColor(look.tokens.ink))
    painter.drawText(QPoint(left + 14, top - TITLE // 2 + 5), dialog.windowTitle())
    painter.drawPixmap(QPoint(left, top), inside)
    painter.end()


def settle(window: MainWindow, ready: Callable[[], bool], patience: int = PATIENCE_MS) -> None:
    """Let the window work until it is ready, nothing is on its way or waits to be, and it has been quiet for a moment.

    Raises TimeoutError where it is not so after ``patience`` milliseconds.
    """
    loop, quiet, limit = QEventLoop(), QTimer(singleShot=True, interval=SETTLE_MS), QTimer(singleShot=True)
    late: list[bool] = []
    calm: list[bool] = []

    def check() -> None:
        # Twice running: what arrived a moment ago has yet to be laid out.
        calm.append(ready() and not window.dispatcher.busy and not _waits(window))
        if all(calm[-2:]) and len(calm) > 1:
            loop.quit()
        else:
            quiet.start()

    def give_up() -> None:
        late.append(True)
        loop.quit()

    quiet.timeout.connect(check)
    limit.timeout.connect(give_up)
    quiet.start()
    limit.start(patience)
    loop.exec()
    quiet.stop()  # given up on, it would look again at a window that may be gone
    QApplication.processEvents()  # what came in the last moment is laid out before it is drawn
    if late:
        raise TimeoutError("The window never came to rest.")


def _waits(window: MainWindow) -> bool:
    """True while some part of the window is about to do something by itself."""
    timers = window.findChildren(QTimer)
    return any(timer.isActive() and timer.isSingleShot() and timer.interval() <= SOON_MS for timer in timers)


def at_each_scale(command: Sequence[str], scales: Iterable[int] = (1, 2)) -> int:
    """Run a command that calls ``render`` once for each scale, as Qt reads its scale only at the start.

    Returns the first exit code that is not 0, or 0.
    """
    for scale in scales:
        settings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
        code = subprocess.run(list(command), env=settings, check=False).returncode
        if code:
            return code
    return 0
