"""What stands for a row that was lost, so that what led to it is kept: a case of no name with its facts, and the like.

Used by the salvage of a damaged file alone.  The journal, where it can be read, still says what a case or a document
was called.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from db.cipher import driver_errors
from db.mapping.cases import name_folded
from db.moments import moment_text
from ehcp_desk.domain.folding import fold

_ROUNDS = 8  # a stand-in may need another: a document its case, the case its child
Told = dict[str, dict[int, dict[str, Any]]]


class StandIns:
    """Makes them in a file whose keys are not enforced meanwhile; ``made`` says for what.

    ``lines`` are (case, reference, surname, forenames, setting) of the damaged file's own lists, as far as they could
    be read: a child whose row is lost has its name from there.
    """

    def __init__(self, raw: Any, lines: Iterable[tuple[Any, ...]]) -> None:
        self._raw = raw
        self._told = _told(raw)
        for case_id, ref, surname, forenames, setting in lines:
            self._hear(case_id, ref, {"surname": surname, "forenames": forenames, "setting": setting})
        self.made: dict[str, list[int | str]] = defaultdict(list)
        self.emptied = 0

    def _hear(self, case_id: int, ref: str, names: dict[str, str]) -> None:
        case = self._told["cases"].setdefault(case_id, {})
        case.setdefault("ref", ref)
        row = self._raw.execute("SELECT child_id FROM cases WHERE id = ?", (case_id,)).fetchone()
        child = case.get("child") if row is None else row[0]
        if child is None:
            case["names"] = names
        else:
            self._told["children"][child] = names

    def mend(self) -> None:
        """Make whatever is missing, until every row leads somewhere.  What cannot stand in is taken out of the row, or
        the row goes; ``emptied`` counts those."""
        for _ in range(_ROUNDS):
            broken = self._raw.execute("PRAGMA foreign_key_check").fetchall()
            if not broken:
                return
            for table, number, parent, key in broken:
                self._one(table, number, parent, key)

    def _one(self, table: str, number: int, parent: str, key: int) -> None:
        keys = self._raw.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        column, target = next((row[3], row[4]) for row in keys if row[0] == key)
        (value,) = self._raw.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (number,)).fetchone()
        if value in self.made[parent]:
            return
        said = self._told.get(parent, {}).get(value, {})
        values = _VALUES.get(parent, _nothing)(value, said)
        if parent == "documents":
            values = self._document(table, number, values)
        if parent == "cases" and values is not None:
            values["child_id"] = said.get("child") or self._unknown_child(value, said.get("names", {}))
        if values is None:
            self._take_out(table, number, column)
        else:
            self._add(parent, {target: value, **values})
            self.made[parent].append(value)

    def _unknown_child(self, case_id: Any, names: Mapping[str, Any]) -> int:
        """A child for a case of which nobody knows whose it was."""
        number = self._add("children", _child(f"case {case_id}", names))
        self.made["children"].append(number)
        return number

    def _document(self, table: str, number: int, values: dict[str, Any] | None) -> dict[str, Any] | None:
        """Of a fact's document the case is known; the words of a document that is lost are of no use."""
        if table != "facts" or values is None:
            return None
        (case_id,) = self._raw.execute("SELECT case_id FROM facts WHERE rowid = ?", (number,)).fetchone()
        return {**values, "case_id": case_id}

    def _take_out(self, table: str, number: int, column: str) -> None:
        self.emptied += 1
        try:
            self._raw.execute(f"UPDATE {table} SET {column} = NULL WHERE rowid = ?", (number,))
        except driver_errors("IntegrityError"):
            self._raw.execute(f"DELETE FROM {table} WHERE rowid = ?", (number,))

    def _add(self, table: str, values: dict[str, Any]) -> int:
        """A row with ``values``, and nothing said in the other columns that must say something; gives its number."""
        for _, name, kind, must, default, _key in self._raw.execute(f"PRAGMA table_info({table})").fetchall():
            if must and default is None and name not in values and name != "id":
                values[name] = 0 if kind in ("INTEGER", "BOOLEAN", "FLOAT") else ""
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"
        return int(self._raw.execute(sql, tuple(values.values())).lastrowid or 0)


def _told(raw: Any) -> Told:
    """What the journal says of cases and documents, by number."""
    told: Told = {"cases": {}, "children": {}, "documents": {}}
    for kind, case_id, payload in raw.execute("SELECT kind, case_id, payload FROM journal WHERE payload IS NOT NULL"):
        if kind not in ("case_opened", "case_loaded", "document_filed"):
            continue
        try:
            said = json.loads(payload)
        except ValueError:
            continue
        if not isinstance(said, dict):
            continue
        if kind == "document_filed":
            if isinstance(number := said.get("document"), int):
                told["documents"][number] = said
        else:
            told["cases"][case_id] = said
    return told


def _nothing(_value: Any, _said: Mapping[str, Any]) -> None:
    return None


def _child(value: Any, said: Mapping[str, Any]) -> dict[str, Any]:
    names = said or {"surname": f"(lost: {value})", "forenames": ""}
    return {**names, "name_folded": name_folded(names["surname"], names["forenames"])}


def _case(value: Any, said: Mapping[str, Any]) -> dict[str, Any]:
    ref = str(said.get("ref") or f"LOST-{value}")
    return {"ref": ref, "ref_folded": fold(ref), "version": 1, "unassigned_since": datetime.now(UTC).date().isoformat()}


def _document(_value: Any, said: Mapping[str, Any]) -> dict[str, Any]:
    return {"filename": str(said.get("filename") or "(lost)"), "media_type": "application/octet-stream",
            "sha256": str(said.get("sha256") or "0" * 64), "filed_at": moment_text(datetime.now(UTC))}  # fmt: skip


def _officer(value: Any, _said: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": f"(lost: officer {value})", "role": "caseworker", "fte": 1.0}


_VALUES: dict[str, Callable[[Any, Mapping[str, Any]], dict[str, Any] | None]] = {
    "children": _child,
    "cases": _case,
    "documents": _document,
    "blobs": lambda _value, _said: {"content": b""},
    "officers": _officer,
    "teams": lambda value, _said: {"name": f"(lost: team {value})"},
}
