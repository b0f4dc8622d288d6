"""What is kept beside the facts and may change (a child's details, people to ring, staff, settings), as digests.

Each act that changes such a row says in its own line of the journal how the row stands afterwards, so that ``verify``
names one that another program changed since.  A digest is over what is filled in, column by column: a new column that is
empty changes none.  A migration that changes what is filled in must leave these columns' names and values as they read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from db.mapping import cases, lists
from db.shape import Shape
from db.unit import Unit, WritingUnit
from ehcp_desk.domain.errors import Unreadable
from ehcp_desk.domain.folding import fold
from ehcp_desk.domain.journal import canonical, digest

Name = tuple[str, int | str]
"""What is kept and its number: ``("child", 12)``, ``("setting", "council.name")``."""
CHILD, PERSON, OFFICER, TEAM, ABSENCE, SETTING = "child", "person", "officer", "team", "absence", "setting"


class _Rows:
    """One kind of row: its table, its key, and the columns an act seals."""

    def __init__(self, table: str, key: str, columns: str) -> None:
        self.table, self.key = table, key
        self.names = [key, *(column.partition(":")[0] for column in columns.split())]
        self.shape = Shape(f"{key} {columns}")

    def said(self, row: Any) -> dict[str, Any]:
        """What is filled in of a row, by column."""
        return {name: value for name, value in zip(self.names, row, strict=True) if value not in (None, "", False)}


_KEPT = {
    CHILD: _Rows(
        "children",
        "id",
        "surname forenames born:day? sex upn uln year_group year_since setting need before_you_ring nhs known_as ethnicity "
        "language communication same_as",
    ),
    PERSON: _Rows(
        "contactables",
        "id",
        "child_id name relation phone email parental_responsibility:flag preference more rests_on language interpreter "
        "address hidden:flag agency since:day until:day",
    ),
    OFFICER: _Rows(
        "officers", "id", "name role team_id fte email placeholder:flag started_on:day left_on:day days_off"
    ),
    TEAM: _Rows("teams", "id", "name manager_id"),
    ABSENCE: _Rows("absences", "id", "officer_id first_day:day last_day:day cover_id reason"),
    SETTING: _Rows("settings", "key", "value"),
}
_SORTED_BY = ("scope", "stage_order", "risk", "ref_sort", "name_sort", "setting_folded", "owner_sort")
_LINE = f"{lists.ROW_SQL}, {', '.join(f's.{name}' for name in _SORTED_BY)}, k.name_folded, c.ref_folded, "
_LINES = (
    "FROM case_summary s JOIN cases c ON c.id = s.case_id JOIN children k ON k.id = c.child_id LEFT JOIN officers o "
)
_LINES += "ON o.id = c.owner_id ORDER BY s.case_id"
_HEADS = ("ref", "surname", "forenames", "year_offset", "setting", "team_id", "owner_id", "owned_since", "unassigned_since",
          "psychologist", "held")  # fmt: skip


class KeptReading(Unit):
    """How what is kept stands now."""

    def lines_unlike(self) -> dict[int, str]:
        """Cases whose line of the lists is not what their head and their child say, or stands elsewhere: number and
        reference.  A case without a line is on no list, and another check says so."""
        read = lists.file_case_row if self._is_file else lists.case_row
        reader, unlike = self._reader(cases.CASE), dict[int, str]()
        lines = len(lists.ROW_SQL.split(", "))
        heads = lines + len(_SORTED_BY) + 2
        for row in self._stream(f"SELECT {_LINE}{cases.CASE.sql} {_LINES}"):
            try:
                line, case = read(row[:lines]), cases.case(reader(row[heads:]))
                told = lists.summary_values(case, line.owner, line.summary)
                kept = dict(zip(_SORTED_BY, row[lines:], strict=False)) | {name: getattr(line, name) for name in _HEADS}
                name = cases.name_folded(case.child.surname, case.child.forenames)
                fits = (name, fold(case.ref.strip())) == tuple(row[heads - 2 : heads])
                fits = fits and all(told[one] == value for one, value in kept.items())
            except (Unreadable, ValueError, LookupError, TypeError, AttributeError):
                fits = False
            if not fits:
                unlike[row[0]] = str(row[1])
        return unlike

    def kept_now(self) -> Iterator[tuple[str, str]]:
        """What is kept, ``child 12``, and the digest of how it stands; a child's with its people to ring."""
        for kind in (CHILD, OFFICER, TEAM, ABSENCE, SETTING):
            yield from self._digests(kind)

    def _digests(self, kind: str, numbers: Collection[int | str] | None = None) -> Iterator[tuple[str, str]]:
        people: dict[int, list[dict[str, Any]]] = {}
        for person in self._said(PERSON, "child_id", numbers) if kind == CHILD else ():
            people.setdefault(person["child_id"], []).append(person)
        key = _KEPT[kind].key
        for said in self._said(kind, key, numbers):
            whole = {**said, "people": people.get(said[key], [])} if kind == CHILD else said
            yield f"{kind} {said[key]}", digest(canonical(whole))

    def _said(self, kind: str, key: str, numbers: Collection[int | str] | None) -> Iterator[dict[str, Any]]:
        rows = _KEPT[kind]
        term, values = ("", {}) if numbers is None else (f" WHERE {key} IN (:these)", {"these": tuple(numbers)})
        found = self.shaped(rows.shape, f"FROM {rows.table}{term} ORDER BY {rows.key}", values)
        return map(rows.said, found)


class KeptWriting(KeptReading, WritingUnit):
    """Remembering what an act changed, so that its line seals how it stands."""

    _touched: dict[Name, None]

    def touch(self, kind: str, number: int | str) -> None:
        """What an act is changing; how it stands at the end is sealed in the line of the act."""
        self._touched[kind, number] = None

    def standing(self, names: Collection[Name]) -> dict[Name, str]:
        """How these that were touched stand, as digests; empty for what is there no more."""
        found: dict[Name, str] = dict.fromkeys(names, "")
        for kind in dict.fromkeys(kind for kind, _ in names):
            numbers = {f"{kind} {number}": number for which, number in names if which == kind}
            found.update({(kind, numbers[name]): said for name, said in self._digests(kind, list(numbers.values()))})
        for name in names:
            self._touched.pop(name, None)
        return found

    def cases_of(self, children: Collection[int | str]) -> dict[int, int]:
        """The case of each number among those of these children, and its child."""
        sql = "SELECT id, child_id FROM cases WHERE child_id IN (:children)"
        return dict(map(tuple, self._rows(sql, {"children": tuple(children)}))) if children else {}
