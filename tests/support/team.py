"""A made-up team on a private server: one person of each role, one open case, one restricted to one caseworker."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC
from urllib.parse import quote

import psycopg

from db.store import SqlStore, open_store
from db.team.setting_up import add_user, set_up
from ehcp_desk.clock.model import NOTHING
from ehcp_desk.domain.access import SEEN_BY_MANAGERS
from ehcp_desk.domain.case import Contactable, Stage
from ehcp_desk.domain.digests import Digest
from ehcp_desk.domain.finding import DocumentText
from ehcp_desk.domain.journal import NewEntry, canonical, digest, seal
from ehcp_desk.domain.people import Role
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import Summary
from tests.support.postgres import PostgresServer
from tests.support.records import DAY, NOW, add_case, child, deadline

PASSWORD = "made-up-for-one-test"
NAMED = "Joy Addo"
PEOPLE = {
    NAMED: "caseworker",
    "Carl Brindle": "caseworker",
    "Mina Okafor": "manager",
    "Dan Pellow": "data_officer",
    "Tom Quarrie": "tribunal_officer",
    "Ann Redfern": "auditor",
    "Adi Stowe": "administrator",
}
SECRET = "Hushaby"
"""Stands in everything the restricted case holds, and nowhere else."""
OPEN_REF, SHUT_REF = "SEN/1", "SEN/2"
OTHERS_REF, OTHERS = "SEN/3", "Quillfeather"
"""A case of Carl Brindle's, where :func:`hold_cases` put one, and the child's name."""


@dataclass
class Team:
    """A team's database on a running server."""

    server: PostgresServer
    database: str

    @property
    def admin_url(self) -> str:
        """As whoever looks after the server."""
        return self.server.url(self.database)

    def url(self, name: str) -> str:
        """As one of the team, over loopback, with a password."""
        return f"postgresql+psycopg://{quote(name)}:{PASSWORD}@127.0.0.1:{self.server.port}/{self.database}"

    def store(self, name: str) -> SqlStore:
        """The record as one of the team sees it."""
        return open_store(self.url(name), user="somebody else")

    def connect(self, name: str, autocommit: bool = True) -> psycopg.Connection:
        """The bare driver, signed in as one of the team: what a hostile desk has."""
        return psycopg.connect(
            host="127.0.0.1", port=self.server.port, user=name, password=PASSWORD, dbname=self.database,
            autocommit=autocommit,
        )  # fmt: skip

    def superuser(self) -> psycopg.Connection:
        """The bare driver as whoever runs the server."""
        return psycopg.connect(
            host=str(self.server.home), port=self.server.port, user="ehcp", dbname=self.database, autocommit=True
        )


def make_team(server: PostgresServer, managers: str = "off") -> Team:
    """Set up a database for a team and put the two cases in."""
    team = Team(server, server.new_database())
    set_up(team.admin_url)
    for name, role in PEOPLE.items():
        add_user(team.admin_url, name, [role], PASSWORD)
    with closing(open_store(team.admin_url)) as store:
        put_team(store, managers)
    return team


def put_team(store: SqlStore, managers: str) -> None:
    """The people and the two cases, on a record of either kind."""
    with store.write("Whoever", NOW) as work:
        for name in (NAMED, "Carl Brindle"):
            work.add_officer(name)
        work.add_officer("Mina Okafor", Role.MANAGER)
        work.set_setting(SEEN_BY_MANAGERS, managers)
        put_case(work, OPEN_REF, "Farrowdale", "Plain")
        shut = put_case(work, SHUT_REF, SECRET, SECRET)
        work.restrict(shut.child.id, [NAMED], f"A reason with {SECRET}")
        told = Digest(None, "Mina Okafor", "manager", "", "Due", f"{SHUT_REF} {SECRET}", (SHUT_REF,))
        work.queue_messages(DAY, [told])


def put_case(work: object, ref: str, surname: str, word: str):  # type: ignore[no-untyped-def]
    """A case with a person to ring, a document and a note, each of which says ``word``."""
    case = add_case(work, of=child(surname, "Maisie"), ref=ref, deadlines=[deadline()])  # type: ignore[arg-type]
    person = Contactable(0, case.child.id, f"{word} Parent", "mother", phone="01234 567890")
    work.add_contactable(person)  # type: ignore[attr-defined]
    filed = work.add_document(  # type: ignore[attr-defined]
        case.id, f"{word}.txt", "text/plain", f"bytes of {word}".encode(), DocumentText(f"words of {word}", "")
    )
    work.add_fact(case.id, NewFact("note", DAY, NOTHING, f"told of {word}", document_id=filed.id))  # type: ignore[attr-defined]
    work.append(NewEntry("fact_recorded", case.id, {"note": word}))  # type: ignore[attr-defined]
    return case


def hold_cases(team: Team) -> None:
    """Joy Addo holds the open case and the restricted one, and Carl Brindle a third, of a team that is a test's own."""
    with closing(open_store(team.admin_url)) as store, store.write("Whoever", NOW) as work:
        third = put_case(work, OTHERS_REF, OTHERS, OTHERS)
        joy, carl = (work.staff().named(name) for name in (NAMED, "Carl Brindle"))
        assert joy is not None and carl is not None
        for number, officer in ((1, joy), (2, joy), (third.id, carl)):
            held = replace(work.case(number), owner_id=officer.id, unassigned_since=None, owned_since=DAY)
            work.save_case(held, Summary(Stage.DECIDING, None), work.deadlines(number))


def write_line(raw: psycopg.Connection, who: str, kind: str, case: int | None, said: dict[str, object]) -> None:
    """The next line of the journal, sealed as it should be, by a desk that leaves our program out."""
    (seq, previous), (now,) = (
        raw.execute(asked).fetchone() or ()
        for asked in ("SELECT seq, hash FROM ehcp_journal_head()", "SELECT clock_timestamp()")
    )
    at, payload = now.astimezone(UTC), canonical(said)
    its_hash = seal(seq + 1, at, who, case, kind, digest(payload), previous)
    raw.execute(
        "INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (seq + 1, at, who, case, kind, payload, digest(payload), previous, its_hash),
    )
