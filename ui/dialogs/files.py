"""Choosing a file to write or to attach, and opening what was made.  One place, so that tests can answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget


def _save_as(parent: QWidget, title: str, name: str) -> Path | None:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    kinds = "PDF (*.pdf);;Word (*.docx);;Web page, for screen readers (*.html)"
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(Path(folder) / name), kinds)
    return Path(chosen) if chosen else None


def _save_any(parent: QWidget, title: str, name: str) -> Path | None:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(Path(folder) / name))
    return Path(chosen) if chosen else None


def _open_files(parent: QWidget, title: str) -> list[Path]:
    chosen, _ = QFileDialog.getOpenFileNames(parent, title)
    return [Path(name) for name in chosen]


def _folder(parent: QWidget, title: str) -> Path | None:
    chosen = QFileDialog.getExistingDirectory(parent, title)
    return Path(chosen) if chosen else None


def _show(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


@dataclass(frozen=True)
class Files:
    """What the desk asks of the person and the system about files."""

    save_as: Callable[[QWidget, str, str], Path | None] = _save_as
    save_any: Callable[[QWidget, str, str], Path | None] = _save_any
    open_files: Callable[[QWidget, str], list[Path]] = _open_files
    folder: Callable[[QWidget, str], Path | None] = _folder
    show: Callable[[Path], None] = _show


def file_name(*words: str) -> str:
    """A file's name from words, without the signs that file systems refuse: ``Pick-up sheet SEN-26118.pdf``."""
    return " ".join(words).replace("/", "-").replace("\\", "-").replace(":", "") + ".pdf"
