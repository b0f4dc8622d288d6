"""The head every paper carries, read from the record: whose it is, as at when, sealed with which entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ehcp_desk.domain.dates import at_time, with_weekday
from ehcp_desk.domain.dates import local as local
from ehcp_desk.domain.journal import seal_words
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk

if TYPE_CHECKING:
    from ehcp_desk.domain.papers import PaperHead

COUNCIL, SERVICE = "council.name", "council.service"
DEMO = "demo"
"""The setting that marks a record as a demo; its value is the seed."""
CAUTIOUS = "clock.cautious"
"""The setting, ``on`` or ``off``, that shows the strictest reading of a limit beside its due date (law.md J6)."""


def council_named(name: str | None, service: str | None) -> tuple[str, str]:
    """What papers call the council and its service, which may not have been named yet."""
    return name or "Council not named yet", service or "SEND service"


def council_now(work: ReadWork) -> tuple[str, str]:
    """The same, as the settings have it today."""
    return council_named(work.setting(COUNCIL), work.setting(SERVICE))


def paper_head(work: ReadWork, desk: Desk, as_at: str = "") -> PaperHead:
    """The head for a paper printed now; ``as_at`` overrides the words where the paper looks back.

    A paper from a copy says on every page that it is from one, and of when.
    """
    from ehcp_desk.domain.papers import PaperHead  # every window reads the settings above, few print

    seq, head, sealed = work.record_head()
    copied = desk.store.copied
    stamp = f" ({copied.words[0].lower()}{copied.words[1:]}; the server could not be reached)" if copied else ""
    council, service = council_now(work)
    return PaperHead(
        council=council,
        service=service,
        as_at=(as_at or at_time(local(desk.now()))) + stamp,
        seal=seal_words(head),
        seal_day=sealed.date() if sealed else None,
        entry=seq,
    )


def as_at_words(desk: Desk) -> str:
    """``Friday 30 October 2026`` for the desk's day."""
    return with_weekday(desk.today())
