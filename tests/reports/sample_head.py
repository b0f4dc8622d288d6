"""The head that every sample paper carries.  Everybody in the samples is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ehcp_desk.domain.papers import PaperHead

HEAD = PaperHead(
    council="Westmarsh Council",
    service="Special educational needs and disability service",
    as_at="Friday 30 October 2026, 09:47",
    seal="7F3A 91C2",
    seal_day=date(2026, 10, 30),
)
LARGE_PRINT = replace(HEAD, large_print=True)
