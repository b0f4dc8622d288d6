"""What is drawn can be taken along: copied as a picture, saved as PNG or SVG, and its numbers copied for a sheet.

The menu opens with the right button and, where the drawing has the keys, with the menu key or Shift+F10.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, QPoint, QRectF, QStandardPaths, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ui.a11y import announce
from ui.messages import Messages
from ui.theme.appearance import current

SHARP = 2
"""A picture is drawn at twice the size it has on the screen."""
KINDS = "PNG (*.png);;SVG, which can be enlarged (*.svg)"

Draw = Callable[[QPainter, QRectF], None]


class Picture(QObject):
    """The picture of a widget: ``draw`` paints it into a box, ``title`` names it, ``numbers`` is its table as text.

    ``called`` is what that text is called.  What came of an act is said in the status line of the widget's window, and
    to a screen reader.
    """

    def __init__(
        self, widget: QWidget, title: Callable[[], str], draw: Draw, numbers: Callable[[], str], called: str = "numbers"
    ) -> None:
        super().__init__(widget)
        self._called = called
        self._widget, self._title, self._draw, self._numbers = widget, title, draw, numbers
        widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        widget.customContextMenuRequested.connect(self._open)

    def menu(self) -> QMenu:
        """The three acts."""
        menu = QMenu(self._widget)
        menu.setAccessibleName(f"{self._title()}: take along")
        menu.addAction("&Copy the picture", self.copy)
        menu.addAction("&Save the picture…", self.ask_and_save)
        menu.addAction(f"Copy the &{self._called}", self.copy_numbers)
        return menu

    def _open(self, place: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._widget.mapToGlobal(place))

    def copy(self) -> None:
        """The picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.image())
        self._tell("The picture is on the clipboard.")

    def copy_numbers(self) -> None:
        """Its table on the clipboard, a line a row, tabs between."""
        QGuiApplication.clipboard().setText(self._numbers())
        self._tell(f"The {self._called} are on the clipboard.")

    def ask_and_save(self) -> None:
        """Ask where, and save it there."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        name = "".join("-" if sign in '/\\:*?"<>|' else sign for sign in self._title())
        chosen, kind = QFileDialog.getSaveFileName(
            self._widget, "Save the picture", str(Path(folder) / f"{name}.png"), KINDS
        )
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() not in (".png", ".svg"):
            path = path.with_name(path.name + (".svg" if kind.startswith("SVG") else ".png"))
        try:
            self.save(path)
        except OSError as error:
            self._tell(f"{path.name} was not saved: {error.strerror or error}. Choose another folder.", trouble=True)
        else:
            self._tell(f"The picture is saved as {path.name}.")

    def save(self, path: Path) -> None:
        """As SVG where the name says so, else as PNG.  Raises OSError; what stood there stays."""
        content = self.svg() if path.suffix.lower() == ".svg" else self.png()
        path.write_bytes(content)

    def image(self) -> QImage:
        """As it stands on the screen, on its own ground."""
        size = self._widget.size()
        image = QImage(size * SHARP, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(SHARP)
        image.fill(QColor(current().tokens.surface))
        painter = QPainter(image)
        self._draw(painter, QRectF(0, 0, size.width(), size.height()))
        painter.end()
        return image

    def png(self) -> bytes:
        """The picture as PNG."""
        held = QBuffer()
        held.open(QIODevice.OpenModeFlag.WriteOnly)
        self.image().save(held, "PNG")  # type: ignore[call-overload]
        return bytes(held.data().data())

    def svg(self) -> bytes:
        """The picture as SVG, with its title and what it says to a screen reader inside."""
        held, size = QBuffer(), self._widget.size()
        held.open(QIODevice.OpenModeFlag.WriteOnly)
        made = QSvgGenerator()
        made.setOutputDevice(held)
        made.setSize(size)
        made.setViewBox(QRectF(0, 0, size.width(), size.height()))
        made.setTitle(self._title())
        made.setDescription(self._widget.accessibleDescription())
        painter = QPainter(made)
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(current().tokens.surface))
        self._draw(painter, QRectF(0, 0, size.width(), size.height()))
        painter.end()
        return bytes(held.data().data())

    def _tell(self, sentence: str, trouble: bool = False) -> None:
        announce(self._widget, sentence)
        messages = getattr(self._widget.window(), "messages", None)
        if isinstance(messages, Messages):
            (messages.trouble if trouble else messages.status)(sentence)
