"""A look at a document beside the form: a picture where it is one, else a few words about it."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.theme.type_scale import Role
from ui.widgets.text import label

LARGEST_PICTURE = 60 * 1024 * 1024
WIDEST = 1200
_PICTURES = frozenset({b"png", b"jpeg", b"jpg", b"gif", b"bmp", b"webp", b"tiff"})


def picture_of(content: bytes) -> QImage | None:
    """A picture, the right way up and no larger than a screen; None where the bytes are not one Qt reads.

    Called on a worker thread.  What is drawn by instructions (SVG) is no picture here.
    """
    held = QBuffer()
    held.setData(QByteArray(content))
    held.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(held)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()) not in _PICTURES:
        return None
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > WIDEST:
        reader.setScaledSize(size.scaled(WIDEST, WIDEST, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


class DocumentLook(QWidget):
    """Words about a document, and below them the picture where it is one."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self._width = width
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.title = label("", Role.STRONG, wrap=True)
        self.words = label("", wrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.picture = QLabel()
        self.picture.hide()
        for part in (self.title, self.words, self.picture):
            column.addWidget(part)
        column.addStretch(1)

    def tell(self, title: str, words: str) -> None:
        """Say what it is; a picture of another document goes."""
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.picture.hide()

    def show_picture(self, image: QImage | None, name: str) -> None:
        """Show the picture, as wide as there is room."""
        self.picture.setVisible(image is not None)
        if image is not None:
            ratio = self.devicePixelRatioF()
            box = QSize(round(self._width * ratio), round(2 * self._width * ratio))
            fitted = QPixmap.fromImage(image).scaled(
                box, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            ) if image.width() > box.width() or image.height() > box.height() else QPixmap.fromImage(image)  # fmt: skip
            fitted.setDevicePixelRatio(ratio)
            self.picture.setPixmap(fitted)
            self.picture.setAccessibleName(f"Picture: {name}")
