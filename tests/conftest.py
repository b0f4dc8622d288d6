"""What every test stands on: no display, faults written down in a folder of its own and never in somebody's, and
property tests judged by what they find, never by how long they took. In a whole run each property test tries the same
examples every time, so that a run says whether the code changed and not whether luck did; `make properties` looks for
new ones (EHCP_EXAMPLES times as many, at random), and what it finds becomes an example of its test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
MORE = int(os.environ.get("EHCP_EXAMPLES", "0"))
settings.register_profile(
    "desk", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True, derandomize=not MORE
)
settings.load_profile("desk")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With EHCP_EXAMPLES, property tests only, each with so many times its examples."""
    if not MORE:
        return
    chosen = [item for item in items if getattr(getattr(item, "obj", None), "is_hypothesis_test", False)]
    for item in chosen:
        test = item.obj  # type: ignore[attr-defined]
        kept = getattr(test, "_hypothesis_internal_use_settings", None) or settings()
        function = getattr(test, "__func__", test)
        function._hypothesis_internal_use_settings = settings(kept, max_examples=kept.max_examples * MORE)
    items[:] = chosen


@pytest.fixture(scope="session", autouse=True)
def own_faults_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a test breaks on purpose is not written into the log of whoever runs it (where logs go by XDG_STATE_HOME)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield
