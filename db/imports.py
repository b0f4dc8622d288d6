"""What importing keeps: profiles of headings, and the digests of rows already in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from db.unit import Unit, WritingUnit

_CHUNK = 1_000


class ImportReading(Unit):
    """Reading what importing keeps."""

    def import_profiles(self) -> Mapping[str, str]:
        """Each profile by its name."""
        return dict(self._rows("SELECT name, profile FROM import_profiles ORDER BY name"))

    def imported_digests(self) -> frozenset[str]:
        """Digests of the row contents of every file imported so far."""
        return frozenset(digest for (digest,) in self._rows("SELECT digest FROM imported_rows"))


class ImportWriting(ImportReading, WritingUnit):
    """Changing what importing keeps."""

    def save_import_profile(self, name: str, profile: str) -> None:
        """Keep a profile, in place of one of the same name."""
        self._run(
            "INSERT INTO import_profiles (name, profile) VALUES (:name, :profile) "
            "ON CONFLICT (name) DO UPDATE SET profile = excluded.profile",
            {"name": name, "profile": profile},
        )

    def add_imported_digests(self, digests: Iterable[str], number: int | None = None) -> None:
        """Remember rows as brought in by import ``number``; those already known stay as they are."""
        known = set(self.imported_digests())
        source = iter(digests)
        while chunk := list(islice(source, _CHUNK)):
            new = sorted(set(chunk) - known)
            known.update(new)
            self._insert_all("imported_rows", [{"digest": digest, "import_number": number} for digest in new])

    def forget_imported(self, number: int) -> None:
        """Forget the rows of an import, so that they count as new when the file comes again."""
        self._run("DELETE FROM imported_rows WHERE import_number = :number", {"number": number})
