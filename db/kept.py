"""What is kept beside the facts and may change (a child's details, people to ring, staff, settings), as digests.

Each act that changes such a row says in its own line of the journal how the row stands afterwards, so that ``verify``
names one that another program changed since.  A digest is over what is filled in, column by column: a new column that is
empty changes none.  A migration that changes what is filled in must leave these columns' names and values as they read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from db.mapping import cases, lists
from db.shape import Shape
from db.unit import Unit, WritingUnit
from ehcp_desk.domain.case import Stage
from ehcp_desk.domain.errors import Unreadable
from ehcp_desk.domain.folding import fold
from ehcp_desk.domain.journal import canonical, digest
from ehcp_desk.domain.worklist import Summary

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
        """What is filled in of a row, by column; reception, year 0, is."""
        return {
            name: value
            for name, value in zip(self.names, row, strict=True)
            if value not in (None, "") and value is not False
        }


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
_DAYS = ("owned_since", "unassigned_since")
_HEADS = ("ref", "surname", "forenames", "year_offset", "setting", "team_id", "owner_id", "psychologist", "held", "scope",
          "stage_order", "risk", "ref_sort", "name_sort", "setting_folded", "owner_sort")  # fmt: skip
_SAME_DAYS = " AND ".join(f"(s.{day} = c.{day} OR s.{day} IS NULL AND c.{day} IS NULL)" for day in _DAYS)
_LINE = (
    f"{_SAME_DAYS}, o.name, s.stage, s.next_due IS NOT NULL, s.next_relieved, k.name_folded, c.ref_folded, "
    f"{', '.join(f's.{name}' for name in _HEADS)}, "
)
_LINES = (
    "FROM case_summary s JOIN cases c ON c.id = s.case_id JOIN children k ON k.id = c.child_id LEFT JOIN officers o "
)
_LINES += "ON o.id = c.owner_id ORDER BY s.case_id"


class KeptReading(Unit):
    """How what is kept stands now."""

    def lines_unlike(self) -> dict[int, str]:
        """Cases whose line of the lists is not what their head and their child say, or stands elsewhere: number and
        reference.  A case without a line is on no list, and another check says so."""
        reader, unlike = self._reader(cases.CASE_AS_FOUND), dict[int, str]()
        begins, ends = 7, 7 + len(_HEADS)
        for row in self._stream(f"SELECT {_LINE}{cases.CASE_AS_FOUND.sql} {_LINES}"):
            number, ref = row[ends : ends + 2]
            try:
                same_days, owner, stage, due, relieved, *folded = row[:begins]
                case = cases.case(reader(row[ends:]))
                next_due = date.max if due else None
                said = Summary(Stage(stage), None, next_due=next_due, next_relieved=bool(relieved))
                told = lists.summary_values(case, owner, said)
                name = cases.name_folded(case.child.surname, case.child.forenames)
                fits = bool(same_days) and folded == [name, fold(case.ref.strip())]
                fits = fits and all(told[one] == kept for one, kept in zip(_HEADS, row[begins:], strict=False))
            except (Unreadable, ValueError, LookupError, TypeError, AttributeError):
                fits = False
            if not fits:
                unlike[number] = str(ref)
        return unlike

    def kept_now(self) -> Iterator[tuple[str, str | None]]:
        """What is kept, ``child 12``, and the digest of how it stands, a child's with its people to ring; None where a line
        that tells of it may be closed to whoever asks."""
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

    def stand_as(self, children: Collection[int]) -> dict[int, int]:
        """The child that each of these was found to be; itself for any other."""
        found = {number: number for number in children}
        sql = "SELECT id, same_as FROM children WHERE id IN (:these) AND same_as IS NOT NULL"
        newest = set(children)
        while newest and (up := dict(map(tuple, self._rows(sql, {"these": tuple(newest)})))):
            found = {number: up.get(known, known) for number, known in found.items()}
            newest = set(up.values())
        return found

    def cases_of(self, children: Collection[int]) -> dict[int, int]:
        """The case of each number among those of these children, and its child."""
        sql = "SELECT id, child_id FROM cases WHERE child_id IN (:children)"
        return dict(map(tuple, self._rows(sql, {"children": tuple(children)}))) if children else {}
