"""What was dropped or pasted, as documents: files, a picture, or words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter, QTextDocumentFragment

from ehcp_desk.domain.dates import in_words
from ehcp_desk.services.casework.attaching import Attachment

NO_FILE = "That holds no file the desk can read. From Outlook, drag it to a folder first and then from there."


def dropped_in(held: QMimeData, today: date) -> tuple[Sequence[Path | Attachment], str]:
    """(documents, sentence): the files, picture or words that are held; where there are none, why."""
    paths = [Path(url.toLocalFile()) for url in held.urls() if url.isLocalFile()]
    if paths:
        return paths, ""
    if held.hasImage():
        image = held.imageData()
        picture = _png(image) if isinstance(image, QImage) else b""
        if picture:
            return [Attachment(f"Pasted picture {in_words(today)}.png", picture)], ""
    words = _words(held)
    if words.strip():
        return [Attachment(f"Pasted text {in_words(today)}.txt", words.encode("utf-8", "replace"))], ""
    return (), NO_FILE


def _words(held: QMimeData) -> str:
    """Words without their dress; a web page's scripts and pictures stay behind."""
    if held.hasText() and not held.hasUrls():
        return held.text()
    return QTextDocumentFragment.fromHtml(held.html()).toPlainText() if held.hasHtml() else ""


def _png(image: QImage) -> bytes:
    kept = QByteArray()
    into = QBuffer(kept)
    into.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(into, QByteArray(b"png")).write(image)
    return bytes(kept.data())
