"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, Dialect, Integer, LargeBinary, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

from db.moments import moment_text, utc


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: ``timestamptz`` on PostgreSQL, ISO text of fixed width (so it sorts) on SQLite.

    A moment without a zone is refused with ValueError: nobody could say when it was.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's own type on this kind of database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """From the domain to the driver."""
        if value is None:
            return None
        moment = utc(value)
        return moment if dialect.name == "postgresql" else moment_text(moment)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the driver to the domain, always in UTC."""
        if value is None:
            return None
        return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).astimezone(UTC)


Big = BigInteger().with_variant(Integer(), "sqlite")
Sorted = Text().with_variant(Text(collation="C"), "postgresql")
"""Folded text that is compared: by code point on both databases, so that lists stand in one order."""

__all__ = ["Big", "Date", "LargeBinary", "Sorted", "UtcDateTime"]
