"""A team at work on its server: the real services under the server's rules, and what ``team check`` says of it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from db.store import move, open_store
from db.tables import METADATA
from db.team.checking import check_team
from db.team.rights import GRANTS, GUARDED
from db.team.securing import TEAM_TRIGGERS
from db.team.setting_up import add_user, remove_user, set_up
from db.text_index import TABLES
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run
from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput, KnownFault, NotAllowed
from ehcp_desk.domain.journal import first_broken
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight import restricting
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.worklist import listed
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.upkeep.checking import verify_record
from tests.support.records import DAY
from tests.support.team import NAMED, OPEN_REF, PASSWORD, PEOPLE, SECRET, SHUT_REF, Team

CASE = CaseQuery(DAY, scope=Scope.ALL)
COPYING = (
    "CREATE SCHEMA side; CREATE FUNCTION side.f() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
    "$$ BEGIN RETURN NEW; END $$;"
)
ABOUT_THE_SERVER = {"tls", "durable"}
"""What a server for tests lacks on purpose."""


@pytest.fixture
def desk_as(own_team: Team) -> Any:
    """``desk_as(NAME)``: the desk as somebody of the team has it, who claims to be somebody else."""
    opened: list[Desk] = []

    def make(name: str) -> Desk:
        opened.append(open_desk(own_team.url(name), user="Somebody Else"))
        return opened[-1]

    yield make
    for desk in opened:
        desk.store.close()


def test_a_caseworker_works_and_signs_with_the_own_name_at_the_servers_time(desk_as: Callable[[str], Desk]) -> None:
    desk = desk_as("Carl Brindle")
    assert desk.user == "Carl Brindle"
    paper = Attachment("scan.bin", b"x" * 9_000_000)
    record(desk, OPEN_REF, NewFact("advice_chased", desk.today(), {"body": "health"}, "told the clinic"), paper)
    open_request(desk, NewRequest("SEN/9", Child(0, "Brook", "Ada"), desk.today(), "parent"))
    assign(desk, ["SEN/9"], "Carl Brindle", "Next in turn")
    view = case_view(desk, OPEN_REF)
    assert {f.recorded_by for f in view.facts if f.fact.note == "told the clinic"} == {"Carl Brindle"}
    assert len(view.documents) == 2 and view.documents[1].filed_by == "Carl Brindle"
    with desk.store.read() as work:
        assert len(work.document_bytes(view.documents[1].id)) == 9_000_000
        assert [hit.ref for hit in work.find_text("clinic", 5)] == [OPEN_REF]
        assert {e.actor for e in work.journal(case_id=view.case.id)} == {"Whoever", "Carl Brindle"}
        assert work.count(CASE) == 2


def test_a_restricted_case_on_the_server_opens_with_a_reason_to_the_named(desk_as: Callable[[str], Desk]) -> None:
    joy, carl = desk_as(NAMED), desk_as("Carl Brindle")
    with pytest.raises(NotAllowed, match="say why you open it"):
        case_view(joy, SHUT_REF)
    restricting.open_restricted(joy, SHUT_REF, "A call from the parent")
    assert case_view(joy, SHUT_REF).case.child.surname == SECRET
    record(joy, SHUT_REF, NewFact("advice_chased", joy.today(), {"body": "health"}, "quietly"))
    for query in (CASE, CaseQuery(DAY, scope=Scope.ALL, search=SECRET)):
        assert SHUT_REF not in {row.case.ref for row in listed(carl, query)[1]}
    with carl.store.read() as work:
        assert work.find_text("quietly", 5) == []
    with joy.store.read() as work:
        assert [hit.ref for hit in work.find_text("quietly", 5)] == [SHUT_REF]
    with pytest.raises(BadInput, match="No case has the reference"):
        case_view(carl, SHUT_REF)
    mina = desk_as("Mina Okafor")
    restricting.restrict(mina, SHUT_REF, ["Carl Brindle"], "Joy is away")
    assert carl.store.read().__enter__().find_case(SHUT_REF) is not None
    with joy.store.read() as work:
        assert work.find_case(SHUT_REF) is None


def test_the_journal_stays_whole_and_anybody_who_may_can_verify_it(desk_as: Callable[[str], Desk]) -> None:
    record(desk_as("Carl Brindle"), OPEN_REF, NewFact("advice_chased", DAY, {"body": "health"}))
    for name in ("Mina Okafor", "Ann Redfern", "Dan Pellow", "Adi Stowe"):
        desk = desk_as(name)
        with desk.store.read() as work:
            assert first_broken(work.journal()) is None
            assert SECRET not in str([e.payload for e in work.journal()])
    checks = {check: ok for check, ok, _ in verify_record(desk_as("Ann Redfern"))}
    assert all(checks.values()) and checks["journal"] and checks["restricted"]


@pytest.mark.parametrize("name", ["Dan Pellow", "Ann Redfern", "Adi Stowe"])
def test_those_who_do_not_do_casework_change_no_case(own_team: Team, name: str, capsys: Any) -> None:
    words = [
        "--db",
        own_team.url(name),
        "record",
        OPEN_REF,
        "advice_chased",
        "--on",
        "2026-10-30",
        "--set",
        "body=health",
    ]
    before = _facts(own_team)
    assert run(words) in ((4,) if name != "Adi Stowe" else (2, 4))
    assert _facts(own_team) == before
    assert capsys.readouterr().err.count("\n") == 1


def _facts(team: Team) -> int:
    with contextlib.closing(team.superuser()) as connection:
        row = connection.execute("SELECT count(*) FROM facts").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Carl Brindle", ["return", "monthly", "--month", "2026-10", "--out", "{out}"]),
        ("Dan Pellow", ["chronology", OPEN_REF, "--out", "{out}/c.pdf"]),
        ("Carl Brindle", ["restrict", OPEN_REF, "--reason", "Why"]),
        ("Mina Okafor", ["backup", "--out", "{out}/b.backup"]),
        ("Adi Stowe", ["notify"]),
        ("Carl Brindle", ["verify"]),
    ],
)
def test_rights_that_a_database_cannot_tell_apart_are_the_desks(
    own_team: Team, tmp_path: Path, capsys: Any, name: str, words: list[str]
) -> None:
    assert run(["--db", own_team.url(name), *(word.format(out=tmp_path) for word in words)]) == 4
    assert "may not" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_administrator_sees_people_and_settings_and_no_case(desk_as: Callable[[str], Desk]) -> None:
    desk = desk_as("Adi Stowe")
    assert listed(desk, CASE)[0] == 0
    with desk.store.read() as work:
        assert work.staff().named("Joy Addo") is not None
        assert not list(work.every_identity())


def test_setting_up_again_changes_nothing_and_check_finds_every_alteration(own_team: Team) -> None:
    assert _wrong(own_team) == ABOUT_THE_SERVER
    set_up(own_team.admin_url)
    assert _wrong(own_team) == ABOUT_THE_SERVER
    for harm, found in (
        ("DROP POLICY seen ON facts", "rights"),
        ("CREATE POLICY mine ON facts USING (true)", "rights"),
        ("ALTER TABLE facts NO FORCE ROW LEVEL SECURITY", "rules on rows"),
        ("ALTER TABLE journal DISABLE TRIGGER journal_author", "triggers"),
        ("GRANT DELETE ON facts TO PUBLIC", "rights"),
        ('GRANT UPDATE ON journal TO "Carl Brindle"', "rights"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "schema"),
        ('ALTER ROLE "Carl Brindle" BYPASSRLS', "no more than needed"),
        ('GRANT pg_read_all_data TO "Carl Brindle"', "memberships"),
        ("ALTER TABLE facts OWNER TO ehcp", "owner"),
        ("CREATE OR REPLACE FUNCTION ehcp_hidden_children() RETURNS int[] LANGUAGE sql AS $$ SELECT '{}'::int[] $$", "rights"),
        ('GRANT INSERT (child_id, name) ON restricted_names TO "{db}_caseworker"', "rights"),
        ('GRANT SELECT (payload) ON journal TO "Carl Brindle" WITH GRANT OPTION', "rights"),
        (f"{COPYING} CREATE TRIGGER facts_too AFTER INSERT ON facts FOR EACH ROW EXECUTE FUNCTION side.f()", "triggers"),
        (f"{COPYING} DROP TRIGGER facts_author ON facts; "
         "CREATE TRIGGER facts_author BEFORE INSERT ON facts FOR EACH ROW EXECUTE FUNCTION side.f()", "rights"),
        (f"{COPYING} DROP TRIGGER facts_no_change ON facts; "
         "CREATE TRIGGER facts_no_change BEFORE DELETE ON facts FOR EACH ROW EXECUTE FUNCTION side.f()", "rights"),
        ("CREATE OR REPLACE FUNCTION ehcp_add_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
         "rights"),
        ("CREATE RULE too AS ON INSERT TO facts DO ALSO NOTHING", "rights"),
        ("CREATE FUNCTION every() RETURNS SETOF facts LANGUAGE sql SECURITY DEFINER AS $$ SELECT * FROM facts $$", "owner"),
        ("CREATE VIEW every AS SELECT * FROM facts; GRANT SELECT ON every TO PUBLIC", "owner"),
    ):  # fmt: skip
        with contextlib.closing(own_team.superuser()) as connection:
            connection.execute("BEGIN")
            connection.execute(harm.replace("{db}", own_team.database))
            connection.execute("COMMIT")
        assert found in _wrong(own_team), harm
        with contextlib.closing(own_team.superuser()) as connection:
            connection.execute('ALTER ROLE "Carl Brindle" NOBYPASSRLS')
            connection.execute('REVOKE pg_read_all_data FROM "Carl Brindle"')
        set_up(own_team.admin_url)
        assert _wrong(own_team) == ABOUT_THE_SERVER, harm
        with contextlib.closing(own_team.superuser()) as connection:
            connection.execute("DROP SCHEMA IF EXISTS side CASCADE")


def _wrong(team: Team) -> set[str]:
    return {check for check, ok, _ in check_team(team.admin_url) if not ok}


def test_every_table_has_its_rights() -> None:
    assert set(METADATA.tables) | set(TABLES) | {"alembic_version"} == set(GRANTS)
    assert set(GUARDED) < set(GRANTS)
    assert "journal_author" in TEAM_TRIGGERS


def test_somebody_who_left_is_out_at_once(own_team: Team) -> None:
    with contextlib.closing(own_team.connect("Tom Quarrie")) as still_open:
        assert "may no longer sign in" in remove_user(own_team.admin_url, "Tom Quarrie")
        with pytest.raises(psycopg.OperationalError):
            still_open.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        own_team.connect("Tom Quarrie")
    with pytest.raises(BadInput, match="Nobody called"):
        remove_user(own_team.admin_url, "Tom Quarrie")
    add_user(own_team.admin_url, "Tom Quarrie", ["tribunal_officer"], "again")


def test_one_login_for_two_databases_is_left_whole_by_either(own_team: Team) -> None:
    training = Team(own_team.server, own_team.server.new_database())
    set_up(training.admin_url)
    who = "Tess Twohouse"  # of no other team of these tests
    add_user(own_team.admin_url, who, ["caseworker"], PASSWORD)
    try:
        said, is_set = add_user(training.admin_url, who, ["caseworker"], "another password")
        assert f"opens {own_team.database}, and how they sign in was left as it is." in said and not is_set
        for one in (own_team, training):
            one.connect(who).close()
        said, is_set = add_user(own_team.admin_url, who, ["caseworker"], PASSWORD)
        assert said.endswith(f"opens {training.database}, with the new password too.") and is_set
        with (
            contextlib.closing(own_team.connect(who)) as open_there,
            contextlib.closing(training.connect(who)) as here,
        ):
            said = remove_user(training.admin_url, who)
            assert f"to {training.database}; the same login still opens {own_team.database}." in said
            assert open_there.execute("SELECT 1").fetchone() == (1,)
            with pytest.raises(psycopg.OperationalError):
                here.execute("SELECT 1")
        own_team.connect(who).close()
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            training.connect(who)
    finally:
        training.server.drop(training.database)


@pytest.mark.parametrize("name", ["", " Joy", "ehcp", "pg_monitor", "x" * 64, "a\nb"])
def test_names_that_nobody_can_have(own_team: Team, name: str) -> None:
    with pytest.raises(BadInput):
        add_user(own_team.admin_url, name, ["manager"], None)


def test_the_commands_of_a_team(own_team: Team, capsys: Any) -> None:
    base = ["--json", "team"]
    assert run([*base, "init", "--admin-url", own_team.admin_url]) == 0
    assert json.loads(capsys.readouterr().out)["did"]
    assert run([*base, "check", "--admin-url", own_team.admin_url]) == 1
    found = json.loads(capsys.readouterr().out)
    assert not found["ok"] and {c["check"] for c in found["checks"] if not c["ok"]} == ABOUT_THE_SERVER
    assert run([*base, "add-user", "New Person", "--role", "auditor", "--admin-url", own_team.admin_url]) == 0
    assert run([*base, "remove-user", "New Person", "--admin-url", own_team.admin_url]) == 0
    assert run([*base, "add-user", "New Person", "--role", "king", "--admin-url", own_team.admin_url]) == 2
    assert run([*base, "init", "--admin-url", "somewhere.db"]) == 2


def test_a_whole_record_moves_onto_a_team_and_back(own_team: Team, tmp_path: Path) -> None:
    file, back = tmp_path / "first.db", tmp_path / "back.db"
    move(own_team.admin_url, file)
    fresh = own_team.server.new_database()
    url = own_team.server.url(fresh)
    try:
        set_up(url)
        move(file, url)
        assert {c for c, ok, _ in check_team(url) if not ok} == ABOUT_THE_SERVER
        for name in PEOPLE:
            add_user(url, name, [PEOPLE[name]], None)
        move(url, back)
        with contextlib.closing(open_store(file)) as one, contextlib.closing(open_store(back)) as two:
            with one.read() as ours, two.read() as theirs:
                assert list(ours.journal()) == list(theirs.journal()) and ours.journal_head()[0] > 0
                assert ours.messages(DAY) == theirs.messages(DAY) != []
                assert [ours.document_bytes(n) for n in (1, 2)] == [theirs.document_bytes(n) for n in (1, 2)]
                assert ours.find_text(SECRET, 9) == theirs.find_text(SECRET, 9) != []
                assert ours.restriction(2) == theirs.restriction(2) is not None
            assert all(ok for _, ok, _ in two.check())
        with pytest.raises(KnownFault, match="not empty"):
            move(file, url)
    finally:
        own_team.server.drop(fresh)


def test_rules_on_rows_leave_lists_on_their_indexes(own_team: Team) -> None:
    """The rules are a filter over what the indexes find, not in their place."""
    with contextlib.closing(own_team.superuser()) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(
            "INSERT INTO case_summary SELECT (jsonb_populate_record(s, jsonb_build_object('case_id', n))).* "
            "FROM case_summary s, generate_series(100, 20000) n WHERE s.case_id = 1"
        )
        admin.execute("ANALYZE case_summary")
    with contextlib.closing(own_team.connect("Carl Brindle")) as desk:
        for column in ("name_sort", "ref_sort", "stage_order"):
            sql = f"SELECT case_id FROM case_summary WHERE scope = 'open' ORDER BY {column}, case_id LIMIT 50"
            plan = "\n".join(row[0] for row in desk.execute(f"EXPLAIN {sql}"))
            assert "Index Scan using ix_case_summary" in plan or "Index Only Scan using ix_case_summary" in plan, plan
            assert "Seq Scan on case_summary" not in plan and "Sort" not in plan, plan


def test_orders_of_lists_are_the_same_under_the_rules(desk_as: Callable[[str], Desk]) -> None:
    desk = desk_as("Carl Brindle")
    with desk.store.read() as work:
        assert [list(work.case_ids(CaseQuery(DAY, scope=Scope.ALL, sort=sort))) for sort in Sort] == [[1]] * len(Sort)
        assert work.journal_head()[0] > 0


_TEXTS = (
    "from db.team import functions, rights; "
    "print(functions.FUNCTIONS, functions.TRIGGER_FUNCTIONS, rights.GRANTS, *(list(rights.policies(t)) for t in rights.GUARDED))"
)


def test_every_program_makes_the_same_rules_of_the_same_words() -> None:
    """``team check`` compares texts: one whose order was that of a set was said to be altered by every other program."""
    made = {
        subprocess.run([sys.executable, "-c", _TEXTS], capture_output=True, check=True,
                       env={**os.environ, "PYTHONHASHSEED": str(seed)}).stdout
        for seed in range(1, 7)
    }  # fmt: skip
    assert len(made) == 1
