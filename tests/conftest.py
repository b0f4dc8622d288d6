"""What every test stands on: no display, faults written down in a folder of its own and never in somebody's, and
property tests judged by what they find, never by how long they took."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("desk")


@pytest.fixture(scope="session", autouse=True)
def own_faults_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a test breaks on purpose is not written into the log of whoever runs it (where logs go by XDG_STATE_HOME)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield
