"""Documents: names that can be kept anywhere, and which may be opened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePath

from ehcp_desk.domain.dates import in_words

EMAIL_SUFFIXES = frozenset({".eml", ".msg"})
IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".heic"})
OPENED_SUFFIXES = frozenset({
    ".pdf", ".doc", ".docx", ".odt", ".rtf", ".txt", ".csv", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp", ".mp3",
    ".m4a", ".wav", ".mp4", ".mov", *EMAIL_SUFFIXES, *IMAGE_SUFFIXES,
})  # fmt: skip
"""Papers, pictures and recordings: nothing here is run.  Whatever is not listed is only ever saved as a copy."""
MACRO_SUFFIXES = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".pptm", ".potm", ".ppsm"})
LEGACY_OFFICE = frozenset({".doc", ".xls", ".ppt"})
"""Office files of before 2007: whether they hold macros is only seen inside."""

# Signs that turn the reading direction round, so that "fdp.exe" could read as a PDF, and those no name can hold.
_TURNED = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NOT_IN_A_NAME = re.compile(f"[\x00-\x1f\x7f{_TURNED}]")
_PATH = re.compile(r"[/\\]")
LONGEST_NAME = 200


def clean_text(text: str) -> str:
    """Text both databases can keep: no NUL, and no halves of characters that a broken file left behind."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def clean_name(name: str) -> str:
    """A document's name in any script as the record keeps it: no folder, no control or direction signs, not too long."""
    kept = _NOT_IN_A_NAME.sub("", clean_text(_PATH.split(name)[-1] if name else "")).strip().rstrip(".")
    return shortened(" ".join(kept.split()), LONGEST_NAME) or "document"


def shortened(name: str, most: int) -> str:
    """A name of at most ``most`` bytes in UTF-8, with its suffix whole."""
    if len(name.encode()) <= most:
        return name
    suffix = suffix_of(name)
    suffix = suffix if len(suffix.encode()) <= 20 else ""
    room = most - len(suffix.encode())
    return name[: len(name) - len(suffix)].encode()[:room].decode("utf-8", "ignore").rstrip() + suffix


def suffix_of(name: str) -> str:
    """``.pdf`` of ``Report.PDF``; Windows drops dots and spaces at the end of a name, so they do not hide one."""
    return PurePath(name.rstrip(". ")).suffix.casefold()


def why_not_opened(name: str) -> str:
    """Why the desk will not open a document of this name, in a sentence; empty where it will."""
    suffix = suffix_of(name)
    if suffix in OPENED_SUFFIXES:
        return ""
    if suffix in MACRO_SUFFIXES:
        return f"{name} can hold macros, which are programs, so the desk does not open it. Save a copy to look at it."
    kind = f"a {suffix} file" if suffix else "a file without a kind"
    return (
        f"{name} is {kind}, which the desk does not open, so that nothing filed is ever run. Save a copy to look at it."
    )


def is_email(name: str) -> bool:
    """True for a message saved from a mail program."""
    return suffix_of(name) in EMAIL_SUFFIXES


def details_words(attrs: Mapping[str, str]) -> str:
    """``Therapy report by Ama Osei, dated 25 September 2026 (report.pdf)`` of the attributes of a document's fact."""
    name, what = attrs.get("name", "a document"), attrs.get("what", "")
    by = f" by {attrs['author']}" if attrs.get("author") else ""
    dated = f", dated {in_words(date.fromisoformat(attrs['dated']))}" if attrs.get("dated") else ""
    version = f", {attrs['version']}" if attrs.get("version") else ""
    return f"{what or name}{by}{dated}{version}{f' ({name})' if what else ''}"
