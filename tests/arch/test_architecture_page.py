"""The page of the rooms is what the import contracts say today."""

from __future__ import annotations

from tests.arch.architecture_page import PAGE, drawn


def test_the_page_is_drawn_from_the_contracts_of_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == drawn(), "Run: python -m tests.arch.architecture_page"
