"""The only place that wires the parts together: settings, store, law, day and person make a desk."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import partial
from hmac import compare_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from platformdirs import user_data_path

from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.errors import BadInput, KnownFault, NotAllowed, PassphraseWanted, SignInWanted
from ehcp_desk.domain.people import Role
from ehcp_desk.last_copies import find, keep, refused
from ehcp_desk.policy import policy
from ehcp_desk.ports.today import Calendar
from ehcp_desk.printing import BundlePress, Printer, write_whole
from ehcp_desk.services.desk import Desk
from ehcp_desk.signing_in import as_person, keep_password, with_password
from ehcp_desk.unlocking import offers

if TYPE_CHECKING:
    from db.store import SqlStore
    from ehcp_desk.domain.annex_a import InspectionLists
    from ehcp_desk.domain.chronology_exchange import ReturnedRow
    from ehcp_desk.domain.emails import Email
    from ehcp_desk.domain.finding import DocumentText
    from ehcp_desk.domain.leaving_files import LeavingFile
    from ehcp_desk.domain.returns import MonthlyReturn
    from ehcp_desk.ports.mail import Carrier, MailServer
    from ehcp_desk.ports.papers import DueDay, TableCell
    from ehcp_desk.ports.returns import ReturnsOutside
    from ehcp_desk.ports.trackers import Trackers
    from ehcp_desk.ports.work import Progress
    from ehcp_desk.services.oversight.sen2.returning import Sen2Files

DATABASE_VARIABLE = "EHCP_DESK_DB"
USER_VARIABLE = "EHCP_DESK_USER"
MAIL_PASSWORD_VARIABLE = "EHCP_DESK_MAIL_PASSWORD"


def default_database() -> str:
    """Where the record is kept when nobody says: the environment's choice, else the machine's policy, else a file in
    the user's data folder.  Raises KnownFault for a policy that cannot be followed."""
    named = os.environ.get(DATABASE_VARIABLE, "") or policy().database
    return named or str(user_data_path("ehcp-desk", appauthor=False) / "ehcp-desk.db")


def default_user() -> str:
    """Who is at the keyboard when nobody says: the environment's choice, else the name they signed in with."""
    return os.environ.get(USER_VARIABLE, "") or getpass.getuser()


def demo_desk(today: date | None, progress: Progress) -> list[str]:
    """Build the fictional authority in ``demo.db`` in the user's data folder, unless it is there, and give the program
    and words that open it.  A build that is stopped leaves no file of a demo half made: it is one transaction."""
    from ehcp_desk.services.upkeep.demo import TOLD_BY, build_demo

    where = user_data_path("ehcp-desk", appauthor=False, ensure_exists=True) / "demo.db"
    desk = open_desk(str(where), TOLD_BY, today, create=True)
    try:
        build_demo(desk, progress=progress)
    finally:
        desk.store.close()
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ehcp_desk"]
    return [
        *program,
        "--tour",
        "--db",
        str(where),
        "--user",
        TOLD_BY,
        *(["--today", today.isoformat()] if today else []),
    ]


def open_desk(
    database: str = "",
    user: str = "",
    today: date | None = None,
    create: bool = False,
    migrate: bool = True,
    law: Ruleset | None = None,
) -> Desk:
    """Open the record and everything around it.

    ``create`` makes a new SQLite file where there is none.  The law is the record's own, with its changes, unless ``law`` is
    given.  On a team's server the person is whoever signed in.  Raises KnownFault where it cannot be opened.
    """
    from ehcp_desk.services.oversight.law_of_record import law_of

    where = database or default_database()
    if "://" in where:
        where = with_password(where)
    elif create and not database:
        Path(where).expanduser().parent.mkdir(parents=True, exist_ok=True)
    user = user or default_user()
    store = _opened(where, create, migrate, user)
    try:
        law = law or law_of(store)
    except BaseException:
        store.close()
        raise
    name, roles = _person(store, user)
    return Desk(
        store=store,
        law=law,
        user=name,
        roles=roles,
        days=Calendar(today),
        papers=Printer(),
        trackers=cast("Trackers", _OnFirstUse(_reader)),
        return_files=_write_return,
        returns_outside=cast("ReturnsOutside", _OnFirstUse(_outside)),
        tables=_write_table,
        calendars=_write_calendar,
        mails=open_mail,
        emails=_read_email,
        documents=_read_document,
        chronologies=_ChronologyFiles(),
        bundles=BundlePress(),
        sen2=cast("Sen2Files", _OnFirstUse(_sen2)),
        inspection_files=_write_lists,
        leaving=_read_leaving,
    )


def _opened(where: str, create: bool, migrate: bool, user: str) -> SqlStore:
    """The store; where a server does not let the person in, what was kept for them here goes."""
    from db.store import open_store

    try:
        return open_store(where, create=create, migrate=migrate, user=user)
    except (NotAllowed, SignInWanted) as refusal:
        refused(where, user, refusal)
        raise


def _person(store: SqlStore, user: str) -> tuple[str, frozenset[Role] | None]:
    """Who is at the desk, and as what: whoever signed in, the one whose copy it is, else whoever the computer says."""
    who, copied = store.signed_in, store.copied
    if copied is not None:
        return copied.name, None if copied.roles is None else frozenset(map(Role, copied.roles))
    if who is None:
        return user, None
    return who.name, None if who.owner else frozenset(map(Role, who.roles))


def unlock_with(given: str = "", ask: Callable[[], str] | None = None) -> None:
    """Open encrypted records with a passphrase or recovery key that was ``given``, else with what the environment or this
    computer's keyring has, else with what ``ask`` answers."""
    from db.cipher import KEYS

    KEYS.offers = partial(offers, given, ask)


def unlock(database: str, text: str) -> None:
    """Have an encrypted record opened by a passphrase or recovery key.  Raises PassphraseWanted where it does not."""
    from db.cipher import KEYS, REFUSED
    from db.engine import address, file_of

    path = file_of(address(database or default_database()))
    if not KEYS.unlock(path, text):
        raise PassphraseWanted(REFUSED.format(where=path))


def asked_to_unlock(desk: Desk) -> Callable[[str], bool] | None:
    """Whether a text is what this desk was opened with; None where it was opened without one, so nothing can be asked."""
    from db.cipher import KEYS, PASSPHRASE, salt_of, way_of
    from db.engine import FileAddress

    where = cast("SqlStore", desk.store).url
    if isinstance(where, FileAddress):
        path = where.path
        return partial(KEYS.is_the_one, salt_of(path)) if way_of(path) == PASSPHRASE else None
    password = where.password
    return None if password is None else lambda text: compare_digest(text.encode(), str(password).encode())


def sign_in(address: str, name: str, password: str, remember: bool, today: date | None = None) -> Desk:
    """Open a team's record as somebody, and where they wish keep the password in this computer's keyring."""
    if "://" not in address:
        raise BadInput("The address of a team’s server looks like postgresql://server/database.")
    where = as_person(address, name)
    _, _, host = where.partition("@")
    desk = open_desk(f"{where.removesuffix('@' + host)}:{quote(password, safe='')}@{host}", today=today)
    if remember:
        try:
            keep_password(where, password)
        except BaseException:
            desk.store.close()
            raise
    return desk


def keep_copy(desk: Desk) -> str:
    """Keep a copy of the person's cases where it is time and allowed; why there is none, empty where there is one."""
    return keep(desk).why


def copy_there(database: str, user: str) -> bool:
    """Whether this computer keeps a copy of somebody's cases on this server."""
    where = database or default_database()
    return "://" in where and find(where, user, default_user()) is not None


def open_copy(database: str, user: str, today: date | None) -> Desk:
    """Open the copy.  Raises KnownFault where there is none, or it is not to be shown any more."""
    path = find(database or default_database(), user, default_user())
    if path is None:
        raise KnownFault("There is no copy of your cases on this computer.")
    return open_desk(str(path), user, today)


def open_mail(server: MailServer) -> Carrier:
    """The way to a mail server.  The password comes from the environment only, so that no copy of the record has it."""
    from ehcp_desk.exchange.smtp import SmtpCarrier

    return SmtpCarrier(server, os.environ.get(MAIL_PASSWORD_VARIABLE, ""))


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


def _sen2() -> Sen2Files:
    from ehcp_desk.exchange.sen2.files import ReturnOfSen2

    return ReturnOfSen2()


def _outside() -> ReturnsOutside:
    from ehcp_desk.exchange.return_outside import FilesForOutside

    return FilesForOutside()


def _read_email(name: str, content: bytes) -> Email:
    """An email from its file; what reads it is loaded at the first one and not before."""
    from ehcp_desk.exchange.emails import read_email

    return read_email(name, content)


def _write_return(result: MonthlyReturn, folder: Path, render: Callable[[Path], object] | None = None) -> list[Path]:
    """The files of a return; what writes them is loaded at the first one and not before."""
    from ehcp_desk.exchange.return_files import write_return

    return write_return(result, folder, render)


def _write_lists(made: InspectionLists, folder: Path) -> list[Path]:
    """The files of the inspection lists; what writes them is loaded at the first one and not before."""
    from ehcp_desk.exchange.annex_files import write_lists

    return write_lists(made, folder)


def _read_leaving(path: Path) -> LeavingFile:
    from ehcp_desk.exchange.leaving import read_leaving

    return read_leaving(path)


def _read_document(content: bytes, media_type: str, progress: Progress | None = None) -> DocumentText:
    """The words of a document; what reads them is loaded at the first one and not before."""
    from ehcp_desk.exchange.document_text import document_text

    return document_text(content, media_type, progress)


class _ChronologyFiles:
    """Chronologies for the other side; what writes and reads them is loaded at the first one and not before."""

    def write(self, path: Path, title: str, rows: Sequence[Sequence[str]], made: date, large: bool = False) -> None:
        """Write one, whole or not at all."""
        from ehcp_desk.exchange.chronology_file import check_ending, write_exchange_file

        check_ending(path)
        write_whole(path, lambda part: write_exchange_file(part, path.suffix.lower(), title, rows, made, large))

    def read(self, content: bytes, name: str) -> list[ReturnedRow]:
        """Read one that came back."""
        from ehcp_desk.exchange.chronology_file import read_exchange_file

        return read_exchange_file(content, name)


def _write_table(path: Path, title: str, heads: Sequence[str], rows: Iterable[Sequence[TableCell]], made: date) -> None:
    """A list as a spreadsheet, whole or not at all."""
    from ehcp_desk.exchange.csv_files import write_csv
    from ehcp_desk.exchange.xlsx_out import SheetOut, write_xlsx

    if path.suffix.lower() == ".csv":
        write_whole(path, lambda part: write_csv(part, heads, rows))
    else:
        write_whole(path, lambda part: write_xlsx(part, [SheetOut(title, heads, rows)], made, title))


def _write_calendar(path: Path, name: str, days: Iterable[DueDay], at: datetime) -> None:
    """A calendar file, whole or not at all."""
    from ehcp_desk.exchange.calendar_file import calendar_bytes

    write_whole(path, lambda part: part.write_bytes(calendar_bytes(name, days, at)))
