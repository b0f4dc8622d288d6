"""The encrypted local file: how it is known for one, what opens it, and a connection to it (docs/decisions/encryption.md).

SQLCipher begins a file with its salt, and the salt is ours to choose: a mark of eight bytes that says what the key is
made from, and eight random ones.  A backup has the salt of the record it was taken from, so the same key opens both.
A plain file keeps Python's own driver; nothing of the other is loaded for it.
"""

from __future__ import annotations

import base64
import binascii
import os
import sqlite3
import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hmac import compare_digest
from pathlib import Path
from threading import RLock
from typing import Any

from ehcp_desk.domain.errors import BadInput, PassphraseWanted

PASSPHRASE, KEYRING = "passphrase", "keyring"
"""What a key is made from: somebody's words, or chance, and then this computer's keyring keeps it."""
_MARKS = {b"EHCPdskP": PASSPHRASE, b"EHCPdskK": KEYRING}
_SALT, _KEY = 16, 32  # bytes
LEAST = 12
"""Characters of a passphrase.  Four words that have nothing to do with each other are more."""
_PASSES, _MEMORY, _LANES = 3, 65536, 4  # Argon2id: RFC 9106's second choice, memory in KiB
_MISREAD = str.maketrans("018", "OIB")  # no 0, 1 or 8 is in a recovery key
_WANTED = {
    PASSPHRASE: "{where} is encrypted. Give its passphrase, or its recovery key: in the environment as EHCP_DESK_PASSPHRASE, "
    "or with --passphrase-stdin.",
    KEYRING: "{where} is encrypted and its key is not in this computer's keyring. Give its recovery key: in the environment "
    "as EHCP_DESK_PASSPHRASE, or with --passphrase-stdin.",
}
REFUSED = (
    "What was given does not open {where}: it is neither its passphrase nor its recovery key. Nothing was changed."
)


@dataclass(frozen=True, slots=True)
class FileKey:
    """What opens a file: 16 bytes of salt, with which the file begins, and 32 of key, which are never shown."""

    salt: bytes
    secret: bytes = field(repr=False)

    @property
    def recovery(self) -> str:
        """The key in letters and digits to print and lock away, in groups of four."""
        text = base64.b32encode(self.secret).decode().rstrip("=")
        return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


class KeyChain:
    """The keys this process has opened files with, by salt; ``offers`` gives what else might open one with that salt."""

    def __init__(self) -> None:
        self._known: dict[bytes, FileKey] = {}
        self.offers: Callable[[bytes], Iterable[str]] = lambda _salt: ()

    def learn(self, key: FileKey) -> None:
        """Open files of this salt with this key from now on."""
        self._known[key.salt] = key

    def forget(self) -> None:
        """Know nothing any more."""
        self._known.clear()

    def key_of(self, path: Path) -> FileKey | None:
        """The key of a file; None where it is not encrypted.  Raises PassphraseWanted where nothing opens it."""
        salt = salt_of(path)
        if not salt:
            return None
        if salt in self._known:
            return self._known[salt]
        words = _WANTED[_MARKS[salt[:8]]]
        for text in self.offers(salt):
            if self.unlock(path, text):
                return self._known[salt]
            words = REFUSED
        raise PassphraseWanted(words.format(where=path))

    def unlock(self, path: Path, text: str) -> bool:
        """Whether a passphrase or recovery key opens a file; then it is known from now on."""
        salt = salt_of(path)
        for key in _meant(salt, text):
            if _opens(path, key):
                self.learn(key)
                return True
        return False

    def is_the_one(self, salt: bytes, text: str) -> bool:
        """Whether a text is what the file of this salt was opened with; the file is not asked."""
        known = self._known.get(salt)
        return known is not None and any(compare_digest(known.secret, key.secret) for key in _meant(salt, text))


KEYS = KeyChain()
"""Those of this process.  One chain, because a backup, its rehearsal and the record open with the same key."""


class _Held:
    """The files this process has connections to, each with its salt.

    On Linux and Mac a process that opens a file and closes it again loses every lock it has on that file.  SQLite would
    go on believing in its own; another desk would think that nobody is there, and take the write-ahead log away with what
    was saved in it.  So a file with a connection is never opened by other means; what it begins with is remembered.
    """

    def __init__(self) -> None:
        self._lock = RLock()  # one thrown away unclosed is let go at any allocation, in here too
        self._salts: dict[tuple[int, int], tuple[bytes, int]] = {}

    def take(self, path: Path, salt: bytes) -> tuple[int, int]:
        """One more connection to a file."""
        known = path.stat()
        place = known.st_dev, known.st_ino
        with self._lock:
            self._salts[place] = salt, self._salts.get(place, (salt, 0))[1] + 1
        return place

    def let_go(self, place: tuple[int, int]) -> None:
        """One less."""
        with self._lock:
            salt, many = self._salts.pop(place)
            if many > 1:
                self._salts[place] = salt, many - 1

    def salt(self, path: Path) -> bytes | None:
        """The salt of a file that has a connection, empty for a plain one; None for a file that has none."""
        known = path.stat()
        with self._lock:
            found = self._salts.get((known.st_dev, known.st_ino))
        return None if found is None else found[0]


_HELD = _Held()


@lru_cache(maxsize=2)
def _watched(kind: Any) -> Any:
    """A connection of this driver that says when it is closed."""

    class Watched(kind):  # type: ignore[misc]
        place: tuple[int, int] | None = None

        def close(self) -> None:
            super().close()
            self._gone()

        def __del__(self) -> None:
            self._gone()

        def _gone(self) -> None:
            place, self.place = self.place, None
            if place is not None:
                _HELD.let_go(place)

    return Watched


def held(path: Path) -> bool:
    """True where this process has a connection to a file: then it must not be opened by other means, even to read."""
    try:
        return _HELD.salt(path) is not None
    except OSError:
        return False


def salt_of(path: Path) -> bytes:
    """The salt an encrypted file begins with; empty where it is not encrypted by us or cannot be read."""
    try:
        known = _HELD.salt(path)
        if known is not None:
            return known
        with path.open("rb") as file:
            start = file.read(_SALT)
    except OSError:
        return b""
    return start if len(start) == _SALT and start[:8] in _MARKS else b""


def way_of(path: Path) -> str:
    """What the key of a file is made from: :data:`PASSPHRASE` or :data:`KEYRING`; empty where it is not encrypted."""
    return _MARKS.get(salt_of(path)[:8], "")


def passphrase_key(passphrase: str) -> FileKey:
    """A new key from somebody's words.  Raises BadInput for too few."""
    if len(passphrase) < LEAST:
        raise BadInput(
            f"A passphrase takes at least {LEAST} characters; four words that are unlike each other are good."
        )
    salt = _new_salt(PASSPHRASE)
    return FileKey(salt, _derived(passphrase, salt))


def random_key() -> FileKey:
    """A new key from chance, for a keyring."""
    return FileKey(_new_salt(KEYRING), os.urandom(_KEY))


def connect(path: Path, key: FileKey | None = None, **options: Any) -> Any:
    """A connection of the right driver; ``key`` is for a file that is still empty, or known to the caller.

    Raises PassphraseWanted for an encrypted file whose key nobody gives.
    """
    key = key or KEYS.key_of(path)
    if key is None:
        return connect_plain(path, **options)
    raw = driver().connect(str(path), factory=_watched(driver().Connection), **options)
    raw.place = _HELD.take(path, key.salt)
    raw.execute("PRAGMA cipher_log_level = NONE")  # the library writes on standard error of itself
    raw.execute(f"PRAGMA key = \"x'{key.secret.hex()}{key.salt.hex()}'\"")
    raw.execute("PRAGMA cipher_compatibility = 4")  # the format of these files, whatever a later library prefers
    raw.execute("PRAGMA temp_store = MEMORY")
    return raw


def connect_plain(path: Path, **options: Any) -> Any:
    """A connection to a file that is not encrypted."""
    raw = sqlite3.connect(path, factory=_watched(sqlite3.Connection), **options)
    raw.place = _HELD.take(path, b"")
    return raw


def driver() -> Any:
    """The driver of encrypted files."""
    from sqlcipher3 import dbapi2  # type: ignore[import-untyped]

    return dbapi2


def driver_errors(kind: str = "Error") -> tuple[type[Exception], ...]:
    """An error of the DB-API by its name, of both drivers, but for the one that nobody has loaded."""
    other = sys.modules.get("sqlcipher3.dbapi2")
    found: list[type[Exception]] = [getattr(module, kind) for module in (sqlite3, other) if module is not None]
    return tuple(found)


def _new_salt(way: str) -> bytes:
    return next(mark for mark, made_from in _MARKS.items() if made_from == way) + os.urandom(8)


def _meant(salt: bytes, text: str) -> Iterable[FileKey]:
    """What a text may mean: a recovery key where it has the form of one, else a passphrase."""
    recovered = _recovered(text)
    if recovered:
        yield FileKey(salt, recovered)
    elif text and _MARKS.get(salt[:8]) == PASSPHRASE:
        yield FileKey(salt, _derived(text, salt))


def _recovered(text: str) -> bytes:
    letters = "".join(text.upper().split()).replace("-", "").translate(_MISREAD)
    try:
        secret = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        return b""
    return secret if len(secret) == _KEY else b""


def _derived(passphrase: str, salt: bytes) -> bytes:
    """The key from words, written the one way Unicode has for them."""
    from argon2.low_level import Type, hash_secret_raw

    words = unicodedata.normalize("NFKC", passphrase).encode()
    return hash_secret_raw(words, salt, _PASSES, _MEMORY, _LANES, _KEY, Type.ID)


def _opens(path: Path, key: FileKey) -> bool:
    raw = connect(path, key)
    try:
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except driver().DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB:
            raise
        return False
    finally:
        raw.close()
    return True
