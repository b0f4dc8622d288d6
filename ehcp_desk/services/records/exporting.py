"""A case's record for somebody without this program: JSON lines, the chain that proves them, and a checker to run.

The format is described in ``ehcp_desk/assets/record-format.md``, which goes with it.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from ehcp_desk.assets import check_record
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput, KnownFault
from ehcp_desk.domain.journal import PAPER_ISSUED, RECORD_COUNTED, JournalEntry, NewEntry, canonical, payload_of
from ehcp_desk.domain.record import line_of
from ehcp_desk.ports.work import Progress, ReadWork
from ehcp_desk.services.casework.recording import find
from ehcp_desk.services.desk import Desk

RECORD, CHECKER, FORMAT = "record.jsonl", "check_record.py", "record-format.md"
_SEAL = """The seal of an exported record

Case {ref}. Its record ends at number {seq} of the council's journal and holds {entries} entries about the case.

Seal: {seal}
SHA-256 of record.jsonl: {sha256}

Written on {day} by {who}.

Give this to whoever receives the record by another way than the record itself: on paper, by post, or read out. The
record has no key, so whoever changes it can make every digest in it fit again; they cannot change what is written here.
Whoever has both runs:

    python check_record.py record.jsonl --seal "SEAL"      with this file in place of SEAL, or the numbers typed from it
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: the files, how many facts, documents and entries of the case, and the head they are chained to.
    The last file is the paper with the seal, which stands beside the others as it should go another way."""

    paths: tuple[Path, ...]
    sha256: str
    facts: int
    documents: int
    entries: int
    seq: int
    head: str


def export_record(desk: Desk, ref: str, out: Path, progress: Progress | None = None) -> Exported:
    """Write the record of a case into a folder, or a ``.zip``, with the checker and the format beside it.

    The result is checked before it is handed over, and its issue is kept in the journal or nothing is left.  Raises
    NotAllowed for whoever may not print papers, BadInput where there is no such case or the place is taken, KnownFault
    where it cannot be written or the record does not agree with its own seals.
    """
    desk.need(Act.PAPERS)
    zipped = out.suffix.lower() == ".zip"
    paper = _free_place(out, zipped)
    with desk.store.write(desk.user, desk.now()) as work:
        case_id = find(work, ref)
        work.append(NewEntry(RECORD_COUNTED, case_id, {"entries": sum(1 for _ in work.journal(case_id=case_id))}))
    with tempfile.TemporaryDirectory(prefix="ehcp-desk-record-") as made:
        folder = Path(made)
        counts = _write(desk, ref, folder / RECORD, progress)
        wrong = [f"{what}: {said}" for what, ok, said in check_record.check(str(folder / RECORD)) if not ok]
        if wrong:
            raise KnownFault(f"{ref} was not exported, because its record does not agree with its seals: {wrong[0]}.")
        for name in (CHECKER, FORMAT):
            (folder / name).write_bytes((files("ehcp_desk") / "assets" / name).read_bytes())
        sha256 = hashlib.sha256((folder / RECORD).read_bytes()).hexdigest()
        facts, documents, entries, seq, head = counts
        words = _SEAL.format(ref=ref, seal=check_record.seal_text(seq, entries, head), sha256=sha256, seq=seq,
                             day=in_words(desk.today()), who=desk.user, entries=entries)  # fmt: skip
        told = {
            "paper": "record",
            "files": [{"name": RECORD, "sha256": sha256, "content": ""}],
            "as_at": f"entry {seq}",
        }
        (folder / paper.name).write_text(words, encoding="utf-8")
        with _handed_over(folder, out, zipped, paper) as paths, desk.store.write(desk.user, desk.now()) as work:
            work.append(NewEntry(PAPER_ISSUED, case_id, told))
    return Exported(paths, sha256, facts, documents, entries, seq, head)


def _free_place(out: Path, zipped: bool) -> Path:
    """Where the paper with the seal goes: beside the record, not in it.  Raises BadInput where either place is taken."""
    here = out.resolve()
    paper = here.with_name(f"{here.stem if zipped else here.name} seal.txt")
    full = out.exists() and (zipped or out.is_file() or any(out.iterdir()))
    if taken := [*([out] if full else []), *([paper] if paper.exists() else [])]:
        raise BadInput(f"{taken[0]} is already there; give the record a new place, so that nothing is overwritten.")
    return paper


@contextmanager
def _handed_over(folder: Path, out: Path, zipped: bool, paper: Path) -> Iterator[tuple[Path, ...]]:
    """The files in their place, all of them or none; none either where the block, which keeps their issue, fails."""
    names = sorted(path.name for path in folder.iterdir() if path.name != paper.name)
    made, there = [*([out] if zipped else [out / name for name in names]), paper], out.exists()
    try:
        _place(folder, names, out, zipped)
        _place(folder, [paper.name], paper.parent, zipped=False)
        yield tuple(made)
    except BaseException:
        for path in made:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        if not zipped and not there:
            with suppress(OSError):
                out.rmdir()
        raise


def _place(folder: Path, names: Sequence[str], out: Path, zipped: bool) -> None:
    try:
        if zipped:
            out.parent.mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
                for name in names:
                    kept.write(folder / name, name)
            return
        out.mkdir(parents=True, exist_ok=True)
        for name in names:
            shutil.copyfile(folder / name, out / name)
    except OSError as fault:
        raise KnownFault(f"{out} cannot be written: {fault.strerror or fault}.") from fault


def counted(work: ReadWork, case_id: int) -> tuple[int, int, int, str]:
    """The number of the case's first entry, how many there are, and number and hash of the last, which counts the others.

    An entry of the case passed off as one of another would be missed there, as would a beginning cut off.  Raises
    KnownFault where somebody saved to the case since it was counted.
    """
    *before, last = work.journal(case_id=case_id)
    if not before:
        ref = work.case(case_id).ref
        raise KnownFault(f"The journal holds nothing about {ref}, so there is nothing to prove its record by.")
    if last.kind != RECORD_COUNTED or payload_of(last).get("entries") != len(before):
        ref = work.case(case_id).ref
        raise KnownFault(f"Somebody saved to {ref} while its record was being written; export it again.")
    return before[0].seq, len(before) + 1, last.seq, last.hash


def _write(desk: Desk, ref: str, path: Path, progress: Progress | None) -> tuple[int, int, int, int, str]:
    seen, lines = hashlib.sha256(), 0
    with desk.store.read() as work, path.open("wb") as file:
        case_id = find(work, ref)
        first, entries, seq, head = counted(work, case_id)
        facts, documents = work.facts(case_id), work.documents(case_id)
        name = work.case(case_id).ref
        opening = {
            "line": "record",
            "format": check_record.FORMAT,
            "ref": name,
            "case": case_id,
            "seq": seq,
            "head": head,
        }
        for line in _lines(work, case_id, opening, (first, seq), progress):
            text = f"{canonical(line)}\n".encode()
            seen.update(text)
            lines += 1
            file.write(text)
        end = {"line": "end", "lines": lines, "sha256": seen.hexdigest()}
        file.write(f"{canonical(end)}\n".encode())
    return len(facts), len(documents), entries, seq, head


def _lines(
    work: ReadWork, case_id: int, opening: dict[str, Any], reach: tuple[int, int], progress: Progress | None
) -> Iterator[dict[str, Any]]:
    yield opening
    first, last = reach
    for entry in work.journal(first - 1):
        if entry.seq > last:
            break
        if progress is not None and entry.seq % 500 == 0:
            progress(entry.seq - first, last - first, "Following the chain")
        yield _own(entry) if entry.case_id == case_id else _link(entry)
    for f in work.facts(case_id):
        yield {"line": "fact", "fact": list(line_of(f))}
    for d in work.documents(case_id):
        yield {"line": "document", "document": {"document": d.id, "sha256": d.sha256, "filename": d.filename}}


def _own(entry: JournalEntry) -> dict[str, Any]:
    return {
        "line": "entry", "seq": entry.seq, "at": entry.at.isoformat(), "actor": entry.actor, "case": entry.case_id,
        "kind": entry.kind, "payload": entry.payload, "payload_digest": entry.payload_digest,
        "previous": entry.previous, "hash": entry.hash,
    }  # fmt: skip


def _link(entry: JournalEntry) -> dict[str, Any]:
    """An entry of another case: the state of SHA-256 after all it holds but the hash before it."""
    case = "" if entry.case_id is None else str(entry.case_id)
    private = (str(entry.seq), entry.at.isoformat(), entry.actor, case, entry.kind, entry.payload_digest, "")
    state, length, tail = check_record.middle_of("\x1f".join(private))
    return {"line": "link", "seq": entry.seq, "state": state, "length": length, "tail": tail, "hash": entry.hash}
