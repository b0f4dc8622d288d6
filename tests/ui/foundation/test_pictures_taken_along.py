"""A chart and a strip can be taken along: as a picture, in a file that can be enlarged, as numbers."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ehcp_desk.domain.strip import StripFacts, strip
from tests.ui.foundation.test_parts import SENT
from ui.theme.appearance import Appearance
from ui.widgets.charts import ChartFace, signs_of
from ui.widgets.clock_strip import ClockStrip
from ui.widgets.clock_strip import signs_of as strip_signs
from ui.widgets.picture_key import Item
from ui.widgets.pictures import SHARP, offer_pictures


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
        "Save the picture…", "Copy the picture", "Save the table behind it…", "Copy the table behind it",
    ]  # fmt: skip
    menu.close()


def test_the_picture_on_the_clipboard_is_sharp_and_drawn(face: ChartFace) -> None:
    face.take_along.copy()
    image = QGuiApplication.clipboard().image()
    assert image.width() == 400 * SHARP and image.height() > 200 * SHARP, "its title stands above it"
    assert len(inks(image)) > 3


def test_the_numbers_are_the_table_of_the_chart(face: ChartFace) -> None:
    face.take_along.copy_table()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == f"{SENT.places}\t{SENT.values}"
    assert lines[1:] == [f"{point.label}\t{point.said}" for point in SENT.every_point]


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("chart.png", "PNG (*.png)", "chart.png"),
        ("chart.svg", "SVG", "chart.svg"),
        ("chart", "SVG", "chart.svg"),
        ("chart", "PDF (*.pdf)", "chart.pdf"),
    ],
)
def test_it_is_saved_as_the_kind_that_was_chosen(
    face: ChartFace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, kind: str, name: str
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(tmp_path / typed), kind))
    face.take_along.ask_and_save()
    saved = tmp_path / name
    if name.endswith(".png"):
        assert len(inks(QImage(str(saved)))) > 3
    elif name.endswith(".pdf"):
        (page,) = PdfReader(saved).pages
        assert SENT.title in " ".join(page.extract_text().split())
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


def test_its_table_is_saved_for_a_spreadsheet_program(
    face: ChartFace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(tmp_path / "months"), "CSV (*.csv)"))
    face.take_along.ask_and_save_table()
    with (tmp_path / "months.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [[SENT.places, SENT.values], *([point.name, point.said] for point in SENT.every_point)]


def test_a_chart_says_its_axes_and_signs_and_never_by_colour_alone(face: ChartFace) -> None:
    assert SENT.axes == "Within 20 weeks (%), by month"
    assert [words for _, words in signs_of(SENT)] == [
        "as it was",
        "forecast, the middle",
        "8 of 10 runs",
        "target",
    ]
    assert len({sign for sign, _ in signs_of(SENT)}) == 4, "each has a shape of its own"
    svg = etree.fromstring(face.take_along.svg())
    drawn = " ".join("".join(one.itertext()) for one in svg.iter("{*}text"))
    assert "as it was" in drawn and "(%)" in drawn


def test_ctrl_shift_e_offers_what_is_drawn_on_the_page(qtbot: QtBot, look: Appearance) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    assert offer_pictures(page) is False
    line = QVBoxLayout(page)
    for drawn_as_line in (True, False):
        line.addWidget(ChartFace(SENT, line=drawn_as_line))
    page.show()
    assert offer_pictures(page)
    menu = next(one for one in page.findChildren(QMenu) if one.accessibleName() == "Pictures in view")
    assert [action.text() for action in menu.actions()] == [SENT.title, SENT.title]
    menu.close()


def test_the_strip_leaves_with_its_key_and_its_table(qtbot: QtBot, look: Appearance) -> None:
    received = date(2026, 5, 22)
    made = ClockStrip(
        strip(StripFacts(received, date(2026, 10, 30), decided_on=date(2026, 6, 29), decided_to_assess=True))
    )
    qtbot.addWidget(made)
    made.resize(900, 106)
    made.show()
    assert made.table()[1] == ("Request received", "22 May 2026", "")
    assert ("20 weeks", "9 October 2026", "overdue by 21 days") in made.table()
    assert {words for _, words in signs(made)} >= {"done in time", "late", "done on that day"}
    assert made.take_along.image().height() > 106 * SHARP


def signs(made: ClockStrip) -> list[Item]:
    assert made._strip is not None
    return strip_signs(made._strip)
