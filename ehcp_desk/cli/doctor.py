"""``doctor``: the installation, end to end, on a throwaway record."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ehcp_desk.bootstrap import default_database, open_desk
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.dates import ruleset_words
from ehcp_desk.domain.errors import DeskError, KnownFault, PassphraseWanted
from ehcp_desk.version import VERSION

Check = tuple[str, bool, str]
DAY = date(2026, 3, 3)
ROOM = 200 * 2**20
"""Bytes a disk must have free before a record is begun on it."""


def examine(where: str = "") -> list[Check]:
    """Make a record, open a case, prove its date, print it, back it up and verify it; then look at the window.

    ``where`` is the record asked about; empty for the one that is opened when nobody says.
    """
    record = _record_of(where)
    with tempfile.TemporaryDirectory(prefix="ehcp-desk-doctor-") as folder:
        steps: tuple[tuple[str, Callable[[Path], str]], ...] = (
            ("program", lambda _: f"EHCP Desk {VERSION}, Python {platform.python_version()}, {platform.system()}"),
            ("policy", _policy),
            ("place", lambda _: _place(record)),
            ("encryption", lambda folder: _encryption(folder, record)),
            ("log", _log),
            ("law", _law),
            ("record", _record),
            ("clock", _clock),
            ("paper", _paper),
            ("parts", _parts),
            ("return", _return),
            ("backup", _backup),
            ("verify", _verify),
            ("window", _window),
        )
        return [_one(name, step, Path(folder)) for name, step in steps]


def _record_of(where: str) -> str:
    """Which record is asked about; empty where the policy would say and cannot be followed."""
    try:
        return where or default_database()
    except DeskError:
        return ""


def _one(name: str, step: Callable[[Path], str], folder: Path) -> Check:
    try:
        return name, True, step(folder)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the other checks are still made
        return name, False, _in_words(problem)


def _in_words(problem: Exception) -> str:
    if isinstance(problem, DeskError):
        return str(problem)
    if isinstance(problem, OSError) and problem.strerror:
        return f"{f'{problem.filename}: ' if problem.filename else ''}{problem.strerror}."
    if isinstance(problem, ImportError):
        return f"A part of the program is missing ({problem}). Install it again."
    why = f" ({problem})" if str(problem) else ""
    return f"It did not come out as it should{why}. Install the program again, or send this."


def _policy(_: Path) -> str:
    from ehcp_desk.policy import policy, policy_file

    found = policy()
    return f"{found.source} is followed" if found.source else f"none ({policy_file()} would be followed)"


def _place(where: str) -> str:
    """Where the record is kept: a server to be asked, or a folder with room that can be written in."""
    if "://" in where:
        desk = open_desk(where)
        desk.store.close()
        return "the database server of this machine answers"
    _known(where)
    path = Path(where).expanduser().absolute()
    folder = next((above for above in path.parents if above.exists()), None)
    if folder is None:
        raise KnownFault(f"There is no drive or folder for {where}. Connect the drive, or name another place.")
    if not os.access(folder, os.W_OK):
        raise KnownFault(
            f"Nothing can be written in {folder}, where the record would be kept. Give the person the right to."
        )
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        raise KnownFault(f"{folder} has {free // 2**20} MB free; a record needs {ROOM // 2**20} at the least.")
    stands = f"is {where}{_looked_into(path)}" if path.exists() else f"would be {where}"
    return f"the record {stands}; {free // 2**30} GB free"


def _looked_into(path: Path) -> str:
    """What is worth saying of a record that is there; it is left as it is.  Raises what opening it would raise."""
    from db.opening import schema_in
    from db.upgrade import SCHEMA

    try:
        older = schema_in(path) != SCHEMA
    except PassphraseWanted:
        return ", encrypted, and not looked into without its passphrase"
    return ", of an older version that the first opening brings up to date" if older else ""


def _known(where: str) -> None:
    if not where:
        raise KnownFault("It is not known which record to look at; mend the policy first.")


def _encryption(folder: Path, where: str) -> str:
    """Whether the record is encrypted, and that one could be: written, closed, and opened by its key."""
    from contextlib import closing

    from db.cipher import KEYS, connect, passphrase_key, way_of

    key, path = passphrase_key("doctor, doctor, doctor"), folder / "encrypted.db"
    with closing(connect(path, key)) as raw:
        raw.execute("CREATE TABLE told (words TEXT)")
    if not way_of(path) or not KEYS.unlock(path, "doctor, doctor, doctor"):
        raise ValueError("an encrypted file does not open with its passphrase")
    _known(where)
    if "://" in where:
        return "the record is on a server; its disks are encrypted by whoever looks after it"
    if not Path(where).expanduser().is_file():
        return "there is no record yet; one can be encrypted"
    way = way_of(Path(where).expanduser())
    return f"the record is encrypted, by {way}" if way else "the record is not encrypted by the desk, and could be"


def _log(_: Path) -> str:
    from ehcp_desk.faults import log_folder

    try:
        folder = log_folder()
        with tempfile.TemporaryFile(dir=folder):
            return f"faults are kept in {folder}, without names"
    except OSError as problem:
        where = f" in {problem.filename}" if problem.filename else ""
        raise KnownFault(f"No log can be kept{where}: {problem.strerror or problem}. Give the person the right to, or name "
                         "another folder in the policy.") from None  # fmt: skip


def _law(_: Path) -> str:
    from ehcp_desk.clock.rules import Ruleset

    law = Ruleset.load()
    return f"{ruleset_words(law.name, 'law in force at ')}; {len(law.ids)} time limits"


def _record(folder: Path) -> str:
    from ehcp_desk.services.casework.recording import NewRequest, open_request

    desk = open_desk(str(folder / "doctor.db"), "Doctor", DAY, create=True)
    child = Child(0, "Doctor", "Test", date(2018, 5, 1))
    open_request(desk, NewRequest("DOCTOR-1", child, DAY, "parent"))
    desk.store.close()
    return "a record was made and a case opened"


def _clock(folder: Path) -> str:
    from ehcp_desk.services.records.case_view import case_view

    desk = open_desk(str(folder / "doctor.db"), "Doctor", DAY)
    view = case_view(desk, "DOCTOR-1")
    desk.store.close()
    due = next((d.due for d in view.timeline.deadlines if d.rule == "A_FINAL_PLAN"), None)
    if due != date(2026, 7, 21):
        raise ValueError(f"the final plan came out as due on {due}, not 2026-07-21")
    return "3 March 2026 and 20 weeks is 21 July 2026"


def _paper(folder: Path) -> str:
    from ehcp_desk.reports import chronology_document, pick_up_document, render_pdf
    from ehcp_desk.reports.word import render_docx
    from ehcp_desk.services.records.chronology import chronology
    from ehcp_desk.services.records.handover import pick_up_sheet

    desk = open_desk(str(folder / "doctor.db"), "Doctor", DAY)
    render_pdf(chronology_document(chronology(desk, "DOCTOR-1")), folder / "chronology.pdf")
    render_pdf(pick_up_document(pick_up_sheet(desk, "DOCTOR-1")), folder / "pick-up.pdf")
    (folder / "chronology.docx").write_bytes(render_docx(chronology_document(chronology(desk, "DOCTOR-1"))))
    desk.store.close()
    return f"a chronology ({(folder / 'chronology.pdf').stat().st_size} bytes; for Word too) and a pick-up sheet were printed"


def _parts(folder: Path) -> str:
    """What is loaded only when it is needed, and so would be missed only then."""
    import numpy
    import pikepdf
    import pypdfium2
    from lxml import etree

    with pikepdf.open(folder / "chronology.pdf") as paper, pypdfium2.PdfDocument(folder / "chronology.pdf") as shown:
        pages = len(paper.pages), len(shown)
    if pages[0] != pages[1] or not etree.fromstring(b"<a/>").tag or numpy.arange(3).sum() != 3:
        raise ValueError("the libraries for bundles, returns and forecasts do not agree")
    return "bundles, redaction, SEN2 and the forecast have what they need"


def _return(folder: Path) -> str:
    from ehcp_desk.exchange.return_files import write_return
    from ehcp_desk.services.oversight.returns import compute_monthly

    desk = open_desk(str(folder / "doctor.db"), "Doctor", DAY)
    files = write_return(compute_monthly(desk, DAY.replace(day=1)), folder / "return")
    desk.store.close()
    return f"a monthly return was written in {len(files)} files"


def _backup(folder: Path) -> str:
    desk = open_desk(str(folder / "doctor.db"), "Doctor", DAY)
    desk.store.backup(folder / "backup.db")
    desk.store.close()
    return "the record was backed up while open, and the copy checked"


def _verify(folder: Path) -> str:
    from ehcp_desk.services.upkeep.checking import verify_record

    desk = open_desk(str(folder / "doctor.db"), "Doctor", DAY)
    wrong = [f"{check}: {detail}" for check, ok, detail in verify_record(desk) if not ok]
    desk.store.close()
    if wrong:
        raise ValueError("; ".join(wrong))
    return "the chain, the deadlines and the documents agree"


def _window(_: Path) -> str:
    """Ask a second process of this program to build its window and say so: Qt never enters this one."""
    import subprocess
    import sys

    frozen = bool(getattr(sys, "frozen", False))
    beside = Path(sys.executable).with_name("ehcp-desk" + (".exe" if sys.platform == "win32" else ""))
    words = [str(beside)] if frozen else [sys.executable, "-m", "ehcp_desk"]
    done = subprocess.run([*words, "--probe-window"], capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise KnownFault(f"The window could not be built: {done.stderr.strip()[-300:] or done.returncode}.")
    return "the window was built and painted"
