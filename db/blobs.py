"""The bytes of documents, a piece at a time: a scan of 200 MB is never whole in memory, here or in the driver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from db.unit import Unit

PIECE = 4 * 1024 * 1024
"""Bytes at a time.  Larger pieces are faster on a server, which unpacks a compressed column from its start."""


class BlobReading(Unit):
    """Reading what is kept under a digest."""

    def blob_pieces(self, sha256: str) -> Iterator[bytes]:
        """The bytes, a piece at a time; none where nothing is kept, or what is kept are no bytes."""
        if self._is_file:
            sql = "SELECT rowid FROM blobs WHERE sha256 = :sha256 AND typeof(content) = 'blob'"
            place = self.value(sql, {"sha256": sha256})
            if place is None:
                return
            with self._opened(place, readonly=True) as blob:
                while piece := blob.read(PIECE):
                    yield piece
            return
        sql, start = "SELECT substring(content FROM :start FOR :length) FROM blobs WHERE sha256 = :sha256", 1
        while piece := self.value(sql, {"sha256": sha256, "start": start, "length": PIECE}):
            yield bytes(piece)
            start += len(piece)

    def _opened(self, place: int, **how: bool) -> Any:
        """The bytes of a row of a file; the driver of an encrypted one has another word for it."""
        opened = getattr(self._driver, "blobopen", None) or self._driver.open_blob
        return opened("blobs", "content", place, **how)


class BlobWriting(BlobReading):
    """Keeping bytes under their digest."""

    def keep_blob(self, sha256: str, size: int, pieces: Iterable[bytes]) -> None:
        """Keep ``size`` bytes, unless they are there already: then ``pieces`` is never asked.

        Raises ValueError where the pieces come to another size.
        """
        if self.value("SELECT 1 FROM blobs WHERE sha256 = :sha256", {"sha256": sha256}) is not None:
            return
        if size <= PIECE:
            content = b"".join(_measured(pieces, size))
            self._run(
                "INSERT INTO blobs (sha256, content) VALUES (:sha256, :content) ON CONFLICT DO NOTHING",
                {"sha256": sha256, "content": content},
            )
        elif self._is_file:
            self._fill(sha256, size, _measured(pieces, size))
        else:
            self._send(sha256, _measured(pieces, size))

    def _fill(self, sha256: str, size: int, pieces: Iterable[bytes]) -> None:
        """Room is made first and filled after: SQLite copies a blob twice that it is handed whole."""
        sql = "INSERT INTO blobs (sha256, content) VALUES (:sha256, zeroblob(:size)) RETURNING rowid"
        with self._opened(self.value(sql, {"sha256": sha256, "size": size})) as blob:
            for piece in pieces:
                blob.write(piece)

    def _send(self, sha256: str, pieces: Iterable[bytes]) -> None:
        """A large object takes the pieces and becomes the row on the server, in the same transaction."""
        large, start = self.value("SELECT lo_create(0)"), 0
        for piece in pieces:
            self._run("SELECT lo_put(:large, :start, :piece)", {"large": large, "start": start, "piece": piece})
            start += len(piece)
        self._run(
            "INSERT INTO blobs (sha256, content) SELECT :sha256, lo_get(:large) ON CONFLICT DO NOTHING",
            {"sha256": sha256, "large": large},
        )
        self._run("SELECT lo_unlink(:large)", {"large": large})


def _measured(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The pieces, none of which may go beyond ``size``; ValueError where they do, or fall short."""
    came = 0
    for piece in pieces:
        came += len(piece)
        if came > size:
            break
        yield piece
    if came != size:
        raise ValueError(f"the bytes do not come to {size}")
