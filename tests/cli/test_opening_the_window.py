"""What the program gives the window it opens: without it an act of the window would do nothing."""

from __future__ import annotations

import gc
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import ui.app
from db.cipher import KEYS, KeyChain
from ehcp_desk.__main__ import main
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run
from ehcp_desk.cli.options import window_asked
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.policy import VARIABLE, policy
from ehcp_desk.services.upkeep.demo import build_demo
from ehcp_desk.unlocking import VARIABLE as PASSPHRASE


def opened(monkeypatch: pytest.MonkeyPatch, *words: str) -> dict[str, Any]:
    given: dict[str, Any] = {}

    def run(open_desk: object, **kw: Any) -> int:
        given.update(kw, open_desk=open_desk)
        return 0

    monkeypatch.setattr(ui.app, "run", run)
    try:
        assert main(list(words)) == 0
    finally:
        gc.enable()  # it rests until the window has its first list, and here is none
    return given


def test_the_tour_and_the_fictional_authority_reach_the_window(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    given = opened(monkeypatch, "--tour", "--db", str(tmp_path / "desk.db"), "--today", "2026-10-30")
    assert given["tour"] is True
    words = given["make_demo"](lambda *_: None)
    assert words[words.index("--today") + 1] == "2026-10-30" and (tmp_path / "ehcp-desk" / "demo.db").exists()
    assert not opened(monkeypatch, "--db", str(tmp_path / "desk.db"))["tour"]


def test_every_key_the_window_can_be_given_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = set(inspect.signature(ui.app.run).parameters)
    assert set(opened(monkeypatch, "--db", str(tmp_path / "desk.db"))) == named - {"settings"}


@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_policy_nobody_can_follow_opens_nothing_wherever_the_record_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, by: str
) -> None:
    """Found by review: the lock of the policy was left out in silence where --db or EHCP_DESK_DB named the record."""
    bad, record = tmp_path / "policy.toml", tmp_path / "desk.db"
    bad.write_text('lock_minutes = "5"\n', encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(bad))
    monkeypatch.setenv("EHCP_DESK_DB", str(record))
    policy.cache_clear()
    try:
        given = opened(monkeypatch, *(["--db", str(record)] if by == "option" else []))
        bad.write_text("lock_minutes = 5\n", encoding="utf-8")
        with pytest.raises(KnownFault, match="must set 'lock_minutes' to a number"):
            given["open_desk"]()
    finally:
        policy.cache_clear()
    assert not record.exists(), "a window that began without the policy opens no record, mended meanwhile or not"


@pytest.mark.parametrize(
    ("words", "window"),
    [((), True), (("--tour",), True), (("--db", "x.db", "--user", "Joy Addo", "--today", "2026-10-30"), True),
     (("--help",), False), (("--version",), False), (("cases",), False), (("--today", "soon"), False), (("--db",), False),
     (("--passphrase-stdin",), False), (("--db", "x.db", "cases"), False), (("--tou",), False)],
)  # fmt: skip
def test_only_what_the_window_is_opened_with_goes_past_the_commands(words: tuple[str, ...], window: bool) -> None:
    assert (window_asked(words) is not None) is window


def test_the_window_waits_for_no_command(tmp_path: Path) -> None:
    program = (
        "import sys, ui.app; ui.app.run = lambda *_, **kw: 0; from ehcp_desk.__main__ import main; "
        "assert main(['--db', sys.argv[1]]) == 0; print([m for m in sys.modules if m.startswith('ehcp_desk.cli.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "desk.db")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['ehcp_desk.cli.options']"


def test_an_encrypted_record_opens_with_what_the_environment_has(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record = str(tmp_path / "desk.db")
    made = open_desk(record, "Joy Addo", create=True)
    build_demo(made, 5, 1)
    made.store.close()
    monkeypatch.setenv(PASSPHRASE, "a long enough passphrase")
    assert run(["--db", record, "--user", "Joy Addo", "encrypt"]) == 0
    KEYS.forget()
    monkeypatch.setattr(KEYS, "offers", KeyChain().offers)  # as it is in a program that has just begun
    desk = opened(monkeypatch, "--db", record)["open_desk"]()
    assert desk.store.encrypted
    desk.store.close()
