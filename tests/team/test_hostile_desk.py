"""A desk that means harm: it signs in as each of the team, leaves our program out and says to the server what it likes.

Every line of the tables below is tried by everybody.  Nothing of the restricted case may come back, not in an answer
and not in an error, and afterwards the whole database must be as it was.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import Date

from db.tables import METADATA
from db.team.functions import LONGEST
from db.team.names import ROLES, Names
from db.team.rights import GRANTS
from db.team.securing import DATED, NUMBERED
from db.types import UtcDateTime
from ehcp_desk.clock.vocabulary import FACT_KINDS, AttrType
from ehcp_desk.domain.case_kinds import CASE_KINDS
from ehcp_desk.domain.journal import digest, first_broken, seal
from ehcp_desk.domain.kind_types import types_of
from ehcp_desk.domain.people_kinds import PEOPLE_KINDS
from tests.support.team import NAMED, PEOPLE, SECRET, SHUT_REF, Team

# What the named caseworker sees without a reason: that the case is there, whose it is and when it is due.
LISTED = {"children", "contactables", "cases", "case_summary", "case_words", "deadlines", "restricted",
          "restricted_names", "read_log", "presence"}  # fmt: skip
TABLES = ("children", "contactables", "cases", "case_summary", "case_words", "deadlines", "facts", "documents",
          "document_texts", "blobs", "journal", "messages", "restricted", "restricted_names", "read_log", "presence",
          "fact_words", "document_words")  # fmt: skip
NOT_REACHED = {"cases", "deadlines", "read_log", "presence", "restricted_names"}
"""Of these tables, those whose rows of the closed case are numbers, days and people of the council, without the secret."""
HELD = ("facts", "documents", "document_texts", "blobs", "fact_words", "document_words")
"""What a case holds: closed even to the named until they give a reason."""

READS = (
    *(f"SELECT * FROM {table}" for table in TABLES),
    *(f"COPY {table} TO STDOUT" for table in TABLES),
    *(f"SET row_security = off; SELECT * FROM {table}" for table in ("facts", "children", "journal")),
    "SELECT convert_from(content, 'UTF8') FROM blobs",
    "SELECT count(*) FROM facts WHERE case_id = 2 AND 1 / (case_id - 2) = 0",
    "SELECT * FROM facts WHERE CAST(note AS integer) > 0",
    "SELECT f FROM facts f WHERE ts_headline(f.note, to_tsquery('told')) LIKE '%'",
    "SELECT * FROM children c JOIN cases k ON k.child_id = c.id LEFT JOIN facts f ON f.case_id = k.id",
    "SELECT query_to_xml('SELECT * FROM facts', true, false, '')",
    "SELECT database_to_xml(true, false, '')",
    "SELECT * FROM pg_stats WHERE schemaname = 'public'",
    "SELECT stavalues1::text, stavalues2::text FROM pg_statistic",
    "SELECT most_common_vals::text FROM pg_stats_ext",
    "SELECT * FROM ehcp_find_facts('hushaby', 10, false)",
    "SELECT * FROM ehcp_find_facts($$'told':*$$, 10, false) found JOIN facts f ON f.id = found",
    "SELECT * FROM ehcp_find_documents('hushaby', 10)",
    "SELECT * FROM ehcp_chain(0)",
    "SELECT ehcp_hidden_refs()",
    "SELECT ref FROM unnest(ehcp_hidden_refs()) ref",
    "SELECT c.ref, c.* FROM unnest(ehcp_hidden_cases()) h (id) JOIN cases c ON c.id = h.id",
    "SELECT * FROM unnest(ehcp_hidden_children()) h (id) JOIN children c ON c.id = h.id",
    "SELECT * FROM ts_stat('SELECT words FROM fact_words')",
    "TABLE pg_largeobject",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT lo_import('/etc/passwd')",
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "CREATE TEMP TABLE kept AS SELECT * FROM facts",
    "BEGIN; DECLARE c CURSOR WITH HOLD FOR SELECT * FROM facts; COMMIT; FETCH ALL FROM c",
    "PREPARE p AS SELECT * FROM facts; EXECUTE p",
    "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM facts",
    "WITH m AS (UPDATE children SET surname = surname WHERE false RETURNING *) SELECT * FROM children",
    "UPDATE children SET need = need WHERE id = 2 RETURNING *",
    "UPDATE children SET same_as = NULL WHERE id = 2",
    "DELETE FROM case_words WHERE case_id = 2 RETURNING *",
    "INSERT INTO cases (id, ref, ref_folded, child_id, psychologist, held, version) "
    "VALUES (2, 'x', 'x', 1, '', '', 1) ON CONFLICT (id) DO UPDATE SET held = 'mine' RETURNING *",
    "MERGE INTO children c USING (SELECT 2 AS id) x ON c.id = x.id WHEN MATCHED THEN UPDATE SET need = c.surname",
)

FACT = (
    "INSERT INTO facts (case_id, kind, happened_on, approximate, note, source, recorded_at, recorded_by) "
    "VALUES ({case}, 'note', '2026-10-30', false, '', '', {at}, {by})"
)
LINE = (
    "INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) "
    "SELECT {seq}, {at}, {by}, {case}, 'note', '{{}}', repeat('a', 64), previous, repeat('b', 64) FROM "
    "(SELECT hash AS previous FROM ehcp_journal_head()) h"
)
PAST = (
    *(f"DELETE FROM {table}" for table in ("facts", "documents", "journal", "children", "cases", "read_log", "blobs")),
    *(f"TRUNCATE {table} CASCADE" for table in ("facts", "journal", "read_log", "fact_words", "settings", "presence")),
    *(
        f"UPDATE {table} SET {column} = {column}"
        for table, column in (
            ("facts", "note"),
            ("journal", "payload"),
            ("documents", "filename"),
            ("document_texts", "text"),
            ("blobs", "content"),
            ("read_log", "reason"),
            ("fact_words", "words"),
            ("restricted", "reason"),
        )
    ),
    "UPDATE journal SET payload = NULL",
    "SELECT ehcp_dispose(1, 'born_31', current_date, 'an open case')",
    # Its line on the lists, and when the child was born, are whoever works on cases' to write.
    "BEGIN; UPDATE case_summary SET scope = 'closed' WHERE case_id = 1; UPDATE children SET born = '1980-01-01' WHERE id = 1; "
    "SELECT ehcp_dispose(1, 'born_31', '2011-01-01', 'made to look closed'); COMMIT",
    "SELECT ehcp_dispose(2, 'born_31', current_date, 'a restricted case')",
    "INSERT INTO disposals (case_id, ref, at, by, rule, due, reason, facts, documents, size) "
    "VALUES (1, 'SEN/1', clock_timestamp(), session_user, '', current_date, '', 0, 0, 0); DELETE FROM facts",
    "UPDATE facts SET note = 'other' WHERE id = 1",
    "INSERT INTO facts SELECT * FROM facts WHERE id = 1 ON CONFLICT (id) DO UPDATE SET note = 'other'",
    *(
        f"ALTER TABLE {table} {what}"
        for table in ("facts", "journal", "read_log")
        for what in (
            "DISABLE TRIGGER ALL",
            "DISABLE TRIGGER USER",
            "DISABLE ROW LEVEL SECURITY",
            "NO FORCE ROW LEVEL SECURITY",
            "OWNER TO session_user",
            "ADD COLUMN x int",
            "RENAME TO gone",
        )
    ),
    "DROP TRIGGER facts_no_change ON facts",
    "DROP TRIGGER journal_author ON journal",
    "DROP POLICY seen ON facts",
    "CREATE POLICY mine ON facts USING (true)",
    "DROP TABLE facts CASCADE",
    "DROP SCHEMA public CASCADE",
    "DROP FUNCTION ehcp_closed_cases() CASCADE",
    "ALTER FUNCTION ehcp_closed_cases() RENAME TO gone",
    "CREATE OR REPLACE FUNCTION ehcp_closed_cases() RETURNS int[] LANGUAGE sql AS $$ SELECT '{}'::int[] $$",
    "CREATE RULE r AS ON INSERT TO facts DO INSTEAD NOTHING",
    "CREATE TRIGGER t BEFORE INSERT ON facts FOR EACH ROW EXECUTE FUNCTION ehcp_add_only()",
    "SET session_replication_role = replica",
    "SET LOCAL session_replication_role = replica; DELETE FROM facts",
    "CREATE FUNCTION public.harm() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$",
    "CREATE TABLE public.harm (x int)",
    "CREATE SCHEMA harm",
    "CREATE TEMP TABLE restricted (child_id int)",
    "CREATE EXTENSION dblink",
    "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION ehcp_add_only()",
    "LOCK TABLE facts IN ACCESS EXCLUSIVE MODE",
    "SELECT setval('facts_id_seq', 1)",
    "ALTER SEQUENCE facts_id_seq RESTART",
    "DELETE FROM alembic_version",
    "UPDATE alembic_version SET version_num = '0001'",
    "COMMENT ON TABLE facts IS 'x'",
    "DO $$ BEGIN PERFORM set_config('session_replication_role', 'replica', false); DELETE FROM facts; END $$",
    "UPDATE pg_class SET relrowsecurity = false WHERE relname = 'facts'",
    "DELETE FROM pg_trigger",
    "ALTER SYSTEM SET row_security = off",
)
IMPERSONATE = (
    FACT.format(case=1, at="clock_timestamp()", by="'Mina Okafor '"),
    FACT.format(case=1, at="clock_timestamp() - interval '1 day'", by="session_user"),
    FACT.format(case=1, at="clock_timestamp() + interval '1 day'", by="session_user"),
    FACT.format(case=2, at="clock_timestamp()", by="session_user"),
    LINE.format(seq="(SELECT seq + 1 FROM ehcp_journal_head())", at="clock_timestamp()", by="'Whoever'", case="NULL"),
    LINE.format(seq="(SELECT seq + 1 FROM ehcp_journal_head())", at="clock_timestamp()", by="session_user", case="1"),
    LINE.format(seq="(SELECT seq + 9 FROM ehcp_journal_head())", at="clock_timestamp()", by="session_user", case="1"),
    "INSERT INTO read_log (at, name, case_id, reason) VALUES (clock_timestamp(), 'Whoever', 1, 'x')",
    "INSERT INTO read_log (at, name, case_id, reason) VALUES (clock_timestamp() - interval '9 days', session_user, 1, '')",
    "INSERT INTO presence (case_id, desk, name, since, seen) VALUES (1, 'd', 'Whoever', now(), now())",
    "INSERT INTO saved_views (owner, name, query) VALUES ('Whoever', 'v', '{}')",
    "INSERT INTO documents (case_id, filename, media_type, size, sha256, filed_at, filed_by) "
    "SELECT 1, 'f', '', 1, sha256, clock_timestamp(), 'Whoever' FROM blobs LIMIT 1",
    "INSERT INTO fact_words (rowid, words) VALUES (999999, '')",
    *(f'SET SESSION AUTHORIZATION "{name}"' for name in ("Whoever", "ehcp")),
    "SET SESSION AUTHORIZATION DEFAULT; SET ROLE ehcp",
)
ENTRY = (
    FACT.replace("'note'", "'contact'")
    .replace("recorded_by)", "recorded_by, {column})")
    .format(case=1, at="clock_timestamp()", by="session_user, {value}", column="{column}")
)
"""An entry on the open case, with one column more."""
TWICE = """'{"with": 1, "with": "the mother"}'"""
OPEN_SINCE = "INSERT INTO presence (case_id, desk, name, since, seen) VALUES (1, 'd', session_user, {since}, {seen})"
IN_THE_WAY = (
    *(OPEN_SINCE.format(since=when, seen="now()")
      for when in ("'infinity'", "'-infinity'", "'19999-01-01'", "'0004-01-01 BC'", "clock_timestamp() + interval '1 day'")),
    OPEN_SINCE.format(since="now()", seen="'infinity'"),
    # The second entry and the second document are of the restricted case.
    *(ENTRY.format(column=column, value=2) for column in ("supersedes", "document_id")),
    *(ENTRY.format(column="attrs", value=value) for value in
      ("'x'", "''", "'[]'", "'null'", """'{"with": 1}'""", r"""'{"with": "\ud800"}'""", TWICE)),
    *(FACT.replace("2026-10-30", day).format(case=1, at="clock_timestamp()", by="session_user")
      for day in ("infinity", "-infinity", "20000-01-01", "0044-03-15 BC")),
    *(ENTRY.format(column="id", value=number) for number in
      ("2147483647", "0", "-5", "(SELECT max(id) + 1 FROM facts)", "(SELECT last_value + 1 FROM pg_sequences "
       "WHERE sequencename = 'facts_id_seq')")),
    "INSERT INTO documents (id, case_id, filename, media_type, size, sha256, filed_at, filed_by) "
    "SELECT 2147483647, 1, 'f', '', 1, sha256, clock_timestamp(), session_user FROM blobs LIMIT 1",
    "INSERT INTO children SELECT (jsonb_populate_record(c, '{\"id\": 2147483647}')).* FROM children c WHERE id = 1",
    "INSERT INTO saved_views (id, owner, name, query) VALUES (2147483647, session_user, 'v', '{}')",
    "INSERT INTO read_log (id, at, name, case_id, reason) "
    "VALUES (2147483647, clock_timestamp(), session_user, 1, 'x')",
    "INSERT INTO blobs (sha256, content) VALUES (repeat('a', 64), 'x')",
    "INSERT INTO blobs (sha256, content) SELECT encode(sha256('a letter'), 'hex'), 'x' ON CONFLICT DO NOTHING",
    *("INSERT INTO read_log (at, name, case_id, reason) "
      f"VALUES (clock_timestamp(), session_user, 2, {reason})" for reason in ("''", "'   '", r"E'\t\n'")),
)  # fmt: skip
"""What would stand in the way of others: struck out what they wrote, closed a page to them, taken a number before them."""
TAKEN = (
    OPEN_SINCE.format(since="now()", seen="clock_timestamp()"),
    ENTRY.format(column="supersedes", value="(SELECT min(id) FROM facts WHERE case_id = 1)"),
    ENTRY.format(column="document_id", value="(SELECT min(id) FROM documents WHERE case_id = 1)"),
    ENTRY.format(column="attrs", value="""'{"with": "the mother"}'"""),
    ENTRY.format(column="id", value="nextval('facts_id_seq')"),
    "INSERT INTO blobs (sha256, content) SELECT encode(sha256('a letter'), 'hex'), 'a letter'",
    "INSERT INTO read_log (at, name, case_id, reason) VALUES (clock_timestamp(), session_user, 1, 'a call')",
)
"""The same, as a desk does it."""
A_CHILD = (
    "INSERT INTO children SELECT p.* FROM children c, LATERAL jsonb_populate_record(c, jsonb_build_object('id', "
    "nextval('children_id_seq'), 'same_as', {same})) p WHERE c.id = {of}"
)
GRANT_ITSELF = (
    *(f'SET ROLE "{{db}}_{role}"' for role in ("desk_owner",)),
    *(f'GRANT "{{db}}_{role}" TO CURRENT_USER' for role in ("desk_owner", "manager", "administrator")),
    "GRANT pg_read_all_data TO CURRENT_USER",
    "GRANT pg_execute_server_program TO CURRENT_USER",
    "GRANT ehcp TO CURRENT_USER",
    "GRANT ALL ON facts TO CURRENT_USER",
    "GRANT CREATE ON SCHEMA public TO CURRENT_USER",
    'GRANT SELECT ON facts TO "Carl Brindle" WITH GRANT OPTION',
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "ALTER ROLE CURRENT_USER CREATEROLE",
    "CREATE ROLE harm SUPERUSER",
    "CREATE ROLE harm LOGIN",
    "ALTER ROLE ehcp PASSWORD 'mine'",
    'DROP ROLE "Mina Okafor"',
    'ALTER DATABASE "{db}" OWNER TO CURRENT_USER',
    "INSERT INTO restricted_names (child_id, name) VALUES (2, session_user)",
    "DELETE FROM restricted WHERE child_id = 2",
    "UPDATE restricted_names SET name = session_user",
    "SELECT ehcp_restrict(2, ARRAY[session_user::text], 'mine')",
    "SELECT ehcp_restrict(2, '{}', '')",
    "UPDATE children SET same_as = 1 WHERE id = 2",
    "UPDATE children SET same_as = 2 WHERE id = 1",
    "UPDATE children SET same_as = id",
    A_CHILD.format(of="1", same="2"),
    A_CHILD.format(of="1", same="currval('children_id_seq')"),
    "UPDATE cases SET child_id = 1 WHERE id = 2",
    "UPDATE contactables SET child_id = 1 WHERE child_id = 2",
    "BEGIN; SET CONSTRAINTS ALL DEFERRED; UPDATE cases SET child_id = 1 WHERE id = 2; COMMIT",
    'REVOKE CONNECT ON DATABASE "{db}" FROM PUBLIC; REVOKE "{db}_manager" FROM "Mina Okafor"',
    'REASSIGN OWNED BY "{db}_desk_owner" TO CURRENT_USER',
)

CARRIED_OUT = {"UPDATE children SET same_as = 1 WHERE id = 2", A_CHILD.format(of="1", same="2")}
"""What somebody named on the file may do: find that another child is the same, which brings that one under it too."""


def told(team: Team, name: str, attack: str) -> str:
    """Everything the server says to ``attack``: rows, copies, errors."""
    said = []
    with contextlib.closing(team.connect(name)) as connection:
        for statement in attack.replace("{db}", team.database).split("; "):
            try:
                if statement.startswith("COPY"):
                    with connection.cursor() as cursor, cursor.copy(statement) as copy:
                        said += [bytes(row).decode() for row in copy]
                    continue
                cursor = connection.execute(statement)
                if cursor.description is not None:
                    said += [str(row) for row in cursor.fetchall()]
            except psycopg.Error as error:
                said.append(str(error))
    return "\n".join(said)


def whole(team: Team) -> str:
    """Everything there is, rows and rights and code, as one digest."""
    said = []
    with contextlib.closing(team.superuser()) as connection:
        names = [n for (n,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        asked = [f'SELECT t::text FROM public."{name}" t' for name in sorted(names)]
        asked += [
            "SELECT relname, relacl::text, relowner, relrowsecurity, relforcerowsecurity, relhastriggers FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace",
            "SELECT tgname, tgenabled FROM pg_trigger",
            "SELECT * FROM pg_policies",
            "SELECT proname, prosrc, proacl::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
            "SELECT rolname, rolsuper, rolcreaterole, rolbypassrls, rolcanlogin, rolpassword FROM pg_authid",
            "SELECT * FROM pg_auth_members", "SELECT nspname, nspacl::text FROM pg_namespace WHERE nspname !~ 'pg_'",
        ]  # fmt: skip
        for sql in asked:
            said.append(str(sorted(str(row) for row in connection.execute(sql).fetchall())))
    return "\n".join(said)


@pytest.mark.parametrize("attack", READS)
def test_nothing_of_a_restricted_case_comes_back(team: Team, attack: str) -> None:
    before = whole(team)
    for name in PEOPLE:
        if name == NAMED and attack.startswith(("DELETE", "UPDATE", "INSERT", "MERGE")):
            continue  # may change what is listed of a case that is open to her
        said = told(team, name, attack)
        if name != NAMED:
            assert SECRET.lower() not in said.lower(), f"{name} was told"
            assert SHUT_REF not in said, f"{name} was told"
        elif any(f" {table}" in attack for table in HELD) and not any(f" {t}" in attack for t in LISTED):
            assert SECRET.lower() not in said.lower(), "the named caseworker was told without giving a reason"
    assert whole(team) == before


GIVEN = {"int4": "{n}", "int8": "{n}", "_int4": "ARRAY[{n}, 2]", "bool": "{n} % 2 = 0",
         "text": "(ARRAY['manager', 'SEN', 'x'])[{n}]"}  # fmt: skip
"""What a function is asked with, by the type it takes: with ``n`` from 1 to 3, the numbers of both cases among them."""


def test_no_function_gives_a_reference_or_answers_about_words_of_ones_own(team: Team) -> None:
    """Every function of ours is called by everybody, so that one added later is tried too.  One that took words and said
    whether they name a hidden case would let references be guessed at: none but these take any."""
    with contextlib.closing(team.superuser()) as raw:
        ours = raw.execute(
            "SELECT proname::text, ARRAY(SELECT t.typname::text FROM unnest(proargtypes) WITH ORDINALITY a (oid, n) "
            "JOIN pg_type t ON t.oid = a.oid ORDER BY n) FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
            "AND prorettype <> 'trigger'::regtype AND proname NOT IN ('ehcp_dispose', 'ehcp_restrict')"
        ).fetchall()
    calls = [f"SELECT * FROM {function}({', '.join(GIVEN[one].format(n=number) for one in takes)})"
             for function, takes in ours for number in range(1, 4)]  # fmt: skip
    assert "SELECT * FROM ehcp_hidden_cases()" in calls and "SELECT * FROM ehcp_line_names_hidden(2)" in calls
    for name in PEOPLE:
        said = told(team, name, "; ".join(calls))
        assert name == NAMED or (SHUT_REF not in said and SECRET.lower() not in said.lower()), f"{name} was told"
    asked = {function for function, takes in ours if "text" in takes}
    # The last says only what writing a case of that reference would say, and only to a manager, who may import one.
    assert asked == {"ehcp_is", "ehcp_holds_line", "ehcp_find_facts", "ehcp_find_documents", "ehcp_ref_taken"}


@pytest.mark.parametrize("attack", [*PAST, *IMPERSONATE, *IN_THE_WAY, *GRANT_ITSELF])
def test_nothing_can_be_altered_forged_or_taken(team: Team, attack: str) -> None:
    before = whole(team)
    for name in PEOPLE:
        if name != NAMED or attack not in CARRIED_OUT:
            told(team, name, attack)
    assert whole(team) == before


@pytest.mark.parametrize("words", TAKEN)
def test_the_same_as_a_desk_does_it_is_taken(own_team: Team, words: str) -> None:
    """So that it is the harm the server refuses above, and not the statement."""
    before = whole(own_team)
    assert told(own_team, "Carl Brindle", words) == ""
    assert whole(own_team) != before


def test_every_table_that_the_team_adds_numbered_rows_to_is_listed() -> None:
    added_to = [table for table, given in GRANTS.items() if "INSERT" in given and table in METADATA.tables]
    assert [table for table in added_to if "id" in METADATA.tables[table].c] == list(NUMBERED)


def test_a_value_that_no_page_could_read_is_taken_of_no_kind_of_entry(own_team: Team) -> None:
    """A word where a day or a number stands closed the case, its chronology and the list of whoever holds it; a day that a desk
    writes, and nothing where nothing is known, are taken."""
    good = {AttrType.DATE: "2026-10-30", AttrType.NUMBER: "12.5", AttrType.ENTRY: "1"}
    wrong = {
        AttrType.DATE: ("noon", "2026-02-30", "20261030"),
        AttrType.NUMBER: ("-1", "1e3"),
        AttrType.ENTRY: ("1.5", "x"),
    }
    asked = [(kind, name, what) for kind in {*FACT_KINDS, *CASE_KINDS, *PEOPLE_KINDS, "imported"}
             for name, what in types_of(kind).items() if what in good]  # fmt: skip
    assert len(asked) > 50 and ("promise_made", "due", AttrType.DATE) in asked
    put = FACT.replace("'note'", "%s").replace("recorded_by)", "recorded_by, attrs)")
    put = put.format(case=1, at="clock_timestamp()", by="session_user, %s")
    with contextlib.closing(own_team.connect("Carl Brindle")) as raw:
        for kind, name, what in asked:
            for value in (good[what], ""):
                raw.execute(put, (kind, json.dumps({name: value})))
            for value in wrong[what]:
                with pytest.raises(psycopg.Error):
                    raw.execute(put, (kind, json.dumps({name: value})))


def test_every_table_with_days_or_moments_is_listed() -> None:
    dated = (
        name for name, table in METADATA.tables.items() if any(isinstance(c.type, Date | UtcDateTime) for c in table.c)
    )
    assert sorted(dated) == sorted(DATED)


@pytest.mark.parametrize("change", [
    "children SET born = {}", "contactables SET until = {}", "cases SET unassigned_since = {}",
    "case_summary SET received = {}", "deadlines SET due = {}", "officers SET left_on = {}", "presence SET seen = {}",
])  # fmt: skip
def test_no_day_that_a_desk_cannot_read_is_taken_from_anybody(own_team: Team, change: str) -> None:
    """It closed the lists, or the case, to everybody; and a child said to be born before the year 1 could be disposed of."""
    said = "INSERT INTO presence (case_id, desk, name, since, seen) VALUES (1, 'd', session_user, now(), now())"
    assert told(own_team, "Carl Brindle", said) == ""
    before = whole(own_team)
    for day in ("'infinity'", "'-infinity'", "'20000-01-01'", "'0044-03-15 BC'"):
        attack = f"UPDATE {change.format(day)}"
        for name in PEOPLE:
            told(own_team, name, attack)
        with (
            contextlib.closing(own_team.superuser()) as raw,
            pytest.raises(psycopg.Error, match="the years 1 and 9999"),
        ):
            raw.execute(attack)
    assert whole(own_team) == before


def test_numbers_are_drawn_by_those_who_add_rows_alone(own_team: Team) -> None:
    names = Names(own_team.database)
    asked = "SELECT has_table_privilege(%s, %s, 'INSERT'), has_sequence_privilege(%s, %s, 'USAGE')"
    with contextlib.closing(own_team.superuser()) as raw:
        answers = {
            (role, table): raw.execute(asked, (group, table, group, f"{table}_id_seq")).fetchone()
            for role in ROLES for group in [names.group(role)] for table in NUMBERED
        }  # fmt: skip
    assert {may_add for may_add, _ in answers.values()} == {True, False}
    assert [one for one, (may_add, may_draw) in answers.items() if may_add != may_draw] == []
    assert "permission denied" in told(own_team, "Dan Pellow", "SELECT nextval('facts_id_seq')")


def put_line(raw: psycopg.Connection, payload: str, at: datetime | None = None) -> None:
    """The next line of the journal, about the open case, sealed as it must be: by Carl Brindle, now."""
    with raw.transaction():
        (seq, previous), (now,) = (
            raw.execute(asked).fetchone() or ()
            for asked in ("SELECT seq, hash FROM ehcp_journal_head()", "SELECT clock_timestamp()")
        )
        at = (at or now).astimezone(UTC)
        its_hash = seal(seq + 1, at, "Carl Brindle", 1, "note", digest(payload), previous)
        line = (seq + 1, at, "Carl Brindle", 1, "note", payload, digest(payload), previous, its_hash)
        raw.execute("INSERT INTO journal (seq, at, actor, case_id, kind, payload, payload_digest, previous, hash) "
                    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", line)  # fmt: skip


def test_a_line_that_nobody_could_read_is_refused(own_team: Team) -> None:
    with contextlib.closing(own_team.connect("Carl Brindle")) as carl:
        for payload in ("x", "", "[]", "3", "null"):
            with pytest.raises(psycopg.Error):
                put_line(carl, payload)
        put_line(carl, '{"reason":"as a desk does it"}')
    with contextlib.closing(own_team.store("Carl Brindle")) as store, store.read() as work:
        lines = list(work.journal())
        assert first_broken(lines) is None and lines[-1].payload == '{"reason":"as a desk does it"}'


@contextlib.contextmanager
def shorter(team: Team, longest: str) -> Iterator[None]:
    """What a unit of work may take on the server is less, so that a test need not wait for it."""
    with contextlib.closing(team.superuser()) as admin:
        for guard in ("ehcp_own_words()", "ehcp_journal_guard()"):
            (words,) = admin.execute("SELECT pg_get_functiondef(%s::regprocedure)", (guard,)).fetchone() or ("",)
            assert f"interval '{LONGEST}'" in words
            admin.execute(words.replace(f"interval '{LONGEST}'", f"interval '{longest}'"))
    yield


def test_a_unit_of_work_left_open_does_not_let_anybody_write_at_the_time_it_began(own_team: Team) -> None:
    with shorter(own_team, "1 second"), contextlib.closing(own_team.connect("Carl Brindle", autocommit=False)) as carl:
        (begun,) = carl.execute("SELECT transaction_timestamp()").fetchone() or ()
        carl.execute("SELECT pg_sleep(1.5)")
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
        with refused, carl.transaction():
            carl.execute(FACT.format(case=1, at="transaction_timestamp()", by="session_user"))
        with refused, carl.transaction():
            put_line(carl, "{}", begun)
        carl.execute(FACT.format(case=1, at="clock_timestamp()", by="session_user"))
        put_line(carl, "{}")


def test_the_tables_of_attacks_would_show_a_hole(team: Team) -> None:
    """The same reads by whoever runs the server give the secret away: the test above looks where it lies."""
    reached = set()
    with contextlib.closing(team.superuser()) as connection:
        for table in TABLES:
            words = "convert_from(content, 'UTF8')" if table == "blobs" else "t::text"
            said = connection.execute(f"SELECT {words} FROM {table} t").fetchall()
            if SECRET.lower() in str(said).lower():
                reached.add(table)
    assert set(TABLES) - reached == NOT_REACHED


def test_nobody_else_may_even_connect(team: Team) -> None:
    with contextlib.closing(team.server.admin()) as admin:
        admin.execute("CREATE ROLE \"Not Of The Team\" LOGIN PASSWORD 'made-up-for-one-test'")
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            team.connect("Not Of The Team")
    finally:
        with contextlib.closing(team.server.admin()) as admin:
            admin.execute('DROP ROLE "Not Of The Team"')
