"""Cases kept by their number in what everybody reads, a setting or a line of the journal, and named to whoever sees them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ehcp_desk.ports.work import ReadWork


def named(work: ReadWork, kept: Collection[int | str]) -> Mapping[int | str, str]:
    """The reference of each case as it was kept, by its number or, in older records, by its reference.

    One that is closed to whoever asks is missing.  A case that was disposed of still has its reference.
    """
    numbers = [one for one in kept if isinstance(one, int)]
    gone = {one.case_id: one.ref for one in work.disposals()}
    found: dict[int | str, str] = {number: gone[number] for number in numbers if number in gone}
    found |= {row.id: row.ref for row in work.case_rows(numbers)} if numbers else {}
    disposed = frozenset(gone.values())
    old = (one for one in kept if isinstance(one, str))
    found |= {ref: ref for ref in old if ref in disposed or work.find_case(ref) is not None}
    return found
