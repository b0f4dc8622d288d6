"""Many like things held in little memory: packed in chunks, unpacked a chunk at a time as they are asked for.

A file of a council's cases is read, planned and accounted for row by row, and all of it must stay at hand until a person
has said yes.  Packed, a row takes some 70 bytes where its cells as Python objects take 1,200.  Nothing leaves memory:
what a file says of children is never put in a temporary file.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar, overload

T = TypeVar("T")
_CHUNK = 256
_QUICKLY = 1
"""How hard zlib tries: the least, which is a quarter of the size for a tenth of the time of reading the cells."""


def _same(item: Any) -> Any:
    return item


class Packed(Sequence[T]):
    """A sequence that is filled from an iterable and read as any other; reading on is cheap, jumping about is not.

    ``flat`` turns an item into plain values (texts, numbers, days, tuples and lists of them) and ``whole`` makes it
    again; without them items must be plain already.
    """

    __slots__ = ("_chunks", "_flat", "_last", "_tail", "_whole")

    def __init__(
        self,
        items: Iterable[T] = (),
        flat: Callable[[T], object] = _same,
        whole: Callable[[Any], T] = _same,
    ) -> None:
        self._flat, self._whole = flat, whole
        self._chunks: list[bytes] = []
        self._tail: list[T] = []
        self._last: tuple[int, list[T]] = (-1, [])
        self.extend(items)

    def append(self, item: T) -> None:
        """Add one at the end."""
        self._tail.append(item)
        if len(self._tail) == _CHUNK:
            self._pack()

    def extend(self, items: Iterable[T]) -> None:
        """Add many at the end."""
        for item in items:
            self._tail.append(item)
            if len(self._tail) == _CHUNK:
                self._pack()

    def __len__(self) -> int:
        return len(self._chunks) * _CHUNK + len(self._tail)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(place)
        chunk, within = divmod(at, _CHUNK)
        if chunk == len(self._chunks):
            return self._tail[within]
        found = self._last[1] if self._last[0] == chunk else self._unpacked(chunk)
        return found[within]

    def __iter__(self) -> Iterator[T]:
        for chunk in range(len(self._chunks)):
            yield from self._last[1] if self._last[0] == chunk else self._unpacked(chunk)
        yield from self._tail

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # it can grow

    def _pack(self) -> None:
        flat = self._tail if self._flat is _same else [self._flat(one) for one in self._tail]
        self._chunks.append(zlib.compress(pickle.dumps(flat, pickle.HIGHEST_PROTOCOL), _QUICKLY))
        self._tail = []

    def _unpacked(self, chunk: int) -> list[T]:
        """What a chunk holds, which is remembered: in a file of few rows it is the only one, and is looked through thrice."""
        plain = pickle.loads(zlib.decompress(self._chunks[chunk]))
        whole = plain if self._whole is _same else [self._whole(one) for one in plain]
        self._last = (chunk, whole)
        return whole
