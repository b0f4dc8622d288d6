"""School years to choose from, as (value, words)."""

from __future__ import annotations

from ehcp_desk.domain.case import year_words

FIRST, LAST = -2, 14
YEARS: tuple[tuple[str, str], ...] = (
    ("", "not known"),
    *((str(year), year_words(year)) for year in range(FIRST, LAST + 1)),
)
