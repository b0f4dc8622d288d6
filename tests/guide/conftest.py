"""The fictional authority of the guide, built once; each task has a copy of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.guide.authority import build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("guide"))


@pytest.fixture
def record(built: Path, tmp_path: Path) -> str:
    return str(shutil.copy(built, tmp_path / "westmarsh.db"))
