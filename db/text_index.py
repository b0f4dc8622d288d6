"""The text index: what is in it, putting words in and taking them out, making it again, and whether it agrees.

Two tables of words, ``fact_words`` by the number of the fact and ``document_words`` by document and passage.  On
SQLite they are FTS5 tables that keep no text of their own, on PostgreSQL columns of ``tsvector``; both are handed
words that are folded already, so both find the same.  They are derived: no copy of a record carries them, and
:func:`rebuild` makes them from what is on the record.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from db.files import driver_of, on_file
from db.folding import text_words
from db.lean import Lean
from db.mapping import cases as case_mapping
from db.mapping import facts as fact_mapping
from db.queries.text import lexemes
from db.unit import Unit
from ehcp_desk.ports.work import Progress

if TYPE_CHECKING:
    from db.files import Link

Entry = tuple[int, str]
"""A number in the index and the text found under it."""

FACTS, DOCUMENTS = TABLES = "fact_words", "document_words"
PASSAGES = 1000
"""A document's number times this, and the place of the passage, is a passage's number in the index."""

_PASSAGE, _OVERLAP = 1000, 20
_MOST_WORDS = 16_000  # of one note: what PostgreSQL counts places of
_CHUNK = 5000
_FACT_TEXTS = "SELECT id, note, attrs FROM facts"
DOCUMENT_TEXTS = (
    "SELECT d.id, d.filename, coalesce(t.text, '') FROM documents d LEFT JOIN document_texts t ON t.document_id = d.id"
)
"""What :func:`document_entries` takes."""
_PEOPLE = "FROM contactables ORDER BY child_id, id"


def fact_entry(number: int, note: str, attrs: str | None) -> list[Entry]:
    """What a fact is found by; nothing where it says nothing."""
    words = fact_mapping.searched(note, fact_mapping.attrs(attrs))
    return [(number, words)] if words else []


def passages(filename: str, text: str) -> list[str]:
    """A document in passages of about two pages that overlap a little; its name belongs to the first."""
    words = f"{filename} {text}".split()
    step = _PASSAGE - _OVERLAP
    starts = range(0, max(1, len(words) - _OVERLAP), step)
    return [" ".join(words[start : start + _PASSAGE]) for start in islice(starts, PASSAGES)]


def document_entries(number: int, filename: str, text: str) -> list[Entry]:
    """What a document is found by."""
    return [(number * PASSAGES + place, part) for place, part in enumerate(passages(filename, text))]


@lru_cache(maxsize=4096)
def _file_words(text: str) -> str:
    return " ".join(text_words(text)[:_MOST_WORDS])


@lru_cache(maxsize=4096)
def _server_words(text: str) -> str:
    return lexemes(text_words(text)[:_MOST_WORDS])


def put_in(connection: Link, table: str, entries: Iterable[Entry]) -> None:
    """Index entries that are not there yet; those without a word are left out."""
    told = _file_words if on_file(connection) else _server_words
    rows = [(number, words) for number, text in entries if text and (words := told(text))]
    Lean(connection).insert(table, ("rowid", "words"), rows)


def take_out(connection: Link, table: str, entries: Sequence[Entry]) -> None:
    """Take entries out, and every trace of their words: SQLite's index must be told the words to find them."""
    driver = driver_of(connection)
    if not on_file(connection):
        driver.execute(f"DELETE FROM {table} WHERE rowid = ANY(%s)", ([number for number, _ in entries],))
        return
    there = driver.execute(f"SELECT id FROM {table}_docsize WHERE id IN (SELECT value FROM json_each(?))",
                           (json.dumps([number for number, _ in entries]),))  # fmt: skip
    known = {number for (number,) in there}  # to be told to forget what it never held would break the index
    rows = [(number, _file_words(text)) for number, text in entries if number in known]
    driver.executemany(f"INSERT INTO {table} ({table}, rowid, words) VALUES ('delete', ?, ?)", rows)
    # A word that was taken out stays in its page, marked, until pages are merged.
    driver.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def rebuild(connection: Link, progress: Progress | None = None) -> None:
    """Make both indexes, and the words that cases are found by, again from what is on the record."""
    unit, lean = _Reading(connection), Lean(connection)
    driver_of(connection).execute("DELETE FROM case_words")
    for part in _chunks(unit.case_words(), int(unit.value("SELECT count(*) FROM cases")), progress, "Indexing names"):
        rows = sorted((word, number) for number, words in part for word in words)
        lean.insert("case_words", ("word", "case_id"), rows)
    rebuild_text(connection, progress)


def rebuild_text(connection: Link, progress: Progress | None = None) -> None:
    """Make both indexes again, as a copy of a record needs, which brings everything else with it."""
    unit = _Reading(connection)
    for table, entries in ((FACTS, unit.fact_entries()), (DOCUMENTS, unit.document_entries())):
        _empty(connection, table)
        total = int(unit.value(f"SELECT count(*) FROM {'facts' if table == FACTS else 'documents'}"))
        for part in _chunks(entries, total, progress, "Indexing what was written"):
            put_in(connection, table, part)


def _empty(connection: Link, table: str) -> None:
    every = f"INSERT INTO {table} ({table}) VALUES ('delete-all')" if on_file(connection) else f"TRUNCATE {table}"
    driver_of(connection).execute(every)


def _chunks(rows: Iterator[Any], total: int, progress: Progress | None, what: str) -> Iterator[list[Any]]:
    done = 0
    while part := list(islice(rows, _CHUNK)):
        yield part
        done += len(part)
        if progress is not None:
            progress(done, max(total, done), what)


class _Reading(Unit):
    """What the record says the indexes should hold."""

    def fact_entries(self) -> Iterator[Entry]:
        """Every fact's entry, in order of number."""
        for number, note, attrs in self._pages(_FACT_TEXTS, "id"):
            yield from fact_entry(number, note, attrs)

    def document_entries(self) -> Iterator[Entry]:
        """Every passage of every document, in order of number."""
        for number, filename, text in self._pages(DOCUMENT_TEXTS, "d.id"):
            yield from document_entries(number, filename, text)

    def case_words(self) -> Iterator[tuple[int, set[str]]]:
        """(case, the words it is found by), in order of number."""
        people: dict[int, list[Any]] = {}
        found_same = dict(self._rows("SELECT id, same_as FROM children WHERE same_as IS NOT NULL"))
        for row in self.shaped(case_mapping.CONTACTABLE, _PEOPLE):
            child, standing = row[1], set[int]()
            while child is not None and child not in standing:  # each also of the one it was found to be
                standing.add(child)
                people.setdefault(child, []).append(case_mapping.contactable(row))
                child = found_same.get(child)
        sql = f"SELECT {case_mapping.CASE.sql} FROM cases c JOIN children k ON k.id = c.child_id"
        read = self._reader(case_mapping.CASE)
        for row in self._pages(sql, "c.id"):
            case = case_mapping.case(read(row))
            found = people.get(case.child.id, ())
            yield case.id, case_mapping.search_words(case.ref, case.child, found)

    def _pages(self, sql: str, key: str) -> Iterator[Any]:
        """Rows a page at a time, each page whole, so that rows may be written between them."""
        last = 0
        while rows := self._rows(f"{sql} WHERE {key} > :last ORDER BY {key} LIMIT {_CHUNK}", {"last": last}):
            yield from rows
            last = rows[-1][0]

    def words_kept(self, table: str) -> tuple[Counter[str], set[int]]:
        """In how many entries of an index each word is, and the numbers of its entries."""
        if self._is_file:
            self._run(f"CREATE VIRTUAL TABLE temp.{table}_kept USING fts5vocab(main, {table}, row)")
            rows = self._rows(f"SELECT term, doc FROM temp.{table}_kept")
            self._run(f"DROP TABLE temp.{table}_kept")
            numbers = self._rows(f"SELECT id FROM {table}_docsize")
        else:
            rows = self._rows(f"SELECT word, ndoc FROM ts_stat('SELECT words FROM {table}')")
            numbers = self._rows(f"SELECT rowid FROM {table}")
        return Counter(dict(rows)), {number for (number,) in numbers}

    def case_words_kept(self) -> Counter[int]:
        """A sum for each case over the words it is kept under."""
        kept: Counter[int] = Counter()
        for word, number in self._stream("SELECT word, case_id FROM case_words"):
            kept[number] += hash(word)
        return kept


def check(connection: Link) -> tuple[str, bool, str]:
    """Whether the indexes hold what the record says, no more and no less."""
    unit = _Reading(connection)
    for table, entries in ((FACTS, unit.fact_entries()), (DOCUMENTS, unit.document_entries())):
        words, numbers = Counter[str](), set[int]()
        for number, text in entries:
            here = set(_file_words(text).split(" ")) - {""}
            words.update(here)
            if here:
                numbers.add(number)
        if unit.words_kept(table) != (words, numbers):
            what = "entries" if table == FACTS else "documents"
            return "search", False, f"the index of {what} differs from the record: run migrate, which makes it again"
        if table == FACTS:
            told = len(numbers)
    names = Counter({number: sum(map(hash, words)) for number, words in unit.case_words()})
    if unit.case_words_kept() != names:
        return "search", False, "the words that cases are found by differ from the record: run migrate"
    return "search", True, f"{told} entries with words, every one of them found"
