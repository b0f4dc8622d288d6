"""A small database of every schema, kept as text in ``tests/data/schemas``: python -m tests.support.old_schemas makes
those that are missing, and is run at each release, so that a later change of an old migration shows."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import column, create_engine, inspect
from sqlalchemy import table as sa_table

from db import upgrade
from db.engine import APPLICATION_ID
from db.store import create_store
from db.tables import METADATA
from ehcp_desk.clock.rules import Ruleset
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.people import Officer
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.staffing import add_officer
from tests.support.databases import fill_schema, make_old_schema
from tests.support.records import DAY

FOLDER = Path(__file__).parents[1] / "data" / "schemas"
CASES, FACTS, DOCUMENTS = 3, 8, 1  # in each of them


def kept() -> list[str]:
    """The schemas there are databases of."""
    return sorted(path.stem for path in FOLDER.glob("*.sql"))


def load(revision: str, url: str) -> None:
    """Make the kept database of ``revision`` at ``url``: a path, or an empty server's."""
    script = (FOLDER / f"{revision}.sql").read_text(encoding="utf-8")
    if "://" not in url:
        with closing(sqlite3.connect(url)) as raw:
            raw.executescript(script)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "old.db"
        load(revision, str(path))
        source = create_engine(f"sqlite:///{path}")
        with source.connect() as old:
            known = inspect(old)
            rows = {}
            for table in METADATA.sorted_tables:
                if known.has_table(table.name):
                    names = {one["name"] for one in known.get_columns(table.name)}
                    plain = sa_table(table.name, *(column(c.name, c.type) for c in table.columns if c.name in names))
                    rows[table] = [dict(row._mapping) for row in old.execute(plain.select())]
        source.dispose()
    target = create_engine(url)
    with target.begin() as new:
        fill_schema(new, revision, rows)
    target.dispose()


def _dump(path: Path) -> Iterator[str]:
    """A database as statements.  The text index is only declared: it holds nothing that is not elsewhere."""
    yield f"PRAGMA application_id = {APPLICATION_ID};"
    with closing(sqlite3.connect(path)) as raw:
        found = raw.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
            "AND name NOT GLOB 'fact_words_*' AND name NOT GLOB 'document_words_*' "
            "ORDER BY CASE type WHEN 'table' THEN 0 ELSE 1 END, rowid"
        ).fetchall()
        for kind, name, sql in found:
            yield f"{sql};"
            if kind != "table" or "VIRTUAL" in sql:
                continue
            names = [row[1] for row in raw.execute(f"PRAGMA table_info({name})")]
            quoted = " || ', ' || ".join(f"quote({one})" for one in names)
            for (values,) in raw.execute(f"SELECT {quoted} FROM {name}"):
                yield f"INSERT INTO {name} ({', '.join(names)}) VALUES ({values});"


def _make(path: Path) -> None:
    with closing(create_store(path)) as store:
        desk = Desk(store, Ruleset.load(), "Joy Addo", Calendar(DAY))
        add_officer(desk, Officer(0, "Thandi Mbeki"))
        for number in range(1, CASES + 1):
            child = Child(0, f"Farrowdale{number}", "Łucja", date(2017, 7, 28), setting="Larkspur Primary")
            open_request(desk, NewRequest(f"SEN/{number}", child, date(2026, 6, 24), "parent"))
        assign(desk, ["SEN/1"], "Thandi Mbeki", "New")
        record(desk, "SEN/1", NewFact("assess_decision_notified", date(2026, 8, 3), {"outcome": "assess"}))
        record(desk, "SEN/2", NewFact("note", DAY, note="Rang Larkspur; they ring back"))
        record(desk, "SEN/3", NewFact("note", DAY, note="Written twice"))
        file_document(desk, "SEN/1", Attachment("report.txt", b"A report of the psychologist"))


def main() -> None:
    """Make what is missing."""
    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))
    FOLDER.mkdir(exist_ok=True)
    for script in ScriptDirectory.from_config(config).walk_revisions():
        target = FOLDER / f"{script.revision}.sql"
        if target.exists():
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "made.db"
            _make(path)
            make_old_schema(str(path), script.revision)
            target.write_text("\n".join(_dump(path)) + "\n", encoding="utf-8")
        print(f"{target} made")


if __name__ == "__main__":
    main()
