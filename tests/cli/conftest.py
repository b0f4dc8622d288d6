"""Run the command line as a script would: arguments in; code, JSON or text, and sentences out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ehcp_desk.cli.main import run

SAMPLE = Path(__file__).parent.parent / "data" / "westmarsh-tracker.xlsx"


@dataclass
class Answer:
    """What a command gave back."""

    code: int | None
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Desk = Callable[..., Answer]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """``desk("cases", "--json")`` on a record of this test's own, on 30 October 2026."""

    def call(*words: str, db: str = "", today: str = "2026-10-30", user: str = "Bea Tindall") -> Answer:
        where = db or str(tmp_path / "desk.db")
        code = run(["--db", where, "--user", user, "--today", today, *words])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return call


@pytest.fixture
def westmarsh(desk: Desk) -> Desk:
    """The sample tracker brought in."""
    assert desk("import", str(SAMPLE)).code == 0
    return desk


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional authority with 120 cases, made once; each test works on a copy of its own."""
    path = tmp_path_factory.mktemp("built") / "demo.db"
    assert run(["--db", str(path), "--today", "2026-10-30", "demo", "--cases", "120", "--seed", "7"]) == 0
    return path


@pytest.fixture
def demo(desk: Desk, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk over the fictional authority."""
    shutil.copy(built, tmp_path / "desk.db")
    capsys.readouterr()
    return desk
