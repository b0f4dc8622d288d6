"""What a desk may be killed in the middle of: each act done by the real services in a folder of its own, and what must be
true of the folder afterwards, wherever it was killed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from db import backup as backing_up
from db.backup import describe, refuse_altered
from db.cipher import KEYS, random_key, way_of
from db.encrypting import rewrite
from db.rotating import backup_into
from db.salvaging import salvage_file
from db.store import open_store, restore
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.people import Officer, Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.exchange.return_check import verify_return
from ehcp_desk.exchange.return_files import write_return
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.oversight.staffing import add_officer
from ehcp_desk.services.upkeep.bringing import bring, trial
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.retention import dispose
from tests.support.databases import make_old_schema

TODAY, MONTH = date(2026, 10, 30), date(2026, 9, 1)
EARLIER, LATER = datetime(2026, 10, 1, 9, tzinfo=UTC), datetime(2026, 10, 30, 9, tzinfo=UTC)
SCAN = Random(3).randbytes(6_000_000)  # more than one piece
LAW = Ruleset.load()
KEY = random_key()
KEYS.learn(KEY)
_HEADS = "Ref,Surname,First name,DOB,Requested by,Date request received\n"
State = tuple[object, ...]


@dataclass(frozen=True)
class Act:
    """``do`` it in a folder; ``wrong`` says what is not as it must be there, given that it had or had not come to its
    end; ``again`` where doing it once more must simply succeed."""

    name: str
    do: Callable[[Path], None]
    wrong: Callable[[Path, bool], list[str]]
    again: bool = True


def desk_on(path: Path) -> Desk:
    """A desk as the program makes it."""
    return open_desk(str(path), "Joy Addo", TODAY, law=LAW)


def state(path: Path) -> State:
    """What a half-done act would have altered, without the moments and hashes that differ from one run to the next."""
    with closing(open_store(path)) as store, store.read() as work:
        rows = [(row.ref, row.summary) for row in work.every_row()]
        facts = [[(fact.id, fact.fact.kind) for fact in work.facts(row.id)] for row in work.every_row()]
        papers = [[(one.filename, one.sha256) for one in work.documents(row.id)] for row in work.every_row()]
        deadlines = [(one.case_id, one.rule, one.due, one.met_on) for one in work.every_deadline()]
        return work.journal_head()[0], rows, facts, papers, deadlines


def unsound(path: Path) -> list[str]:
    """What ``verify`` finds wrong: pages, keys, triggers, chain, facts, deadlines worked out again, documents."""
    desk = desk_on(path)
    with closing(desk.store):
        return [f"{check}: {detail}" for check, ok, detail in verify_record(desk) if not ok]


def prepare(folder: Path) -> None:
    """The folder every act begins in a copy of."""
    folder.mkdir()
    live, kept = folder / "desk.db", folder / "kept"
    kept.mkdir()
    with closing(open_store(live, create=True)) as store:
        desk = Desk(store, LAW, "Joy Addo")
        add_officer(desk, Officer(0, "Joy Addo", Role.MANAGER, None))
        for number in range(1, 4):
            born = date(1990, 3, 14) if number == 3 else None  # whose file's time is up
            child = Child(0, f"Farrowdale{number}", "Maisie", born, setting="Larkspur Primary")
            open_request(desk, NewRequest(f"SEN/{number}", child, date(2026, 6, 24), "parent"))
        file_document(desk, "SEN/1", Attachment("report.pdf", b"%PDF-1.4 a report"))
        file_document(desk, "SEN/3", Attachment("old.pdf", b"%PDF-1.4 an old report"))
        backup_into(store, kept, 7, 4, EARLIER)
        store.backup(folder / "before.db")
        record(desk, "SEN/2", NewFact("note", TODAY, note="After the backup"))
    (folder / "old.db").write_bytes(live.read_bytes())
    make_old_schema(str(folder / "old.db"))
    rows = "".join(f"T{n},Whitlock{n},Daisy,28/07/2017,Parent,02/06/2026\n" for n in range(8))
    (folder / "tracker.csv").write_text(_HEADS + rows, encoding="utf-8")
    _export(folder)
    with closing(open_store(live)) as store:  # so that the return to come differs from the one that is there
        record(
            Desk(store, LAW, "Joy Addo"),
            "SEN/3",
            NewFact("assess_decision_notified", date(2026, 9, 15), {"outcome": "refuse"}),
        )


def _save(folder: Path) -> None:
    desk = desk_on(folder / "desk.db")
    with closing(desk.store):
        record(desk, "SEN/1", NewFact("assess_decision_notified", date(2026, 7, 30), {"outcome": "assess"}))


def _file(folder: Path) -> None:
    desk = desk_on(folder / "desk.db")
    with closing(desk.store):
        file_document(desk, "SEN/2", Attachment("scan.tif", SCAN))


def _import(folder: Path) -> None:
    desk = desk_on(folder / "desk.db")
    with closing(desk.store):
        bring(desk, trial(desk, folder / "tracker.csv"))


def _dispose(folder: Path) -> None:
    desk = desk_on(folder / "desk.db")
    with closing(desk.store):
        dispose(desk, "SEN/3", "Its time is up")


def _steps(folder: Path) -> Progress:
    """Makes points of the steps of a copy, which asks the database nothing: a file is touched between two of them."""
    backing_up._PAGES = 8
    return lambda _done, _total, _what: (folder / "step").touch()


def _backup(folder: Path) -> None:
    with closing(open_store(folder / "desk.db")) as store:
        at = datetime.now(UTC) if list(folder.glob("kept/*1030*")) else LATER
        backup_into(store, folder / "kept", 1, 0, at, _steps(folder))


def _restore(folder: Path) -> None:
    restore(folder / "before.db", folder / "desk.db", _steps(folder))


def _upgrade(folder: Path) -> None:
    open_store(folder / "old.db").close()


def _export(folder: Path) -> None:
    desk = desk_on(folder / "desk.db")
    with closing(desk.store):
        write_return(compute_monthly(desk, MONTH), folder / "return")


def _salvage(folder: Path) -> None:
    if not (folder / "new.db").exists():
        salvage_file(folder / "desk.db", folder / "new.db")


def _encrypt(folder: Path) -> None:
    rewrite(folder / "desk.db", KEY, _steps(folder))


class Acts:
    """The acts, and what each must leave behind, learnt from doing every one of them once to its end."""

    def __init__(self, stage: Path, done: Callable[[str, Callable[[Path], None]], Path]) -> None:
        self._before = state(stage / "desk.db")
        self._restored = state(stage / "before.db")
        self._after: dict[str, State] = {}
        for name, do in (("save", _save), ("file", _file), ("import", _import), ("dispose", _dispose)):
            self._after[name] = state(done(name, do) / "desk.db")
            assert self._after[name] != self._before
        self.every = (
            Act("save", _save, self._one_or_other("save"), again=False),
            Act("document filing", _file, self._one_or_other("file"), again=False),
            Act("import", _import, self._one_or_other("import"), again=False),
            Act("disposal", _dispose, self._one_or_other("dispose"), again=False),
            Act("backup", _backup, self._backups),
            Act("restore", _restore, self._put_back),
            Act("upgrade", _upgrade, self._upgraded),
            Act("export", _export, self._exported),
            Act("salvage", _salvage, self._salvaged),
            Act("encrypt", _encrypt, self._encrypted),
        )

    def _one_or_other(self, name: str) -> Callable[[Path, bool], list[str]]:
        def wrong(folder: Path, ended: bool) -> list[str]:
            return self._is(folder / "desk.db", [self._after[name]] if ended else [self._before, self._after[name]])

        return wrong

    def _is(self, path: Path, allowed: list[State]) -> list[str]:
        told = unsound(path)
        return told + ([] if state(path) in allowed else [f"{path.name} is neither as it was nor as it would be"])

    def _backups(self, folder: Path, ended: bool) -> list[str]:
        wrong = self._is(folder / "desk.db", [self._before])
        whole = 0
        for manifest in folder.glob("kept/*.manifest.json"):
            path = manifest.with_name(manifest.name.removesuffix(".manifest.json"))
            if path.exists():
                refuse_altered(path)
                describe(path)
                whole += 1
        for path in folder.glob("kept/*.db"):
            describe(path)  # whatever has a backup's name is a whole backup
        return wrong + ([] if whole and (whole == 1 or not ended) else [f"{whole} backups are left"])

    def _put_back(self, folder: Path, ended: bool) -> list[str]:
        return self._is(folder / "desk.db", [self._restored] if ended else [self._before, self._restored])

    def _encrypted(self, folder: Path, ended: bool) -> list[str]:
        wrong = self._is(folder / "desk.db", [self._before])
        return wrong + (["it is not encrypted"] if ended and not way_of(folder / "desk.db") else [])

    def _upgraded(self, folder: Path, ended: bool) -> list[str]:
        _upgrade(folder)
        desk = desk_on(folder / "old.db")
        with closing(desk.store), desk.store.read() as work:
            kept = [(row.ref, len(work.facts(row.id)), len(work.documents(row.id))) for row in work.every_row()]
        bad = [] if kept == [("SEN/1", 2, 1), ("SEN/2", 2, 0), ("SEN/3", 2, 1)] else [f"the old record holds {kept}"]
        return bad + [line for line in unsound(folder / "old.db") if not line.startswith("deadlines")]

    def _exported(self, folder: Path, ended: bool) -> list[str]:
        frozen = folder / "return" / "monthly-2026-09.json"
        if not frozen.exists():
            return ["the return is not there"] if ended else []
        return [f"{check}: {detail}" for check, ok, detail in verify_return(frozen) if not ok]

    def _salvaged(self, folder: Path, ended: bool) -> list[str]:
        wrong = self._is(folder / "desk.db", [self._before])
        new = folder / "new.db"
        if not new.exists():
            return wrong + (["the new file is not there"] if ended else [])
        with closing(open_store(new)) as store:
            return wrong + [check for check, ok, _ in store.check() if not ok]
