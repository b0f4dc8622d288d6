"""A manager's run on a server uses an address put right, and leaves alone a message that names a case hidden from them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

from db.store import open_store
from ehcp_desk.domain.digests import Digest
from tests.support.postgres import PostgresServer
from tests.support.records import DAY, NOW
from tests.support.team import NAMED, OPEN_REF, SHUT_REF, make_team

RIGHT = "right@westmarsh.example"


def test_a_managers_run_uses_it_and_passes_over_what_is_hidden(postgres_server: PostgresServer) -> None:
    team = make_team(postgres_server, managers="off")
    with closing(open_store(team.admin_url)) as store, store.write("Whoever", NOW) as work:
        carl, joy = (work.staff().named(name) for name in ("Carl Brindle", NAMED))
        assert carl is not None and joy is not None
        told = Digest(carl.id, carl.name, "caseworker", "", "Due", OPEN_REF, (OPEN_REF,))
        shut = replace(told, officer_id=joy.id, to=joy.name, body=SHUT_REF, cases=(SHUT_REF,))
        work.queue_messages(DAY, [told, shut])
        for one in (carl, joy):
            work.save_officer(replace(one, email=RIGHT))
    with closing(team.store("Mina Okafor")) as store, store.write("Mina Okafor", NOW) as work:
        work.queue_messages(DAY, [replace(told, address=RIGHT)])
    with closing(open_store(team.admin_url)) as store, store.read() as work:
        kept = {one.digest.to: one.digest.address for one in work.messages(DAY)}
    postgres_server.drop(team.database)
    assert (kept[carl.name], kept[joy.name]) == (RIGHT, "")
