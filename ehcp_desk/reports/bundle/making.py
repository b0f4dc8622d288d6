"""A document made into pages: PDF, Word, picture, email and text; whatever else it is, a slip page says so.

The same document is made once in a folder: what was found is kept beside its pages under its digest.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ehcp_desk.domain.bundles import Looked, Prepared, Source
from ehcp_desk.domain.documents import EMAIL_SUFFIXES, IMAGE_SUFFIXES, suffix_of
from ehcp_desk.reports.bundle import scans
from ehcp_desk.reports.bundle.looking import look
from ehcp_desk.reports.bundle.sideways import turn_upright
from ehcp_desk.reports.bundle.slips import plain_word, slip, text_pages

if TYPE_CHECKING:
    import pikepdf

WORD_SUFFIXES = frozenset({".docx", ".doc", ".odt", ".rtf"})
TEXT_SUFFIXES = frozenset({".txt", ".csv", ".md", ".htm", ".html"})
_OFFICE_SECONDS = 180
_LOCKED = "It is protected by a password; ask for a copy without one."
_BROKEN = "The file is damaged or is not what its name says; ask for it again."
_OTHER = "This kind of file has no pages; print what matters of it to a PDF and file that."


class NoPages(Exception):
    """The document cannot be made into pages; the message is the sentence for its slip page."""


def prepare(source: Source, folder: Path, ocr: bool = False) -> Prepared:
    """The document as a PDF in ``folder`` with what was found in it; a slip page with its trouble where that fails."""
    import msgspec

    stem = f"{source.sha256}{'-ocr' if ocr else ''}-{source.kind or 'paper'}"
    made, told = folder / f"{stem}.pdf", folder / f"{stem}.json"
    if told.exists():
        kept = msgspec.json.decode(told.read_bytes(), type=tuple[str, Looked])
        return Prepared(folder / kept[0], kept[1])
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # what is wrong is said in a sentence
    try:
        path, looked = _made(source, made, folder, ocr)
    except NoPages as why:
        slip(source, str(why), made)
        path, looked = made, Looked(1, trouble=str(why))
    told.write_bytes(msgspec.json.encode((path.name, looked)))
    return Prepared(path, looked)


def words_of(prepared: Prepared) -> tuple[str, ...]:
    """The words of each page, read once and kept beside the pages; none where they cannot be read."""
    import msgspec

    from ehcp_desk.reports.page_reading import page_words

    kept = prepared.path.with_name(f"{prepared.path.name}.words.json")
    if not kept.exists():
        kept.write_bytes(msgspec.json.encode(page_words(prepared.path)))
    return msgspec.json.decode(kept.read_bytes(), type=tuple[str, ...])


def _made(source: Source, made: Path, folder: Path, ocr: bool) -> tuple[Path, Looked]:
    suffix = suffix_of(source.name)
    remarks: tuple[str, ...] = ()
    if _is_pdf(source.path):
        path = source.path
    elif source.text is not None or suffix in EMAIL_SUFFIXES | TEXT_SUFFIXES:
        path = made
        text_pages(source, source.text if source.text is not None else _decoded(source.path), made)
    elif suffix in IMAGE_SUFFIXES:
        path = made
        try:
            scans.picture_pages(source.path, made)
        except ValueError as wrong:
            raise NoPages(f"It cannot be shown: {wrong}.") from wrong
    elif suffix in WORD_SUFFIXES:
        path, remarks = made, _from_word(source, made, folder)
    else:
        raise NoPages(_OTHER)
    return _looked_at(source, path, made, remarks, folder, ocr)


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _looked_at(
    source: Source, path: Path, made: Path, remarks: tuple[str, ...], folder: Path, ocr: bool
) -> tuple[Path, Looked]:
    import pikepdf

    try:
        with pikepdf.Pdf.open(path, access_mode=pikepdf.AccessMode.stream, allow_overwriting_input=False) as pdf:
            if not len(pdf.pages):
                raise NoPages("It has no pages.")
            flat, told = _flattened(pdf)
            turned = turn_upright(pdf, path)
            looked = look(pdf, path, source.kind)
            read = worded = 0
            if ocr and looked.wordless and scans.ocr_found():
                read, stood = scans.add_words(pdf, looked.wordless, folder)
                again = look(pdf, path, source.kind)
                worded = len(looked.wordless) - len(again.wordless)  # a blank page is read, and no word is found
                looked, turned = again, turned + stood
            looked = replace(looked, remarks=(*remarks, *told, *_put_right(worded, turned)))
            flat = flat or bool(read or turned)
            if flat:
                part = made.with_suffix(".part")
                pdf.save(part)
                path = made
    except pikepdf.PasswordError as locked:
        raise NoPages(_LOCKED) from locked
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RuntimeError) as broken:
        raise NoPages(_BROKEN) from broken
    if flat:
        made.with_suffix(".part").replace(made)
    return path, looked


def _put_right(read: int, turned: int) -> tuple[str, ...]:
    told = []
    if read:
        told.append(
            f"the words of {read} page{'s' if read > 1 else ''} were read by OCR; check them against the picture."
        )
    if turned:
        told.append(f"{turned} page{'s were' if turned > 1 else ' was'} turned upright.")
    return tuple(told)


def _flattened(pdf: pikepdf.Pdf) -> tuple[bool, tuple[str, ...]]:
    """Make what was filled in or noted on pages part of the pages; True where anything was, and what to look at."""
    form = pdf.Root.get("/AcroForm")
    remarks: tuple[str, ...] = ()
    if form is not None and "/XFA" in form:
        remarks = ("it is a form that some readers show only in part; check its pages, or print it to a PDF first.",)
    noted = any(
        note.get("/Subtype") != "/Link" for page in pdf.pages for note in (page.obj.get("/Annots") or ())
        if hasattr(note, "get")
    )  # fmt: skip
    if form is None and not noted:
        return False, remarks
    if form is not None:
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("print")
    return True, remarks


def office_found() -> str:
    """Where LibreOffice is; empty where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def _from_word(source: Source, made: Path, folder: Path) -> tuple[str, ...]:
    """Pages by LibreOffice where it is there, else the words alone under a note that says so; what to look at."""
    office = office_found()
    if office and _by_office(office, source, made, folder):
        return ("made into pages by LibreOffice; look at them before they go.",)
    if suffix_of(source.name) != ".docx":
        raise NoPages("No word processor on this computer can read it; file a PDF of it.")
    try:
        plain_word(source, source.path, made)
    except Exception as broken:
        raise NoPages(_BROKEN) from broken
    return ("set without its layout, as no word processor was found; file a PDF of it where the layout matters.",)


def _by_office(office: str, source: Source, made: Path, folder: Path) -> bool:
    room = folder / f"office-{source.sha256[:16]}"
    copy = room / f"paper{suffix_of(source.name)}"
    try:
        room.mkdir(exist_ok=True)
        shutil.copyfile(source.path, copy)
        profile = (folder / "office-profile").as_uri()
        words = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "pdf",
                 "--outdir", str(room), str(copy)]  # fmt: skip
        subprocess.run(words, capture_output=True, timeout=_OFFICE_SECONDS, check=True)
        (room / "paper.pdf").replace(made)
    except (OSError, subprocess.SubprocessError):
        return False
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return True
