"""What the drivers say, as one sentence a person can act on.  Nothing of a child is ever in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from db.cipher import driver_errors
from db.shape import is_no_day
from ehcp_desk.domain.errors import (
    BadInput,
    Conflict,
    DeskError,
    KnownFault,
    NotAllowed,
    ServerGone,
    SignInWanted,
    Unreadable,
)

# SQLite's primary result codes (the low byte of an extended code).
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26
_FILE_WORDS = {
    _BUSY: "{where} is in use by another program that is saving. Try again in a moment.",
    _LOCKED: "{where} is in use by another program that is saving. Try again in a moment.",
    _READONLY: "{where} is read-only, so nothing was saved. Ask for the right to change the file, or use a copy.",
    _IOERR: "The disk under {where} failed to read or write, so nothing was saved. Check the disk, then try again.",
    _CORRUPT: "{where} is damaged. Nothing was saved. Restore the last backup with: ehcp-desk restore FILE; what can "
    "still be read of it is saved with: ehcp-desk salvage FILE --out NEW.db.",
    _FULL: "The disk under {where} is full, so nothing was saved. Free some space and try again.",
    _CANTOPEN: "{where} cannot be opened. Check that the folder exists and that you may write in it.",
    _NOTADB: "{where} is not an EHCP Desk database. Choose the file that ends in .db, or restore a backup.",
}
_SAID = {
    "database is locked": _BUSY,
    "attempt to write a readonly database": _READONLY,
    "disk I/O error": _IOERR,
    "database disk image is malformed": _CORRUPT,
    "database or disk is full": _FULL,
    "unable to open database file": _CANTOPEN,
    "file is not a database": _NOTADB,
}
"""The same as SQLite says it: the driver of encrypted files gives no code where a backup fails."""
# PostgreSQL's SQLSTATE codes, the longest prefix that fits.
_OTHER_TABLES = (
    "{where} does not hold what this EHCP Desk asks for, so nothing was saved: it was brought to another version, or changed "
    "by hand. Close the desk and open it again; if that does not help, ask whoever looks after the server to run: "
    "ehcp-desk team init."
)
_SERVER_WORDS = {
    "08": "The connection to {where} was lost, so nothing was saved. Check the network, then try again.",
    "57P": "The server of {where} closed the connection, so nothing was saved. Try again in a moment.",
    "57014": "{where} took too long to answer, so nothing was saved. Try again in a moment.",
    "55P03": "{where} is busy with another change. Nothing was saved. Try again in a moment.",
    "40": "Somebody else saved at the same moment, so nothing was saved. Try again.",
    "53100": "The disk of the server of {where} is full, so nothing was saved. Tell whoever looks after it.",
    "53300": "The server of {where} has no connection left, so nothing was saved. Try again in a moment.",
    "53": "The server of {where} is out of space or memory, so nothing was saved. Tell whoever looks after it.",
    "28": "{where} refused the name or password. Check both, or sign in again with: ehcp-desk team sign-in.",
    "3D000": "There is no database at {where}. Check its name, or ask for it to be made.",
    "3F": _OTHER_TABLES,
    "42": _OTHER_TABLES,
    "25006": "{where} is read-only at the moment, so nothing was saved. Try again later.",
}
_OPTION = "The address of {where} says something of the connection that cannot be: {said}. Put it right in the address."
_NOT_LET_IN = (
    "The server of {where} does not let this computer, or this name, in (pg_hba.conf). Ask whoever looks after it."
)
_NO_TICKET = (
    "The address of {where} asks for the sign-in of the council’s network (GSSAPI), and this computer has none for it. "
    "Sign in to the computer with your council account, or ask whoever looks after the server."
)
_OTHER_WAY = (
    "The server of {where} signs people in in another way than the address asks for (require_auth), so nothing was sent. "
    "Ask whoever looks after it."
)
_NO_TLS = "The server of {where} does not encrypt, so nothing was sent. Ask whoever looks after it."
_NOT_ON_THE_TEAM = "{where} does not let you in: you are not on its team. Ask whoever looks after it."
_GONE = ("08", "57P")
"""What a server says, or does not, that goes away: the same act may be done again when it answers."""
_TEXT_WORDS = (
    ("authentication failed for user", _SERVER_WORDS["28"]),  # by a password, LDAP, a certificate, GSSAPI
    (
        "certificate",
        "The certificate of the server of {where} cannot be verified, so nothing was sent. "
        "Ask whoever looks after it for its certificate authority, and name that file with sslrootcert=FILE.",
    ),
    ("does not support SSL", _NO_TLS),
    ("channel binding required", _NO_TLS),
    ("GSSAPI encryption required", _NO_TICKET),
    ("GSSAPI continuation error", _NO_TICKET),
    ("authentication method requirement", _OTHER_WAY),
    ("connection is closed", _SERVER_WORDS["08"]),
    ("connection is lost", _SERVER_WORDS["08"]),
    ("server closed the connection", _SERVER_WORDS["08"]),
    ("terminating connection", _SERVER_WORDS["08"]),
    ("pg_hba.conf", _NOT_LET_IN),
    ("invalid connection option", _OPTION),
    (' value: "', _OPTION),  # invalid gssencmode value: "always"
    ("no password supplied", _SERVER_WORDS["28"]),
    ("permission denied for database", _NOT_ON_THE_TEAM),
    ("does not exist", _SERVER_WORDS["3D000"]),
    ("the database system is", "The server of {where} is starting or stopping. Try again in a moment."),
    ("session is read-only", "No server at {where} can be written to at the moment. Try again in a moment."),
)
_STAYS = frozenset({
    *(words for sign, words in _TEXT_WORDS if sign in ("certificate", "permission denied for database", "does not exist")),
    _SERVER_WORDS["28"], _NO_TLS, _NO_TICKET, _OTHER_WAY, _NOT_LET_IN, _OPTION,
})  # fmt: skip
"""What does not go away by waiting."""
_OVERTAKEN = (
    "Somebody else put the same entry right or withdrew it at the same moment, so nothing was saved; look at it again before "
    "you save."
)
_NO_SERVER = "No server answers at {where}. Check the address, the network and that the server is running."


@contextmanager
def speaking(where: str) -> Iterator[None]:
    """Turn whatever the database says inside the block into an error with a sentence; others pass untouched."""
    try:
        yield
    except _database_errors() as error:
        raise explained(error, where) from error
    except UnicodeEncodeError as error:
        raise BadInput("A text holds a character that cannot be stored; nothing was saved.") from error


def _database_errors() -> tuple[type[Exception], ...]:
    """What a database may raise.  SQLAlchemy and PostgreSQL's driver are only looked for where something has loaded them."""
    above, server = sys.modules.get("sqlalchemy.exc"), sys.modules.get("psycopg")
    found = driver_errors()
    if above is not None:
        found += (above.SQLAlchemyError,)
    return found if server is None else (*found, server.Error)


def _is_above(error: Exception, kind: str) -> bool:
    """Whether an error is this one of SQLAlchemy's."""
    above = sys.modules.get("sqlalchemy.exc")
    return above is not None and isinstance(error, getattr(above, kind))


def explained(error: Exception, where: str) -> DeskError:
    """The error as the desk shows it."""
    if _is_above(error, "TimeoutError"):
        return KnownFault(f"{where} is busy: every connection is in use. Try again in a moment.")
    wrapped = _is_above(error, "DBAPIError")
    cause: BaseException | None = getattr(error, "orig", None) if wrapped else error
    if isinstance(cause, driver_errors()):
        return _file_error(cause, where)
    state = getattr(cause, "sqlstate", None)
    if cause is not None and is_no_day(cause):
        return Unreadable("a day")
    if state == "23505" and "ix_facts_supersedes" in str(cause):
        return Conflict(_OVERTAKEN)
    if state:
        return _server_error(str(state), where)
    if _is_of_the_connection(cause):
        if not wrapped:  # the driver's own, from inside a unit of work
            return ServerGone(_SERVER_WORDS["08"].format(where=where))
        said = str(cause)
        found = next((words for sign, words in _TEXT_WORDS if sign in said), _NO_SERVER)
        return _kind(found)(found.format(where=where, said=said[said.find("invalid") :].partition("\n")[0]))
    return _not_storable(cause)


def _kind(words: str) -> type[DeskError]:
    """What these words of a connection that could not be made call for: another password, another hand, or patience."""
    if words == _SERVER_WORDS["28"]:
        return SignInWanted
    if words == _NOT_ON_THE_TEAM:
        return NotAllowed
    return KnownFault if words in _STAYS else ServerGone


def _is_of_the_connection(cause: BaseException | None) -> bool:
    names = ("OperationalError", "ConnectionTimeout", "InterfaceError")
    return type(cause).__name__ in names or "invalid connection option" in str(cause)


def _file_error(cause: BaseException, where: str) -> DeskError:
    if str(cause).startswith("Could not decode to UTF-8"):
        return Unreadable("a text")
    code = getattr(cause, "sqlite_errorcode", None)
    if code is None:
        code = _SAID.get(str(cause))
    words = _FILE_WORDS.get(code & 0xFF) if isinstance(code, int) else None
    if words is None:
        return _not_storable(cause)
    return KnownFault(words.format(where=where))


def _server_error(state: str, where: str) -> DeskError:
    if state == "42501":
        return NotAllowed(f"Your account on {where} may not do this. Ask whoever looks after the server.")
    for length in (5, 3, 2):
        if state[:length] in _SERVER_WORDS:
            words = _SERVER_WORDS[state[:length]]
            kind = ServerGone if state.startswith(_GONE) else _kind(words) if words in _STAYS else KnownFault
            return kind(words.format(where=where))
    return _not_storable(None, state)


def _not_storable(cause: BaseException | None, state: str = "") -> DeskError:
    """A value the tables refuse: what is wrong is named by kind, never by content."""
    said = str(cause) if isinstance(cause, driver_errors("IntegrityError")) else ""
    if "can only be added to" in said or state == "P0001":
        return BadInput("The record is only ever added to: an entry cannot be changed or removed. Record a correction.")
    if "UNIQUE" in said or state == "23505":
        return BadInput("The record already holds this; nothing was saved. Look it up and use the one that is there.")
    if "FOREIGN KEY" in said or state == "23503":
        return BadInput("What was saved names somebody or something that is not in the record; nothing was saved.")
    return BadInput("The record refused a value it cannot hold; nothing was saved. Check what was typed.")
