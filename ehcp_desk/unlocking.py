"""What may open an encrypted record: what was given, the environment, this computer's keyring, whoever is at the keyboard."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress

from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.signing_in import SERVICE, keyring_here

VARIABLE = "EHCP_DESK_PASSPHRASE"
NO_KEYRING = "This computer has no keyring to keep a key in; use a passphrase."


def offers(given: str, ask: Callable[[], str] | None, salt: bytes) -> Iterator[str]:
    """Passphrases or recovery keys for a file of this salt, one after the other; the next is only looked for where the
    one before did not open it."""
    for text in (given, os.environ.get(VARIABLE, ""), _kept(salt)):
        if text:
            yield text
    if ask is not None:
        yield ask()


def keep_key(salt: bytes, recovery: str) -> None:
    """Keep a file's key in this computer's keyring, and see that it is there.  Raises KnownFault where it cannot be."""
    from keyring.errors import KeyringError

    ring = keyring_here()
    if ring is None:
        raise KnownFault(NO_KEYRING)
    try:
        ring.set_password(SERVICE, _place(salt), recovery)
        kept = ring.get_password(SERVICE, _place(salt))
    except KeyringError:
        kept = None
    if kept != recovery:
        raise KnownFault("This computer's keyring did not keep the key, so nothing was changed. Use a passphrase.")


def forget_key(salt: bytes) -> None:
    """Forget a file's key, where this computer's keyring has it."""
    from keyring.errors import KeyringError

    ring = keyring_here()
    if ring is not None and _kept(salt):
        with suppress(KeyringError):
            ring.delete_password(SERVICE, _place(salt))


def _kept(salt: bytes) -> str:
    """What the keyring has; asked only for a file that is encrypted."""
    from keyring.errors import KeyringError

    ring = keyring_here()
    try:
        return (ring.get_password(SERVICE, _place(salt)) if ring is not None else None) or ""
    except KeyringError:  # locked, or whoever is asked says no
        return ""


def _place(salt: bytes) -> str:
    return f"record {salt.hex()}"
