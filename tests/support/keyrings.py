"""A keyring that keeps passwords for as long as a test lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend

from db.cipher import KEYS


class MadeUpKeyring(KeyringBackend):
    """A keyring in memory."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@contextmanager
def made_up_keyring() -> Iterator[MadeUpKeyring]:
    """The computer's keyring is a made-up one; keys learned meanwhile open nothing afterwards."""
    before, made = keyring.get_keyring(), MadeUpKeyring()
    keyring.set_keyring(made)
    try:
        yield made
    finally:
        keyring.set_keyring(before)
        KEYS.forget()
        KEYS.offers = lambda _salt: ()
