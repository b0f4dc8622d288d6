"""The same transaction without a desk: what a save must cost at least, in psycopg and the same tables' shapes."""

from __future__ import annotations

import hashlib

import psycopg

LOCK = 0x0BA2E
TABLES = """
CREATE SCHEMA bare;
CREATE TABLE bare.cases (id int PRIMARY KEY, version int NOT NULL, head text NOT NULL);
CREATE TABLE bare.summary (case_id int PRIMARY KEY, line text NOT NULL);
CREATE TABLE bare.facts (id serial PRIMARY KEY, case_id int NOT NULL REFERENCES bare.cases, note text NOT NULL);
CREATE INDEX ON bare.facts (case_id, id);
CREATE TABLE bare.words (rowid int PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX ON bare.words USING gin (words);
CREATE TABLE bare.journal (seq bigint PRIMARY KEY, case_id int, payload text, previous text, hash text);
INSERT INTO bare.cases SELECT n, 1, repeat('x', 200) FROM generate_series(0, 999) n;
INSERT INTO bare.summary SELECT n, repeat('x', 300) FROM generate_series(0, 999) n;
INSERT INTO bare.facts (case_id, note) SELECT n % 1000, repeat('x', 100) FROM generate_series(1, 20000) n;
GRANT USAGE ON SCHEMA bare TO PUBLIC;
GRANT ALL ON ALL TABLES IN SCHEMA bare TO PUBLIC;
GRANT ALL ON ALL SEQUENCES IN SCHEMA bare TO PUBLIC;
"""


class Bare:
    """A connection that saves: read the case, add a fact and its words, count up, take the next line of a journal."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url.replace("postgresql+psycopg", "postgresql"))

    def save(self, case: int) -> None:
        """One save, committed."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("SELECT version, head FROM bare.cases WHERE id = %s", (case,)).fetchone()
            cursor.execute("SELECT id, note FROM bare.facts WHERE case_id = %s ORDER BY id", (case,)).fetchall()
            cursor.execute("INSERT INTO bare.facts (case_id, note) VALUES (%s, %s) RETURNING id", (case, "x" * 100))
            (number,) = cursor.fetchone() or (0,)
            cursor.execute("INSERT INTO bare.words VALUES (%s, %s)", (number, "'told':1 'the':2 'clinic':3"))
            cursor.execute("UPDATE bare.cases SET version = version + 1 WHERE id = %s", (case,))
            cursor.execute("UPDATE bare.summary SET line = %s WHERE case_id = %s", ("y" * 300, case))
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            last = cursor.execute("SELECT seq, hash FROM bare.journal ORDER BY seq DESC LIMIT 1").fetchone() or (0, "")
            payload = "z" * 300
            its_hash = hashlib.sha256(f"{last[0] + 1}{payload}{last[1]}".encode()).hexdigest()
            cursor.execute("INSERT INTO bare.journal VALUES (%s, %s, %s, %s, %s)",
                           (last[0] + 1, case, payload, last[1], its_hash))  # fmt: skip
