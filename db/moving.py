"""Moving a whole record between SQLite and PostgreSQL."""

from __future__ import annotations

from db.cipher import KEYS
from db.copying import copy_record
from db.engine import address, file_of, is_file
from db.store import open_store
from db.team.names import refuse_members
from db.uow import ReadUnit
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.last_copy import NO_BACKUP
from ehcp_desk.ports.work import Progress


def move_record(source: str, target: str, progress: Progress | None = None) -> dict[str, str]:
    """Copy the record at ``source`` into an empty one at ``target``, made where there is none.

    One snapshot of the source goes over in one transaction and is compared row by row and chain by chain before it
    commits; the source is left as it was.  A file made from an encrypted one is encrypted with its key.  Raises NotAllowed
    for somebody of a team, on either side, before anything is read or made.
    """
    if address(source) == address(target):
        raise BadInput("A record cannot be moved onto itself; give another address.")
    old = open_store(source)
    try:
        refuse_members(old.signed_in)
        if old.copied is not None:
            raise BadInput(NO_BACKUP.format(where=old.description))
        key = KEYS.key_of(file_of(address(source))) if is_file(address(source)) else None
        new = open_store(target, create=True, new_key=key)
        try:
            refuse_members(new.signed_in)
            with old.snapshot() as whole, new.connection(write=True) as connection:
                broken = copy_record(whole, connection, progress)
                seq, head, _ = ReadUnit(whole).journal_head()
        finally:
            new.close()
    finally:
        old.close()
    words = f"The record was copied to {new.description} and every row compared. {old.description} is unchanged."
    if broken is not None:
        words += f" LOOK: its journal does not fit together at entry {broken}, in both alike. Run verify."
    return {
        "from": old.description,
        "to": new.description,
        "journal_seq": str(seq),
        "journal_head": head,
        "words": words,
    }
