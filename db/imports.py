"""What importing keeps: profiles of headings, and the digests of rows already in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import insert, select, update

from db.tables import ImportedRowRecord, ProfileRecord
from db.unit import Unit, WritingUnit


class ImportReading(Unit):
    """Reading what importing keeps."""

    def import_profiles(self) -> Mapping[str, str]:
        """Each profile by its name."""
        return dict(self._select(select(ProfileRecord.name, ProfileRecord.profile).order_by(ProfileRecord.name)))

    def imported_digests(self) -> frozenset[str]:
        """Digests of the row contents of every file imported so far."""
        return frozenset(self._connection.execute(select(ImportedRowRecord.digest)).scalars())


class ImportWriting(ImportReading, WritingUnit):
    """Changing what importing keeps."""

    def save_import_profile(self, name: str, profile: str) -> None:
        """Keep a profile, in place of one of the same name."""
        changed = self._connection.execute(
            update(ProfileRecord).where(ProfileRecord.name == name).values(profile=profile)
        )
        if changed.rowcount == 0:
            self._connection.execute(insert(ProfileRecord).values(name=name, profile=profile))

    def add_imported_digests(self, digests: Iterable[str]) -> None:
        """Remember rows as imported; those already known stay as they are."""
        new = sorted(set(digests) - self.imported_digests())
        if new:
            self._connection.execute(insert(ImportedRowRecord), [{"digest": digest} for digest in new])
