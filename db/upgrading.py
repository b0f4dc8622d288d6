"""The ``migrate`` command: bringing a record to this version by hand, after a backup."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text

from db import upgrade
from db.engine import FileAddress, address, described, file_of, is_file, make_engine
from db.errors import speaking
from db.opening import UPGRADE_LOCK, refuse_what_is_not_ours, upgrade_file
from db.uow import WRITE_LOCK
from ehcp_desk.domain.errors import KnownFault
from ehcp_desk.ports.work import Progress

if TYPE_CHECKING:
    from db.engine import Address, FileAddress


def upgrade_record(target: str, progress: Progress | None = None) -> dict[str, str]:
    """Bring the record at ``target`` to this version; says from which, to which and where the backup is.

    A file is copied beside itself first; a server's tables are copied into a schema of their own in the same
    transaction, so that the old record is there whatever its version was.
    """
    url = address(target)
    if is_file(url):
        refuse_what_is_not_ours(file_of(url))
    engine = make_engine(url)
    try:
        with speaking(described(url)):
            return _upgrade(engine, url, progress)
    finally:
        engine.dispose()


def _upgrade(engine: Engine, url: Address, progress: Progress | None) -> dict[str, str]:
    where = described(url)
    with engine.connect() as connection, connection.begin():
        found = upgrade.schema_of(connection)
    if found is None:
        raise KnownFault(f"There is no record in {where} to bring up to date.")
    upgrade.refuse_newer(found, where)
    if found == upgrade.SCHEMA:
        return {"from": found, "to": found, "backup": "", "words": f"{where} is already up to date (schema {found})."}
    if isinstance(url, FileAddress):
        kept = str(upgrade_file(engine, url.path, found, progress))
    else:
        kept = _upgrade_server(engine, found, progress)
    words = f"{where} was brought from schema {found} to {upgrade.SCHEMA}. The record as it was is kept in {kept}."
    return {"from": found, "to": upgrade.SCHEMA, "backup": kept, "words": words}


def _upgrade_server(engine: Engine, found: str, progress: Progress | None) -> str:
    kept = f"before_{upgrade.SCHEMA}_from_{found}"
    with engine.connect() as connection, connection.begin():
        for lock in (UPGRADE_LOCK, WRITE_LOCK):  # whoever saves next waits, and then finds another version
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
        taken = set(connection.exec_driver_sql("SELECT nspname FROM pg_namespace").scalars().all())
        if upgrade.schema_of(connection) != upgrade.SCHEMA:  # another administrator may have been quicker
            # After the old tables were put back by hand, those kept the time before are there still.
            kept = next(name for name in chain([kept], (f"{kept}_{n}" for n in count(2))) if name not in taken)
            _keep_tables(connection, kept)
            upgrade.bring_up_to_date(connection, progress)
    return f"the schema {kept} of the same database"


def _keep_tables(connection: Connection, kept: str) -> None:
    connection.exec_driver_sql(f"CREATE SCHEMA {kept}")
    tables = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    for name in tables.scalars().all():
        connection.exec_driver_sql(f'CREATE TABLE {kept}."{name}" AS TABLE "{name}"')
