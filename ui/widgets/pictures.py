"""What is drawn can be taken along: copied as a picture, saved as PNG, SVG or PDF, and the table behind it copied or saved.

The menu opens with the right button and, where the drawing has the keys, with the menu key or Shift+F10; from anywhere on
the page with Ctrl+Shift+E.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QObject, QPoint, QRectF, QSize, QSizeF, QStandardPaths, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ehcp_desk.domain.safe_text import csv_text, pasted_cell
from ui.a11y import announce
from ui.messages import Messages
from ui.theme.appearance import current

SHARP = 2
"""A picture is drawn at twice the size it has on the screen."""
KINDS = "PNG (*.png);;SVG, which can be enlarged (*.svg);;PDF (*.pdf)"
ENDINGS = (".png", ".svg", ".pdf")
POINTS = 0.75
"""Of paper to a pixel of the screen."""

Draw = Callable[[QPainter, QRectF], None]
Rows = Sequence[Sequence[str]]


class Picture(QObject):
    """The picture of a widget: ``draw`` paints it into a box, ``title`` names it, ``table`` gives the heads and then the
    lines behind it.

    ``above`` is the height it needs beside what stands on the screen, for its title and key; ``menu`` is False where the
    widget has another menu.  What came of an act is said in the status line of the widget's window, and to a screen reader.
    """

    def __init__(
        self, widget: QWidget, title: Callable[[], str], draw: Draw, table: Callable[[], Rows],
        above: Callable[[], int] = lambda: 0, menu: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(widget)
        self._above = above
        self._widget, self._title, self._draw, self._table = widget, title, draw, table
        if menu:
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            widget.customContextMenuRequested.connect(self._open)

    @property
    def widget(self) -> QWidget:
        """What it is the picture of."""
        return self._widget

    @property
    def title(self) -> str:
        """What it is called."""
        return self._title()

    def menu(self) -> QMenu:
        """The four acts."""
        menu = QMenu(self.title.replace("&", "&&"), self._widget)
        menu.setAccessibleName(f"{self._title()}: take along")
        menu.addAction("&Save the picture…", self.ask_and_save)
        menu.addAction("&Copy the picture", self.copy)
        menu.addAction("Save the &table behind it…", self.ask_and_save_table)
        menu.addAction("C&opy the table behind it", self.copy_table)
        return menu

    def _open(self, place: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._widget.mapToGlobal(place))

    def copy(self) -> None:
        """The picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.image())
        self._tell("The picture is on the clipboard.")

    def copy_table(self) -> None:
        """Its table on the clipboard, a line a row, tabs between."""
        lines = ("\t".join(map(pasted_cell, row)) for row in self._table())
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._tell("The table is on the clipboard.")

    def ask_and_save(self) -> None:
        """Ask where, and save it there."""
        path = self._ask("Save the picture", ".png", KINDS, ENDINGS)
        if path is not None:
            self._saved(path, self.save, "picture")

    def ask_and_save_table(self) -> None:
        """Ask where, and save the table behind it there, as CSV."""
        path = self._ask("Save the table", ".csv", "CSV (*.csv)", (".csv",))
        if path is not None:
            self._saved(path, self.save_table, "table")

    def _ask(self, title: str, ending: str, kinds: str, endings: Sequence[str]) -> Path | None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        name = "".join("-" if sign in '/\\:*?"<>|' else sign for sign in self._title())
        chosen, kind = QFileDialog.getSaveFileName(self._widget, title, str(Path(folder) / f"{name}{ending}"), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() in endings:
            return path
        meant = next((one for one in endings if kind.startswith(one[1:].upper())), ending)
        return path.with_name(path.name + meant)

    def _saved(self, path: Path, save: Callable[[Path], None], what: str) -> None:
        try:
            save(path)
        except OSError as error:
            self._tell(f"{path.name} was not saved: {error.strerror or error}. Choose another folder.", trouble=True)
        else:
            self._tell(f"The {what} is saved as {path.name}.")

    def save_table(self, path: Path) -> None:
        """Its table as CSV, which a spreadsheet program opens and runs nothing of.  Raises OSError."""
        path.write_bytes(csv_text(self._table()).encode("utf-8-sig"))

    def save(self, path: Path) -> None:
        """As SVG or PDF where the name says so, else as PNG.  Raises OSError; what stood there stays."""
        made = {".svg": self.svg, ".pdf": self.pdf}.get(path.suffix.lower(), self.png)
        path.write_bytes(made())

    @property
    def size(self) -> QSize:
        """In pixels of the screen, with the room for its title and key."""
        return self._widget.size() + QSize(0, self._above())

    def image(self) -> QImage:
        """As it stands on the screen, on its own ground, under its title."""
        size = self.size
        image = QImage(size * SHARP, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(SHARP)
        self._paint_on(image)
        return image

    def png(self) -> bytes:
        """The picture as PNG."""
        held = QBuffer()
        held.open(QIODevice.OpenModeFlag.WriteOnly)
        self.image().save(held, "PNG")  # type: ignore[call-overload]
        return bytes(held.data().data())

    def svg(self) -> bytes:
        """The picture as SVG, with its title and what it says to a screen reader inside."""
        held, size = QBuffer(), self.size
        held.open(QIODevice.OpenModeFlag.WriteOnly)
        made = QSvgGenerator()
        made.setOutputDevice(held)
        made.setSize(size)
        made.setViewBox(QRectF(0, 0, size.width(), size.height()))
        made.setTitle(self._title())
        made.setDescription(self._widget.accessibleDescription())
        self._paint_on(made)
        return bytes(held.data().data())

    def pdf(self) -> bytes:
        """The picture as a PDF of one page, as large as it is."""
        held, size = QBuffer(), self.size
        held.open(QIODevice.OpenModeFlag.WriteOnly)
        made = QPdfWriter(held)
        made.setTitle(self._title())
        made.setPageSize(QPageSize(QSizeF(size) * POINTS, QPageSize.Unit.Point))
        made.setPageMargins(QMarginsF(0, 0, 0, 0))
        made.setResolution(96)
        self._paint_on(made)
        return bytes(held.data().data())

    def _paint_on(self, device: QPaintDevice) -> None:
        box = QRectF(0, 0, self.size.width(), self.size.height())
        painter = QPainter(device)
        painter.fillRect(box, QColor(current().tokens.surface))
        self._draw(painter, box)
        painter.end()

    def _tell(self, sentence: str, trouble: bool = False) -> None:
        announce(self._widget, sentence)
        messages = getattr(self._widget.window(), "messages", None)
        if isinstance(messages, Messages):
            (messages.trouble if trouble else messages.status)(sentence)


def offer_pictures(page: QWidget) -> bool:
    """Ctrl+Shift+E: the menu of the drawing that has the keys or of the only one in view, else of each; False where there
    is none."""
    there = [one for one in page.findChildren(Picture) if one.widget.isVisible()]
    here = page.window().focusWidget()
    held = [one for one in there if one.widget is here] or there
    if not held:
        return False
    menu = held[0].menu() if len(held) == 1 else QMenu(page)
    if len(held) > 1:
        menu.setAccessibleName("Pictures in view")
        for one in held:
            menu.addMenu(one.menu())
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    middle = held[0].widget if len(held) == 1 else page
    menu.popup(middle.mapToGlobal(middle.visibleRegion().boundingRect().center()))
    menu.setActiveAction(menu.actions()[0])
    return True
