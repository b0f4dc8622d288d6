"""What importing keeps: how a council's headings are read, and which rows are already in."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Base


class ProfileRecord(Base):
    """How one council's file is read: its headings, confirmed by a person and kept under a name."""

    __tablename__ = "import_profiles"
    name: Mapped[str] = mapped_column(primary_key=True)
    profile: Mapped[str]


class ImportedRowRecord(Base):
    """The digest of the content of a row that is already in the record, and the number of the import that brought it;
    NULL from before imports were numbered."""

    __tablename__ = "imported_rows"
    __table_args__ = ({"sqlite_with_rowid": False},)
    digest: Mapped[str] = mapped_column(primary_key=True)
    import_number: Mapped[int | None]
