"""Every page, every tab of a case and every dialog is drawn, and is as in the picture kept of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QTableView

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.screenshots import DAY, WHO, dialogs_drawn
from tests.ui.foundation import kept_pictures
from tests.ui.foundation.kept_pictures import KEPT, PATCH, RECORD, fault, largest_patch, other_cells, reduced
from ui.app import Opening, dialogs, make_window, rooms
from ui.main_window import MainWindow
from ui.pages.case.page import TABS
from ui.screenshots import HEIGHT, WIDTH, settle
from ui.settings_store import MemorySettings
from ui.theme.appearance import Choice
from ui.widgets.buttons import ActionButton


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the demo record in it, to stand in, so that the window names the record alike on every machine."""
    here = tmp_path_factory.mktemp("pictures")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        kept_pictures.build_record()
        yield here


@pytest.fixture(scope="module")
def drawn(qapp: QApplication, folder: Path) -> dict[str, Path]:
    return kept_pictures.draw(folder)


def test_a_record_that_was_drawn_can_be_drawn_again(drawn: dict[str, Path]) -> None:
    """`make screenshots` draws it at 100 and then at 200 per cent."""
    assert drawn
    restated = Path(dialogs_drawn(open_desk(RECORD, WHO, DAY))["return_restated"]["path"])
    assert restated.exists()


def test_every_page_tab_and_dialog_is_drawn(drawn: dict[str, Path]) -> None:
    tabs = {f"case-{tab.lower().replace(' ', '-')}" for tab in TABS}
    names = {
        *(room.key for room in rooms() if room.key != "case"),
        "finding-line",
        "palette",
        "help",
        "rights-gone",
        "rights-requests",
        "returns-sen2",
        "returns-inspection",
        "returns-given",
        "returns-audits",
        "registers-panels",
        "registers-drafts",
        "registers-writing",
        "registers-notes",
        "registers-moves",
        "registers-lists",
        *tabs,
        *dialogs(),
    }
    assert set(drawn) == names
    assert len({path.read_bytes() for path in drawn.values()}) == len(drawn), "two are the same: a dialog did not open"
    assert {path.stem for path in KEPT.glob("*.png")} == names, "make pictures keeps those of today"


def test_each_is_as_in_the_picture_kept_of_it(drawn: dict[str, Path]) -> None:
    assert [said for name, path in drawn.items() if (said := fault(name, path))] == []


@pytest.fixture
def cases(qapp: QApplication, folder: Path) -> Iterator[MainWindow]:
    """The window on the list of cases, as in its picture."""
    window = make_window(qapp, MemorySettings())
    window.appearance.choose(Choice.LIGHT)
    window.resize(WIDTH, HEIGHT)
    window.show()
    opening = Opening(window, lambda: open_desk(RECORD, WHO, DAY))
    opening.begin()
    settle(window, lambda: window.context is not None)
    window.navigate("cases")
    settle(window, lambda: True)
    yield window
    window.close()
    window.dispatcher.close()
    assert opening.desk is not None
    opening.desk.store.close()
    window.deleteLater()


def seen(window: MainWindow, sharp: int = 1) -> Image.Image:
    """The window, reduced; ``sharp`` draws it at a multiple of the size first, as a finer screen would."""
    image = QImage(window.size() * sharp, QImage.Format.Format_RGBA8888)
    image.setDevicePixelRatio(sharp)
    painter = QPainter(image)
    window.render(painter, QPoint())
    painter.end()
    full = Image.frombytes("RGBA", (image.width(), image.height()), bytes(image.constBits()))
    return reduced(full, kept_pictures.CELL * sharp)


def cut_a_button(window: MainWindow) -> None:
    button = act_of(window, "Record a contact")
    button.resize(button.width() // 2, button.height())


def move_by_a_line(window: MainWindow) -> None:
    table = table_of(window)
    table.move(table.x(), table.y() + 8)


def table_of(window: MainWindow) -> QTableView:
    return next(table for table in window.findChildren(QTableView) if table.isVisible())


def act_of(window: MainWindow, words: str) -> ActionButton:
    return next(act for act in window.findChildren(ActionButton) if act.isVisible() and act.text() == words)


SEEDED: dict[str, Callable[[MainWindow], object]] = {
    "a button is cut": cut_a_button,
    "a button is gone": lambda window: act_of(window, "Columns").hide(),
    "a column is missing": lambda window: table_of(window).hideColumn(2),
    "the table stands a line lower": move_by_a_line,
}


@pytest.mark.parametrize("sharp", [1, 2, 3])
def test_letters_and_edges_drawn_another_way_are_no_fault(cases: MainWindow, sharp: int) -> None:
    assert largest_patch(other_cells(seen(cases), seen(cases, sharp))) < PATCH / 2


@pytest.mark.parametrize("what", SEEDED)
def test_a_fault_that_can_be_seen_is_found(cases: MainWindow, what: str) -> None:
    kept = seen(cases)
    SEEDED[what](cases)
    assert largest_patch(other_cells(kept, seen(cases))) >= PATCH


def test_a_fault_is_named_with_a_picture_of_what_differs(
    cases: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_pictures, "KEPT", tmp_path)
    monkeypatch.setattr(kept_pictures, "DIFFERS", tmp_path / "differs")
    seen(cases).save(tmp_path / "cases.png")
    path = tmp_path / "now.png"
    cases.grab().save(str(path))
    assert fault("cases", path) == ""
    table_of(cases).hideColumn(2)
    cases.grab().save(str(path))
    sheet = tmp_path / "differs" / "cases.png"
    assert fault("cases", path).endswith(f"cells differ; see {sheet}")
    assert (255, 0, 0) in {colour for _count, colour in Image.open(sheet).getcolors(1 << 24) or ()}
    assert "no picture is kept" in fault("a room to come", path)
