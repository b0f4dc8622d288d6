"""The copy of a person's own cases on this computer: where it lies, when it is made again, and when it goes.

One file for each server and person, encrypted with a key from chance that the computer's keyring keeps; without a
keyring there is none.  Nothing here is done unless the council allows it (docs/decisions/last-copy.md).
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from platformdirs import user_data_path

from ehcp_desk.domain.errors import DeskError, PassphraseWanted, SignInWanted
from ehcp_desk.domain.last_copy import ALLOWED, EVERY, KEPT, Copied
from ehcp_desk.policy import policy
from ehcp_desk.signing_in import account_of, keyring_here
from ehcp_desk.unlocking import forget_key, keep_key

if TYPE_CHECKING:
    from db.cipher import FileKey
    from db.store import SqlStore
    from ehcp_desk.ports.work import Progress
    from ehcp_desk.services.desk import Desk

A_FILE = "This record is a file on this computer, so it can be opened whatever becomes of a server."
NOT_ALLOWED = "The council does not let its desks keep copies; whoever changes the settings may, with: last-copy allow."
NOT_HERE = "The policy of this computer lets no desk keep a copy on it."
NO_KEYRING = "This computer has no keyring to keep a key in, so no copy is kept on it."
NOBODY = "{name} is not on the staff list, so no cases are theirs."
LEFT = "{name} has left, so no copy is kept."


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept: the copy and where it lies, or ``why`` there is none."""

    path: Path
    copied: Copied | None
    why: str = ""


def place(where: str, name: str) -> Path:
    """Where the copy of this person's cases on this server lies."""
    return _folder() / f"{_server(where)}-{_digest(name.casefold())}.db"


def find(where: str, user: str, at_keyboard: str) -> Path | None:
    """The copy there is on this computer of the cases of whoever the address names, else of ``user``, else of whoever is at
    the keyboard; where nobody was named, the newest.  None where there is none; one that is too old is destroyed."""
    for path in _folder().glob(f"{_server(where)}-*.db"):
        if time.time() - path.stat().st_mtime > KEPT.total_seconds():
            destroy(path)
    named = account_of(where)[1]
    for name in filter(None, (named, user, at_keyboard)):
        if place(where, name).is_file():
            return place(where, name)
    if not named and not user:
        every = sorted(_folder().glob(f"{_server(where)}-*.db"), key=lambda path: path.stat().st_mtime)
        return every[-1] if every else None
    return None


def look(path: Path) -> Copied | None:
    """What is kept at ``path``; None where there is nothing, or nothing that opens."""
    from db.last_copy import look_at

    try:
        return look_at(path)
    except DeskError:  # its key is gone, or it is damaged
        return None


def keep(desk: Desk, progress: Progress | None = None, at_once: bool = False) -> Kept:
    """Make the copy again where it is old enough, or ``at_once``; take it away where none may be kept any more.

    Raises KnownFault where it cannot be made; the last one stands then.
    """
    from db.last_copy import make_copy

    store = cast("SqlStore", desk.store)
    path, why = place(_address(store), desk.user), why_none(desk)
    if why:
        destroy(path)
        return Kept(path, None, why)
    now, before = datetime.now(UTC), look(path)
    if before is not None and not at_once and now - EVERY < before.at <= now:
        return Kept(path, before)
    roles = None if desk.roles is None else tuple(sorted(desk.roles))
    copied = Copied(now.replace(microsecond=0), store.description, desk.user, roles)
    return Kept(path, make_copy(store, path, _key(path), copied, progress))


def why_none(desk: Desk) -> str:
    """Why no copy is to be kept for this person on this computer; empty where one is."""
    store = cast("SqlStore", desk.store)
    if store.is_file:
        return A_FILE
    with store.read() as work:
        allowed, officer = work.setting(ALLOWED) == "on", work.staff().named(desk.user)
    if not allowed:
        return NOT_ALLOWED
    if not policy().last_copy:
        return NOT_HERE
    if officer is None:
        return NOBODY.format(name=desk.user)
    if officer.left_on is not None and officer.left_on <= datetime.now(UTC).date():
        return LEFT.format(name=desk.user)
    return "" if keyring_here() is not None else NO_KEYRING


def destroy(path: Path) -> bool:
    """Take a copy and its key away; False where there was none."""
    from db.cipher import salt_of
    from db.last_copy import destroy as take_away

    salt = salt_of(path)
    gone = take_away(path)
    if salt:
        forget_key(salt)
    return gone


def refused(where: str, user: str, refusal: DeskError) -> None:
    """The server answered, and did not let this person in: what was kept for them goes.

    Where no password was sent nobody was refused, but only asked for one.
    """
    if "://" not in where or isinstance(refusal, PassphraseWanted):
        return
    asked = isinstance(refusal, SignInWanted) and not urlsplit(where).password
    if not asked:
        destroy(place(where, account_of(where)[1] or user))


def signed_out(where: str) -> None:
    """Somebody signs out for good: what was kept for them goes."""
    destroy(place(where, account_of(where)[1]))


def _key(path: Path) -> FileKey:
    """The key of the copy that is there, else a new one, kept in the keyring before anything is written."""
    from db.cipher import KEYS, random_key

    try:
        known = KEYS.key_of(path) if path.is_file() else None
    except DeskError:  # the keyring has lost it, so what was written under it is lost too
        known = None
    if known is None:
        known = random_key()
        keep_key(known.salt, known.recovery)
    return known


def _folder() -> Path:
    return user_data_path("ehcp-desk", appauthor=False) / "last-copy"


def _address(store: SqlStore) -> str:
    from db.engine import written

    return written(store.url)


def _server(where: str) -> str:
    """A server by its address, whoever signs in to it and whichever way it is written."""
    from db.engine import address, written

    return _digest(account_of(written(address(where), password=False))[0])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
