"""Moving a whole record between SQLite and PostgreSQL."""

from __future__ import annotations

from db.copying import copy_record
from db.engine import address
from db.store import open_store
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.ports.work import Progress


def move_record(source: str, target: str, progress: Progress | None = None) -> dict[str, str]:
    """Copy the record at ``source`` into an empty one at ``target``, made where there is none.

    One snapshot of the source goes over in one transaction and is compared row by row and chain by chain before it
    commits; the source is left as it was.
    """
    if address(source) == address(target):
        raise BadInput("A record cannot be moved onto itself; give another address.")
    old = open_store(source)
    try:
        new = open_store(target, create=True)
        try:
            with old.read() as snapshot, new.connection(write=True) as connection:
                copy_record(snapshot.connection, connection, progress)
                seq, head, _ = snapshot.journal_head()
        finally:
            new.close()
    finally:
        old.close()
    words = f"The record was copied to {new.description} and every row compared. {old.description} is unchanged."
    return {
        "from": old.description,
        "to": new.description,
        "journal_seq": str(seq),
        "journal_head": head,
        "words": words,
    }
