"""A chart and a strip can be taken along: as a picture, in a file that can be enlarged, as numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.foundation.test_parts import SENT
from ui.theme.appearance import Appearance
from ui.widgets.charts import ChartFace
from ui.widgets.pictures import SHARP


@pytest.fixture
def face(qtbot: QtBot, look: Appearance) -> ChartFace:
    made = ChartFace(SENT, line=True)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    return made


def inks(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


def test_the_menu_key_offers_what_can_be_taken(face: ChartFace) -> None:
    QApplication.sendEvent(face, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(50, 50)))
    menu = face.findChild(QMenu)
    assert menu is not None
    assert [action.text().replace("&", "") for action in menu.actions()] == [
        "Copy the picture", "Save the picture…", "Copy the numbers",
    ]  # fmt: skip
    menu.close()


def test_the_picture_on_the_clipboard_is_sharp_and_drawn(face: ChartFace) -> None:
    face.take_along.copy()
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (400 * SHARP, 200 * SHARP)
    assert len(inks(image)) > 3


def test_the_numbers_are_the_table_of_the_chart(face: ChartFace) -> None:
    face.take_along.copy_numbers()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == f"{SENT.places}\t{SENT.values}"
    assert lines[1:] == [f"{point.label}\t{point.said}" for point in SENT.every_point]


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [("chart.png", "PNG (*.png)", "chart.png"), ("chart.svg", "SVG", "chart.svg"), ("chart", "SVG", "chart.svg")],
)
def test_it_is_saved_as_the_kind_that_was_chosen(
    face: ChartFace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, kind: str, name: str
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(tmp_path / typed), kind))
    face.take_along.ask_and_save()
    saved = tmp_path / name
    if name.endswith(".png"):
        assert len(inks(QImage(str(saved)))) > 3
    else:
        root = etree.parse(str(saved)).getroot()
        assert root.findtext("{*}title") == SENT.title
        assert root.findtext("{*}desc") == SENT.sentence
        assert root.findall(".//{*}path") or root.findall(".//{*}polyline")


def test_a_folder_that_is_not_there_is_said_and_nothing_raised(
    face: ChartFace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("ui.widgets.pictures.announce", lambda _widget, sentence: said.append(sentence))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(tmp_path / "no" / "chart.png"), "PNG"))
    face.take_along.ask_and_save()
    assert said == ["chart.png was not saved: No such file or directory. Choose another folder."]
