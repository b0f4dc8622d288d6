"""Moments: always in UTC, and on SQLite as ISO text of fixed width, so that it sorts."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; ValueError where its zone is not known."""
    if moment.tzinfo is None:
        raise ValueError("a moment in the record needs its time zone")
    return moment.astimezone(UTC)


def moment_text(moment: datetime) -> str:
    """How SQLite holds a moment."""
    return utc(moment).isoformat(timespec="microseconds")
