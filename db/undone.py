"""What a restore took back: files that were closed since the backup was made, and files that were disposed of since."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from db.store import open_store
from db.uow import ReadUnit
from ehcp_desk.domain.errors import DeskError

_OPEN = "LOOK: {refs}: restricted since the backup was made, and open to everybody again. Restrict them again."
_WIDER = "LOOK: {refs}: open again to somebody who was taken off the names since. Name the right people again."
_BACK = "LOOK: {refs}: disposed of since the backup was made, and here again. Dispose of them again."
_UNKNOWN = (
    "LOOK: what was there before cannot be read whole, so nobody can say which files were restricted or disposed of "
    "since the backup was made."
)


@dataclass(frozen=True, slots=True)
class Undone:
    """References of cases ``open`` to everybody again, of those open to ``wider`` names than before, and of those that
    are ``back`` though they were disposed of; ``known`` where the two records could be compared."""

    open: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    known: bool = True

    @property
    def words(self) -> str:
        """A sentence for each kind of file there is; nothing where there are none."""
        told = [(_OPEN, self.open), (_WIDER, self.wider), (_BACK, self.back)]
        said = [words.format(refs=", ".join(refs)) for words, refs in told if refs]
        return " ".join(said if self.known else [_UNKNOWN])


def undone(before: Path, now: str) -> Undone:
    """Compare the record a restore kept aside with what it put in its place."""
    try:
        with closing(open_store(before, migrate=False)) as store, store.read() as work:
            closed = _named(work)
            gone = [one.ref for one in work.disposals()]
    except DeskError:  # damaged, or of an older version
        return Undone(known=False)
    with closing(open_store(now)) as store, store.read() as work:
        named = _named(work)
        there = {ref for ref in (*closed, *gone) if work.find_case(ref) is not None}
    both = closed.keys() & named.keys()
    return Undone(
        tuple(sorted(there & closed.keys() - named.keys())),
        tuple(sorted(ref for ref in both if named[ref] - closed[ref])),
        tuple(sorted(there.intersection(gone))),
    )


def _named(work: ReadUnit) -> dict[str, frozenset[str]]:
    """To whom each restricted case is open, by reference."""
    found = {}
    for number in work.restricted_cases():
        case = work.case(number)
        restriction = work.restriction(case.child.id)
        found[case.ref] = frozenset(restriction.names if restriction is not None else ())
    return found
