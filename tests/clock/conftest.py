"""Each run compiles the rules afresh, so that a mutated clock is never hidden behind one compiled before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ehcp_desk.clock.engine import program_for


@pytest.fixture(autouse=True, scope="session")
def freshly_compiled() -> Iterator[None]:
    program_for.cache_clear()
    yield
    program_for.cache_clear()
