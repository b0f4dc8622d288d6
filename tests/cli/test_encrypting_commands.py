"""A record encrypted from the command line: what opens it, what is said of it, and what is never said."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from db.cipher import KEYS
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run
from tests.cli.conftest import Answer, Desk
from tests.support.keyrings import MadeUpKeyring, made_up_keyring

OLD, NEW = "four words unlike others", "other words, four of them"
ROOT = Path(__file__).parents[2]
Given = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def ring(monkeypatch: Given) -> Iterator[MadeUpKeyring]:
    """A keyring of this test's own, and nothing in the environment; keys of one call open nothing in the next."""
    for name in ("EHCP_DESK_PASSPHRASE", "EHCP_DESK_NEW_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    with made_up_keyring() as made:
        yield made


@pytest.fixture
def typed(westmarsh: Desk, monkeypatch: Given) -> Desk:
    """A call in a process that knows no key yet, with lines on standard input."""

    def call(*words: str, lines: str = "", **more: str) -> Answer:
        KEYS.forget()
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        return westmarsh(*words, **more)

    return call


def test_a_passphrase_on_standard_input_encrypts_and_opens(typed: Desk, tmp_path: Path) -> None:
    before = typed("cases", "--json").json
    done = typed("encrypt", "--passphrase-stdin", "--json", lines=f"{OLD}\n")
    assert (done.code, done.json["encrypted"], done.json["in_clear"]) == (0, "passphrase", [])
    assert len(done.json["recovery_key"]) == 52 + 12 and OLD not in done.out + done.err
    assert typed("cases", "--json", "--passphrase-stdin", lines=f"{OLD}\n").json == before
    assert typed("--passphrase-stdin", "verify", lines=f"{done.json['recovery_key']}\n").code == 0
    refused = typed("cases")
    assert refused.code == 4 and "is encrypted. Give its passphrase" in refused.err
    assert refused.err.count("\n") == 1 and refused.out == ""
    refused = typed("cases", "--passphrase-stdin", lines="something else\n")
    assert refused.code == 4 and "does not open" in refused.err and "something else" not in refused.err
    assert refused.err.count("\n") == 1
    assert typed("cases", "--passphrase-stdin").code == 2
    again = typed("encrypt", "--passphrase-stdin", lines=f"{OLD}\n")
    assert again.code == 2 and "encrypted already" in again.err


def test_the_warning_is_printed_with_the_recovery_key(typed: Desk, monkeypatch: Given, tmp_path: Path) -> None:
    plain = tmp_path / "friday.db"
    assert typed("backup", "--out", str(plain)).code == 0
    monkeypatch.setenv("EHCP_DESK_PASSPHRASE", OLD)
    said = typed("encrypt").out
    assert "solid-state disk" in said and f"Still readable by anybody, remove what is not needed: {plain}." in said
    assert "lost the record and every backup" in said
    key = said.partition("Recovery key: ")[2].partition("\n")[0]
    assert typed("recovery-key", "--json").json["recovery_key"] == key


def test_a_new_passphrase_and_none(typed: Desk, monkeypatch: Given, tmp_path: Path) -> None:
    monkeypatch.setenv("EHCP_DESK_PASSPHRASE", OLD)
    typed("encrypt")
    assert typed("backup", "--out", str(tmp_path / "old.db")).code == 0
    monkeypatch.delenv("EHCP_DESK_PASSPHRASE")
    assert typed("change-passphrase", "--passphrase-stdin", lines=f"wrong one, all of it\n{NEW}\n").code == 4
    assert typed("change-passphrase", "--passphrase-stdin", lines=f"{OLD}\nshort\n").code == 2
    done = typed("change-passphrase", "--passphrase-stdin", lines=f"{OLD}\n{NEW}\n")
    assert done.code == 0 and "still open with what opened them" in done.out
    assert typed("cases", "--passphrase-stdin", lines=f"{OLD}\n").code == 4
    assert typed("verify", str(tmp_path / "old.db"), "--passphrase-stdin", lines=f"{OLD}\n").code == 0
    monkeypatch.setenv("EHCP_DESK_PASSPHRASE", NEW)  # two records, two passphrases: one from either
    assert typed("restore", str(tmp_path / "old.db"), "--passphrase-stdin", lines=f"{OLD}\n").code == 0
    monkeypatch.setenv("EHCP_DESK_PASSPHRASE", OLD)
    assert typed("cases").code == 4  # the backup did not bring the old passphrase back
    monkeypatch.setenv("EHCP_DESK_PASSPHRASE", NEW)
    assert "plain again" in typed("decrypt").out
    monkeypatch.delenv("EHCP_DESK_PASSPHRASE")
    assert typed("cases").code == 0
    for words in (("decrypt",), ("recovery-key",), ("change-passphrase",)):
        refused = typed(*words)
        assert refused.code == 2 and "is not encrypted" in refused.err


def test_a_key_in_the_keyring_opens_it_without_a_word(typed: Desk, ring: MadeUpKeyring) -> None:
    done = typed("encrypt", "--keyring", "--json")
    assert (done.code, done.json["encrypted"]) == (0, "keyring")
    assert list(ring.kept.values()) == [done.json["recovery_key"]]
    assert typed("cases").code == 0
    ring.kept.clear()
    refused = typed("cases")
    assert refused.code == 4 and "not in this computer's keyring. Give its recovery key" in refused.err
    assert typed("cases", "--passphrase-stdin", lines=f"{done.json['recovery_key']}\n").code == 0
    keyring.set_keyring(NoKeyring())
    refused = typed("change-passphrase", "--keyring", "--passphrase-stdin", lines=f"{done.json['recovery_key']}\n")
    assert refused.code == 3 and "has no keyring" in refused.err


def test_a_keyring_that_forgets_encrypts_nothing(typed: Desk, monkeypatch: Given, tmp_path: Path) -> None:
    monkeypatch.setattr(MadeUpKeyring, "set_password", lambda *_words: None)
    refused = typed("encrypt", "--keyring")
    assert refused.code == 3 and "did not keep the key" in refused.err
    assert (tmp_path / "desk.db").read_bytes().startswith(b"SQLite format 3\0")


def test_what_cannot_be_encrypted_says_so(typed: Desk, tmp_path: Path) -> None:
    refused = typed("encrypt", "--passphrase-stdin", lines="short\n")
    assert refused.code == 2 and "at least 12 characters" in refused.err
    refused = typed("encrypt")
    assert refused.code == 2 and "Give the new passphrase" in refused.err
    refused = typed("encrypt", db=str(tmp_path / "none.db"))
    assert refused.code == 3 and "There is no database" in refused.err
    refused = typed("encrypt", db="postgresql://server/desk")
    assert refused.code == 2 and "a server's disks" in refused.err


def test_the_window_takes_it_too(typed: Desk, tmp_path: Path, monkeypatch: Given) -> None:
    typed("encrypt", "--passphrase-stdin", lines=f"{OLD}\n")
    KEYS.forget()
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{OLD}\n"))
    assert run(["--db", str(tmp_path / "desk.db"), "--passphrase-stdin"]) is None  # no command: the window opens
    open_desk(str(tmp_path / "desk.db")).store.close()


def test_a_plain_record_loads_nothing_of_it(westmarsh: Desk, tmp_path: Path) -> None:
    program = (
        "import sys; from ehcp_desk.cli.main import run; code = run(sys.argv[1:])\n"
        "print([n for n in ('sqlcipher3', 'argon2', 'keyring') if n in sys.modules], code, file=sys.stderr)"
    )
    command = [sys.executable, "-c", program, "--db", str(tmp_path / "desk.db"), "cases", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, stdin=subprocess.DEVNULL,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert done.stderr == "[] 0\n" and json.loads(done.stdout)["total"]
