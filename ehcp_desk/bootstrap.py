"""The only place that wires the parts together: settings, store, law, day and person make a desk."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from platformdirs import user_data_path

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.ports.today import Calendar
from ehcp_desk.printing import Printer, write_whole
from ehcp_desk.services.desk import Desk

if TYPE_CHECKING:
    from ehcp_desk.domain.finding import DocumentText
    from ehcp_desk.domain.returns import MonthlyReturn
    from ehcp_desk.ports.papers import TableCell
    from ehcp_desk.ports.trackers import Trackers
    from ehcp_desk.ports.work import Progress

DATABASE_VARIABLE = "EHCP_DESK_DB"
USER_VARIABLE = "EHCP_DESK_USER"


def default_database() -> str:
    """Where the record is kept when nobody says: the environment's choice, else a file in the user's data folder."""
    named = os.environ.get(DATABASE_VARIABLE, "")
    return named or str(user_data_path("ehcp-desk", appauthor=False) / "ehcp-desk.db")


def default_user() -> str:
    """Who is at the keyboard when nobody says: the environment's choice, else the name they signed in with."""
    return os.environ.get(USER_VARIABLE, "") or getpass.getuser()


def open_desk(
    database: str = "",
    user: str = "",
    today: date | None = None,
    create: bool = False,
    migrate: bool = True,
    law: Ruleset | None = None,
) -> Desk:
    """Open the record and everything around it.

    ``create`` makes a new SQLite file where there is none.  The law is the record's own, shipped rules and changes
    applied, unless ``law`` is given.  Raises KnownFault where the record cannot be opened.
    """
    from db.store import open_store
    from ehcp_desk.services.oversight.law_of_record import law_of

    where = database or default_database()
    if create and not database and "://" not in where:
        Path(where).expanduser().parent.mkdir(parents=True, exist_ok=True)
    store = open_store(where, create=create, migrate=migrate)
    try:
        law = law or law_of(store)
    except BaseException:
        store.close()
        raise
    return Desk(
        store=store,
        law=law,
        user=user or default_user(),
        days=Calendar(today),
        papers=Printer(),
        trackers=cast("Trackers", _OnFirstUse(_reader)),
        return_files=_write_return,
        tables=_write_table,
        documents=_read_document,
    )


class _OnFirstUse:
    """Stands for a part of the desk until somebody first asks it for something, so that opening need not load it."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make
        self._made: object | None = None

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = self._make()
        return getattr(self._made, name)


def _reader() -> Trackers:
    from ehcp_desk.exchange.trackers import TrackerReader

    return TrackerReader()


def _write_return(
    result: MonthlyReturn, folder: Path, render_pdf: Callable[[Path], object] | None = None
) -> list[Path]:
    """The files of a return; what writes them is loaded at the first one and not before."""
    from ehcp_desk.exchange.return_files import write_return

    return write_return(result, folder, render_pdf)


def _read_document(content: bytes, media_type: str, progress: Progress | None = None) -> DocumentText:
    """The words of a document; what reads them is loaded at the first one and not before."""
    from ehcp_desk.exchange.document_text import document_text

    return document_text(content, media_type, progress)


def _write_table(path: Path, title: str, heads: Sequence[str], rows: Iterable[Sequence[TableCell]], made: date) -> None:
    """A list as a spreadsheet, whole or not at all."""
    from ehcp_desk.exchange.csv_files import write_csv
    from ehcp_desk.exchange.xlsx_out import SheetOut, write_xlsx

    if path.suffix.lower() == ".csv":
        write_whole(path, lambda part: write_csv(part, heads, rows))
    else:
        write_whole(path, lambda part: write_xlsx(part, [SheetOut(title, heads, rows)], made, title))
