"""Whether the frozen copy of a return is one that this record issued.

Its seal has no key, so whoever alters a return can make it fit again; what cannot be made to fit is the journal, which keeps
the digest of each frozen copy as it is issued (:func:`ehcp_desk.services.records.issuing.note_frozen`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.journal import GENESIS, PAPER_ISSUED, JournalEntry, payload_of
from ehcp_desk.ports.work import ReadWork
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.heads import local
from ehcp_desk.services.records.issuing import file_digest
from ehcp_desk.services.upkeep.checking import Check

UNCHECKED = "it agrees with itself; whether it was issued here was not checked: "


def frozen_check(desk: Desk, path: Path) -> Check:
    """Whether the journal knows the frozen copy of a return, which names the newest entry of the record it was made from."""
    if desk.store.copied is not None:
        return "issue", True, f"{UNCHECKED}this is a copy of the record, without its whole journal"
    with desk.store.read() as work:
        issued = ((entry, payload_of(entry)) for entry in work.journal(kind=PAPER_ISSUED))
        kept = [(entry, told) for entry, told in issued if told.get("frozen")]
        return _found(work, kept, file_digest(path), *_named(path))


def known_copy(desk: Desk, path: Path) -> str:
    """What the record knows of a frozen copy that something is to be worked out from, as the end of a sentence.

    Raises BadInput where it is not the copy that was frozen: its seal has no key, so fitting it proves nothing.
    """
    _, known, said = frozen_check(desk, path)
    if not known:
        raise BadInput(
            f"{path.name} is not the copy that was frozen: {said}. Use the file as it was issued, on the record it was "
            "issued from."
        )
    return said


def _found(work: ReadWork, kept: list[tuple[JournalEntry, dict[str, Any]]], digest: str, seq: int, head: str) -> Check:
    for entry, told in kept:
        if any(file["sha256"] == digest for file in told["files"]):
            day = in_words(local(entry.at).date())
            said = f"{told['paper']} as at {told['as_at']}, issued on {day} by {entry.actor}"
            return "issue", True, f"byte for byte the {said} (entry {entry.seq} of the journal)"
    here = next((entry.hash for entry in work.journal(seq - 1)), "") if seq > 0 else GENESIS
    if here != head:
        said = f"entry {seq}, which it names, is not in this record’s journal as it says"
        return "issue", False, f"{said}; it comes from another record or was altered"
    if not kept or seq < kept[0][1].get("entry", 0):
        said = "it agrees with itself, and the entry it names is in the journal, which kept no digest of frozen copies then"
        return "issue", True, f"{said}; so whether its figures are those that were issued cannot be shown"
    return "issue", False, "the journal has no record of issuing this file: it was altered, or never issued"


def _named(path: Path) -> tuple[int, str]:
    """Number and hash of the entry a frozen copy was made at; of none where it does not say."""
    journal = json.loads(path.read_bytes().decode("utf-8")).get("journal")
    seq, head = (journal.get("seq"), journal.get("head")) if isinstance(journal, dict) else (None, None)
    return (seq, head) if isinstance(seq, int) and isinstance(head, str) else (0, "")
