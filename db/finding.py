"""Finding words on the record: in what was written about a case, and in its documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from db import text_index
from db.mapping import facts as mapping
from db.queries import text
from db.shape import Shape
from db.unit import Unit, WritingUnit
from ehcp_desk.domain.case_kinds import attrs_of
from ehcp_desk.domain.finding import TextHit
from ehcp_desk.ports.work import Progress

_PLACE = "c.id c.ref k.surname k.forenames"
_FACT = Shape(f"{_PLACE} f.id f.kind f.happened_on:day f.note f.attrs f.recorded_by f.recorded_at:moment")
_FACTS = "FROM facts f JOIN cases c ON c.id = f.case_id JOIN children k ON k.id = c.child_id WHERE f.id IN (:ids)"
_DOCUMENT = Shape(f"{_PLACE} d.id d.filename d.filed_by d.filed_at:moment coalesce(t.text,'')")
_DOCUMENTS = (
    "FROM documents d JOIN cases c ON c.id = d.case_id JOIN children k ON k.id = c.child_id "
    "LEFT JOIN document_texts t ON t.document_id = d.id WHERE d.id IN (:ids)"
)
_DOCUMENT_TEXTS = f"{text_index.DOCUMENT_TEXTS} WHERE d.case_id = :case"
_CORRECTED = "EXISTS (SELECT 1 FROM facts later WHERE later.supersedes = w.rowid)"
_CASE_FACTS = (
    "SELECT w.rowid, w.note, w.attrs FROM (SELECT id AS rowid, note, attrs FROM facts WHERE case_id = :case) w"
)
_PASSAGES_EACH = 20

Asked = Sequence[text.Clause]
Dated = tuple[Any, TextHit]
"""A hit, after what it is put in order by: when it was written, and its number."""
Entries = Callable[..., list[text_index.Entry]]


class FindingReading(Unit):
    """Searching the words on the record."""

    def find_text(self, typed: str, limit: int, case_id: int | None = None) -> list[TextHit]:
        """Entries and documents that hold every word typed, what was written last first; corrected entries follow.

        Words are folded as names are, a phrase stands in quotation marks, and the last word may be unfinished, from
        three letters on and where it does not fill the answer as a whole word.
        """
        asked = text.clauses(typed)
        if not asked or limit < 1:
            return []
        if case_id is None and asked[-1].prefix:
            hits = self._answering(text.whole(asked), limit, None)
            if len(hits) == limit and not hits[-1].corrected:  # a common word is not looked for inside longer ones
                return hits
        return self._answering(asked, limit, case_id)

    def _answering(self, asked: Asked, limit: int, case_id: int | None) -> list[TextHit]:
        found = self._facts(asked, limit, case_id, False) + self._documents(asked, limit, case_id)
        found.sort(key=lambda one: one[0], reverse=True)
        hits = [hit for _, hit in found[:limit]]
        if len(hits) < limit:
            hits += [hit for _, hit in self._facts(asked, limit - len(hits), case_id, True)]
        return hits

    def _facts(self, asked: Asked, limit: int, case_id: int | None, corrected: bool) -> list[Dated]:
        term = _CORRECTED if corrected else f"NOT {_CORRECTED}"
        if case_id is None:
            numbers = self._matching(text_index.FACTS, asked, limit, term)
        else:
            numbers = self._holding(f"{_CASE_FACTS} WHERE {term}", asked, case_id, text_index.fact_entry)[-limit:]
        found: list[Dated] = []
        for row in self.shaped(_FACT, _FACTS, {"ids": tuple(numbers)}):
            case, ref, surname, forenames, number, kind, on, note, attrs, by, at = row
            passage = text.snippet(mapping.searched(note, _in_words(kind, mapping.attrs(attrs))), asked)
            hit = TextHit(case, ref, f"{forenames} {surname}".strip(), on, kind, passage, by, corrected, number)
            found.append(((at, number), hit))
        return sorted(found, key=lambda one: one[0], reverse=True)

    def _documents(self, asked: Asked, limit: int, case_id: int | None) -> list[Dated]:
        each, places = text_index.PASSAGES, dict[int, int]()
        if case_id is None:
            numbers = self._matching(text_index.DOCUMENTS, asked, limit * _PASSAGES_EACH, "1 = 1")
        else:
            numbers = self._holding(_DOCUMENT_TEXTS, asked, case_id, text_index.document_entries)[::-1]
        for number in numbers:
            places[number // each] = number % each  # the last one kept is the first passage
        found: list[Dated] = []
        for row in self.shaped(_DOCUMENT, _DOCUMENTS, {"ids": tuple(list(places)[:limit])}):
            case, ref, surname, forenames, number, filename, by, at, words = row
            passage = text.snippet(text_index.passages(filename, words)[places[number]], asked)
            hit = TextHit(
                case, ref, f"{forenames} {surname}".strip(), at.date(), "", passage, by,
                document_id=number, filename=filename,
            )  # fmt: skip
            found.append(((at, number), hit))
        return found

    def _matching(self, table: str, asked: Asked, limit: int, term: str) -> list[int]:
        found = "w.words MATCH :asked" if self._is_file else "w.words @@ CAST(:asked AS tsquery)"
        match = text.file_match(asked) if self._is_file else text.server_match(asked)
        if self._team:
            if table == text_index.FACTS:
                sql = "SELECT * FROM ehcp_find_facts(:asked, :limit, :corrected)"
                corrected = {"corrected": term == _CORRECTED}
            else:
                sql, corrected = "SELECT * FROM ehcp_find_documents(:asked, :limit)", {}
            found_there = self._rows(sql, {"asked": match, "limit": limit, **corrected})
            return [number for (number,) in found_there]
        sql = f"SELECT w.rowid FROM {table} w WHERE {found} AND {term} ORDER BY w.rowid DESC LIMIT :limit"
        return [number for (number,) in self._rows(sql, {"asked": match, "limit": limit})]

    def _holding(self, sql: str, asked: Asked, case_id: int, entries: Entries) -> list[int]:
        """The same of one case, read rather than looked up: it is short, and the index holds all cases as one."""
        rows = sorted(self._rows(sql, {"case": case_id}))
        return [number for row in rows for number, words in entries(*row) if text.holds(words, asked)]


class FindingWriting(FindingReading, WritingUnit):
    """Keeping the index in step with the record."""

    def rebuild_search(self, progress: Progress | None = None) -> None:
        """Make the index, and the words cases are found by, again from what is on the record."""
        text_index.rebuild(self._connection, progress)

    def forget_words(self, case_id: int) -> None:
        """Take every word of a case out of the index, and the words read from its documents off the record.

        For lawful disposal, before the entries themselves are emptied: an index on a file is told what to forget.
        """
        asked = {"case": case_id}
        rows = self._rows("SELECT id, note, attrs FROM facts WHERE case_id = :case", asked)
        facts = [entry for row in rows for entry in text_index.fact_entry(*row)]
        text_index.take_out(self._connection, text_index.FACTS, facts)
        documents = self._rows(_DOCUMENT_TEXTS, asked)
        entries = [entry for row in documents for entry in text_index.document_entries(*row)]
        text_index.take_out(self._connection, text_index.DOCUMENTS, entries)
        held = "IN (SELECT id FROM documents WHERE case_id = :case)"
        self._run(f"DELETE FROM document_texts WHERE document_id {held}", asked)
        self._run("DELETE FROM case_words WHERE case_id = :case", asked)


def _in_words(kind: str, attrs: Mapping[str, str]) -> Mapping[str, str]:
    """What a fact says with its choices in words, as a person reads a passage; codes are for the index alone."""
    known = attrs_of(kind)
    return {name: known[name].values.get(said, said) if name in known else said for name, said in attrs.items()}
