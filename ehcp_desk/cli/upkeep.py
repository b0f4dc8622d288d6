"""Commands that look after the record: verify, backup, restore, migrate, doctor."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ehcp_desk.bootstrap import default_database
from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call
from ehcp_desk.domain.access import Act
from ehcp_desk.domain.errors import BadInput, DeskError
from ehcp_desk.domain.seal_file import HEADINGS, NAME
from ehcp_desk.printing import folder_for

Checks = Sequence[tuple[str, bool, str]]
_OF_RETURNS = (".xml", ".xlsx", ".csv")


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    verify = commands.add_parser("verify", parents=[shared], help="check the record, or a file this program issued")
    verify.add_argument("file", nargs="?", type=Path, metavar="FILE")
    verify.set_defaults(run=_verify)
    export = commands.add_parser("export-record", parents=[shared],
                                 help="one case's record, with a checker that runs without this program")  # fmt: skip
    export.add_argument("ref", metavar="REF")
    export.add_argument("--out", type=Path, required=True, metavar="DIR|FILE.zip")
    export.set_defaults(run=_export)
    seal = commands.add_parser("seal", parents=[shared], help="add today's seal to the daily seal file of a folder")
    seal.add_argument("--out", type=Path, required=True, metavar="DIR")
    seal.set_defaults(run=_seal)
    backup = commands.add_parser("backup", parents=[shared], help="an online, verified copy of the record")
    backup.add_argument("--out", type=Path, required=True, metavar="FILE|DIR")
    backup.add_argument("--keep", nargs=2, type=int, metavar=("DAYS", "WEEKS"),
                        help="--out is a folder: a new backup there, its restore rehearsed, older ones thinned out")  # fmt: skip
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", parents=[shared], help="put a backup in place, after a rehearsal")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.set_defaults(run=_restore)
    salvage = commands.add_parser("salvage", parents=[shared],
                                  help="save what can be read of a damaged file, and say what is lost")  # fmt: skip
    salvage.add_argument("file", type=Path, metavar="FILE")
    salvage.add_argument("--out", type=Path, required=True, metavar="NEW.db")
    salvage.set_defaults(run=_salvage)
    move = commands.add_parser("move", parents=[shared], help="a whole record between a file and a server, verified")
    move.add_argument("--from", dest="source", required=True, metavar="A", help="a file or URL")
    move.add_argument("--to", dest="target", required=True, metavar="B", help="a file or URL that holds nothing yet")
    move.set_defaults(run=_move)
    migrate = commands.add_parser("migrate", parents=[shared], help="bring the record to this version; backs up first")
    migrate.set_defaults(run=_migrate)
    doctor = commands.add_parser("doctor", parents=[shared], help="check the installation end to end")
    doctor.set_defaults(run=_doctor)


def report(call: Call, checks: Checks) -> int:
    """Print checks as the contract has them, and give 1 where one of them found something wrong."""
    ok = all(passed for _, passed, _ in checks)
    document = {"ok": ok, "checks": [{"check": c, "ok": passed, "detail": d} for c, passed, d in checks]}
    lines = [f"{'ok   ' if passed else 'WRONG'}  {check}: {detail}" for check, passed, detail in checks]
    call.answer(document, "\n".join([*lines, "Everything agrees." if ok else "Something is wrong; see above."]))
    return OK if ok else FOUND_WRONG


def _verify(call: Call) -> int:
    from ehcp_desk.services.upkeep.checking import verify_record
    from ehcp_desk.services.upkeep.sealing import verify_kept_seals

    path: Path | None = call.args.file
    if path is None:
        desk = call.desk()
        return report(call, [*verify_record(desk, call.progress), *verify_kept_seals(desk)])
    if not path.is_file():
        raise BadInput(f"There is no file at {path} to verify.")
    return report(call, _verify_issued(call, path))


def _verify_issued(call: Call, path: Path) -> Checks:
    from ehcp_desk.services.upkeep.checking import verify_record
    from ehcp_desk.services.upkeep.paper_check import FORMS, verify_export, verify_paper
    from ehcp_desk.services.upkeep.sealing import verify_seals

    if path.suffix.lower() == ".json":
        return _verify_frozen(call, path)
    if path.suffix.lower() in FORMS:
        return verify_paper(call.desk(), path)
    if path.name == NAME or _begins(path, HEADINGS.encode()):
        return verify_seals(call.desk(), path)
    if path.suffix.lower() == ".jsonl":
        return verify_export(call.desk(), path)
    if path.suffix.lower() in (".db", ".sqlite", ".backup") or _is_database(path):
        return verify_record(call.desk_on(str(path)), call.progress)
    return _verify_of_return(call, path)


def _verify_of_return(call: Call, path: Path) -> Checks:
    """A file of a return through the frozen copy that lies with it.  Raises BadInput where none names it."""
    from ehcp_desk.exchange.frozen import frozen_copy_of

    frozen = frozen_copy_of(path)
    if frozen is not None:
        said = f"{path.name} is a file of the return frozen in {frozen.name}, and is checked through it"
        return [("frozen copy of it", True, said), *_verify_frozen(call, frozen)]
    if path.suffix.lower() in _OF_RETURNS:
        raise BadInput(f"{path.name} is no seal file; where it is of a return, check it by its frozen copy, {path.stem}.json, "
                       "with both in one folder.")  # fmt: skip
    raise BadInput(
        f"{path.name} is not something this program issues; verify takes a .pdf, .html or .docx, a return’s .json or a "
        "file beside it, a record’s .jsonl, a seal file’s .csv or a .db."
    )


def _verify_frozen(call: Call, path: Path) -> Checks:
    """A return by its frozen copy: whether it agrees with itself, and whether the record, where there is one, issued it."""
    from ehcp_desk.exchange.annex_files import is_frozen_lists, verify_lists
    from ehcp_desk.exchange.return_check import verify_return
    from ehcp_desk.exchange.sen2.files import is_frozen, verify_sen2
    from ehcp_desk.services.upkeep.frozen_check import UNCHECKED, frozen_check

    verify = verify_lists if is_frozen_lists(path) else verify_sen2 if is_frozen(path) else verify_return
    checks = verify(path)
    try:
        return [*checks, frozen_check(call.desk(), path)]
    except DeskError as fault:
        if call.args.db:  # whoever names a record wants it asked
            raise
        return [*checks, ("issue", True, f"{UNCHECKED}{fault}")]


def _is_database(path: Path) -> bool:
    """A backup may have any name: it is known by how an SQLite file, or an encrypted record, begins."""
    from db.cipher import way_of

    return _begins(path, b"SQLite format 3\0") or bool(way_of(path))


def _begins(path: Path, with_these: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(with_these)) == with_these


def _export(call: Call) -> int:
    from ehcp_desk.services.records.exporting import export_record

    done = export_record(call.desk(), call.args.ref, call.args.out, call.progress)
    document = {
        "ref": call.args.ref, "files": [str(path) for path in done.paths], "sha256": done.sha256, "facts": done.facts,
        "documents": done.documents, "entries": done.entries, "journal_seq": done.seq, "journal_head": done.head,
    }  # fmt: skip
    call.answer(
        document,
        f"{call.args.ref}: {done.facts} facts and {done.documents} documents, checked, in {call.args.out}. Its seal is in "
        f"{done.paths[-1]}: send that another way, on paper or by post. Whoever receives both runs: python check_record.py "
        "record.jsonl --seal FILE",
    )
    return OK


def _seal(call: Call) -> int:
    from ehcp_desk.services.upkeep.sealing import add_seal

    path, line, added = add_seal(call.desk(), call.args.out)
    words = "added to" if added else "there already in"
    call.answer({"file": str(path), "line": line.text, "added": added}, f"Seal {line.words} {words} {path}.")
    return OK


def _backup(call: Call) -> int:
    target: Path = call.args.out
    if call.args.keep is not None:
        return _backup_into(call, target, *call.args.keep)
    folder_for(target.parent)
    if target.exists():
        raise BadInput(f"{target} is already there; give the backup a new name, so that no backup is overwritten.")
    desk = call.desk()
    desk.need(Act.BACKUP)
    held = desk.store.backup(target, call.progress)
    words = f"Backed up and checked: {target}, sealed at entry {held.get('journal_seq')}."
    return _answer_backup(call, {**held, "file": str(target)}, words)


def _answer_backup(call: Call, document: Mapping[str, Any], words: str) -> int:
    """Answer for a backup; 1 where it was made and the journal does not fit together."""
    from db.backup import remark

    look = remark(document)
    call.answer(document, f"{words} {look}".strip())
    return FOUND_WRONG if look else OK


def _backup_into(call: Call, folder: Path, days: int, weeks: int) -> int:
    from db.rotating import backup_into, dated_after

    if folder.is_file() or folder.suffix == ".db":
        raise BadInput(f"{folder} is not a folder; with --keep, --out names the folder the backups are kept in.")
    folder_for(folder)
    desk = call.desk()
    desk.need(Act.BACKUP)
    at = datetime.now(UTC)
    held, gone = backup_into(desk.store, folder, days, weeks, at, call.progress)
    removed, later = [str(path) for path in gone], [str(path) for path in dated_after(folder, held["record"], at)]
    words = (f"Backed up, checked and its restore rehearsed: {held['file']}, sealed at entry "
             f"{held['journal_seq']}. Older backups removed: {len(removed) or 'none'}.")  # fmt: skip
    if later:
        words += (
            f" LOOK: dated later than this one, and left alone: {', '.join(later)}. Was this computer's clock wrong?"
        )
    return _answer_backup(call, {**held, "removed": removed, "dated_later": later}, words)


def _restore(call: Call) -> int:
    from db.store import restore

    where = call.args.db or default_database()
    if not call.args.file.is_file():
        raise BadInput(f"There is no backup at {call.args.file}; check the name.")
    kept = restore(call.args.file, where)
    call.answer({"restored": str(call.args.file), "into": where, **kept},
                f"{call.args.file} was rehearsed, checked and put in place. {kept.get('words', '')}".strip())  # fmt: skip
    return OK


def _salvage(call: Call) -> int:
    from ehcp_desk.cli.salvaging import salvage

    return salvage(call, call.args.file, call.args.out)


def _move(call: Call) -> int:
    from db.store import move
    from ehcp_desk.cli.left_behind import left_behind, said

    done = move(call.args.source, call.args.target, call.progress)
    left = left_behind(call, done["from"])
    words = f"{done['words']} {said(left, done['from'])}"
    call.answer({**done, "unfinished": left, "words": words}, words)
    return OK


def _migrate(call: Call) -> int:
    from db.store import migrate
    from ehcp_desk.services.upkeep.recomputing import rebuild_search, recompute

    done = migrate(call.args.db or default_database(), call.progress)
    desk = call.desk()
    if done["from"] == done["to"]:  # a migration makes it again by itself
        rebuild_search(desk, call.progress)
    again = recompute(desk, call.progress)
    count = len(again.changed)
    words = f"Deadlines of {again.cases} cases were worked out again; {count or 'none'} changed."
    call.answer(
        {**done, "cases": again.cases, "changed": list(again.changed)}, f"{done.get('words', '')} {words}".strip()
    )
    return OK


def _doctor(call: Call) -> int:
    from ehcp_desk.cli.doctor import examine

    return report(call, examine(call.args.db))
