"""What every table is declared on: one naming of constraints, so that a migration can name what it drops."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from sqlalchemy import Index, MetaData, Text, text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from db.types import Date, UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Words = Annotated[str, mapped_column(Text, default="")]


class Base(DeclarativeBase):
    """The declarative base.  Rows never leave :mod:`db`."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {str: Text(), date: Date(), datetime: UtcDateTime()}


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows that answer ``where``, the same on both databases."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))
