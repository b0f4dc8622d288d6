"""An empty store in memory for each test."""

from __future__ import annotations

import pytest

from tests.support.memory_store import MemoryStore


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()
