"""Passwords for a team's server: kept by the computer's own keyring, never by us and never in clear.

Without a keyring (a server, a bare Linux) nothing is kept: PostgreSQL's own ways remain, its password file
(``PGPASSFILE``), a certificate, or the council's GSSAPI or LDAP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from ehcp_desk.domain.errors import BadInput, KnownFault

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "ehcp-desk"
NO_KEYRING = "This computer has no keyring to keep a password in; use the password file of PostgreSQL (PGPASSFILE)."


def with_password(where: str) -> str:
    """The address with the password this computer's keyring has for it; as it is where it needs or has none."""
    name, place = _account(where)
    if not name or ":" in urlsplit(where).netloc.rpartition("@")[0]:
        return where
    password = _kept(place)
    if password is None:
        return where
    parts = urlsplit(where)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(name, safe='')}:{quote(password, safe='')}@{host}").geturl()


def keep_password(where: str, password: str) -> None:
    """Keep a password for the person and server of an address.  Raises KnownFault where there is no keyring."""
    place = _place(where)
    ring = keyring_here()
    if ring is None:
        raise KnownFault(NO_KEYRING)
    ring.set_password(SERVICE, place, password)


def account_of(where: str) -> tuple[str, str]:
    """(the address without anybody's name, the name in it, empty where there is none)."""
    parts = urlsplit(where)
    person, _, host = parts.netloc.rpartition("@")
    return where.replace(f"//{parts.netloc}", f"//{host}", 1), unquote(person.partition(":")[0])


def as_person(address: str, name: str) -> str:
    """The address of somebody's own account."""
    parts = urlsplit(address)
    return parts._replace(netloc=f"{quote(name, safe='')}@{parts.netloc.rpartition('@')[2]}").geturl()


def why_not_kept() -> str:
    """Why this computer cannot remember a password; empty where it can."""
    return "" if keyring_here() is not None else NO_KEYRING


def forget_password(where: str) -> bool:
    """Forget it; False where none was kept."""
    place = _place(where)
    if _kept(place) is None:
        return False
    ring = keyring_here()
    assert ring is not None
    ring.delete_password(SERVICE, place)
    return True


def _place(where: str) -> str:
    name, place = _account(where)
    if not name:
        raise BadInput("Say whom and where, as in postgresql+psycopg://NAME@server/database.")
    return place


def _account(where: str) -> tuple[str, str]:
    """(name, what the keyring knows the password under); empty for a file or an address without a name."""
    parts = urlsplit(where) if "://" in where else None
    if parts is None or not parts.scheme.startswith("postgres") or "@" not in parts.netloc:
        return "", ""
    person, _, host = parts.netloc.rpartition("@")
    name = unquote(person.partition(":")[0])
    return name, f"{name}@{host}{parts.path}{'?' + parts.query if parts.query else ''}"


def _kept(place: str) -> str | None:
    ring = keyring_here()
    return None if ring is None else ring.get_password(SERVICE, place)


def keyring_here() -> KeyringBackend | None:
    """The computer's keyring, found on first use; None where there is none that keeps a password safe."""
    import keyring
    from keyring.backends import fail, null

    ring = keyring.get_keyring()
    unsafe = isinstance(ring, fail.Keyring | null.Keyring) or "plaintext" in type(ring).__name__.lower()
    return None if unsafe else ring
