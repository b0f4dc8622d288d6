"""Every act of the desk killed at points of it, and its power cut; the long run is ``make crash``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not a thing on Windows")
ACTS = {"save", "document filing", "import", "disposal", "backup", "restore", "upgrade", "export", "salvage", "encrypt"}


def test_whatever_is_killed_nothing_is_lost(tmp_path: Path) -> None:
    """In a program of its own: it makes copies of itself, which a process with threads must not."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", "3", "suite"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "crash.json").read_text(encoding="utf-8"))
    assert (found["lost"], found["wrong"]) == (0, 0)
    assert found["acts"].keys() == ACTS | {"torn log", "held"}
    assert all(found["acts"][act]["runs"] == 3 and found["acts"][act]["killed"] >= 2 for act in ACTS)
