"""A server that wants a password: the window asks for it, says what is wrong with it, keeps it where wished, and opens."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ehcp_desk.__main__ import _account
from ehcp_desk.bootstrap import open_desk, sign_in
from ehcp_desk.signing_in import NO_KEYRING, account_of, as_person
from tests.support.databases import postgres_server  # noqa: F401
from tests.support.keyrings import MadeUpKeyring, made_up_keyring
from tests.support.postgres import PostgresServer
from tests.support.team import PASSWORD, Team, make_team
from ui.app import Opening, SigningIn, make_window
from ui.main_window import MainWindow
from ui.settings_store import MemorySettings
from ui.sign_in import Account, SignIn

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the private server runs on Linux and Mac")
NAME = "Carl Brindle"


@pytest.fixture
def ring() -> Iterator[MadeUpKeyring]:
    with made_up_keyring() as made:
        yield made


@pytest.fixture(scope="module")
def team(postgres_server: PostgresServer) -> Team:  # noqa: F811
    return make_team(postgres_server)


@pytest.fixture
def bare(team: Team) -> str:
    """The address with a name and without its password."""
    return team.url(NAME).replace(f":{PASSWORD}@", "@")


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    made = make_window(qapp, MemorySettings())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.dispatcher.close()


def test_it_is_asked_for_refused_and_then_opens_the_record(
    qtbot: QtBot, window: MainWindow, bare: str, ring: MadeUpKeyring
) -> None:
    opening = Opening(window, lambda: open_desk(bare), sign_in=SigningIn(lambda: _account(bare), sign_in))
    opening.begin()
    qtbot.waitUntil(lambda: window.findChild(SignIn) is not None, timeout=20_000)
    dialog = window.findChild(SignIn)
    assert dialog is not None
    assert (dialog.user.text(), NAME in dialog.address.text()) == (NAME, False)
    dialog.sign()
    assert dialog._fields[2].problem.sentence == "Write the password."
    dialog.password.setText("wrong")
    dialog.sign()
    qtbot.waitUntil(lambda: "refused the name or password" in dialog.trouble.sentence, timeout=20_000)
    assert dialog.password.text() == ""
    assert "wrong" not in dialog.trouble.sentence
    dialog.password.setText(PASSWORD)
    dialog.remember.setChecked(True)
    dialog.sign()
    qtbot.waitUntil(lambda: opening.desk is not None, timeout=20_000)
    assert opening.desk is not None
    assert opening.desk.user == NAME
    assert not dialog.isVisible()
    assert list(ring.kept.values()) == [PASSWORD]
    again = open_desk(bare)
    assert again.user == NAME
    again.store.close()
    window.dispatcher.close()
    opening.desk.store.close()


def test_where_it_is_not_given_the_record_stays_closed(
    qtbot: QtBot, window: MainWindow, bare: str, ring: MadeUpKeyring
) -> None:
    opening = Opening(window, lambda: open_desk(bare), sign_in=SigningIn(lambda: _account(bare), sign_in))
    opening.begin()
    qtbot.waitUntil(lambda: window.findChild(SignIn) is not None, timeout=20_000)
    dialog = window.findChild(SignIn)
    assert dialog is not None
    dialog.reject()
    assert opening.desk is None
    assert not ring.kept


def test_without_a_keyring_nothing_can_be_remembered_and_it_says_so(
    qtbot: QtBot, ring: MadeUpKeyring, bare: str
) -> None:
    keyring.set_keyring(NoKeyring())
    account = _account(bare)
    assert account.keeps == NO_KEYRING
    dialog = SignIn(account)
    qtbot.addWidget(dialog)
    assert not dialog.remember.isEnabled()
    qtbot.addWidget(SignIn(Account("postgresql://server/desk", "")))


@pytest.mark.parametrize(("where", "address", "name"), [
    ("postgresql://Carl%20Brindle@server:5433/desk?sslmode=require", "postgresql://server:5433/desk?sslmode=require",
     "Carl Brindle"),
    ("postgresql://server/desk", "postgresql://server/desk", ""),
    ("postgresql://a:b@/desk?host=one&host=two", "postgresql:///desk?host=one&host=two", "a"),
])  # fmt: skip
def test_an_address_is_taken_apart_and_put_together(where: str, address: str, name: str) -> None:
    assert account_of(where) == (address, name)
    if name == "Carl Brindle":
        assert as_person(address, name) == where
