"""The checks of ``rules/annex_a/checks.toml`` on the rows of lists 1 and 2.  A finding names references, never a child."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ehcp_desk.domain.annex_a import ListCheck, ListTable
from ehcp_desk.domain.sen2 import Finding
from ehcp_desk.services.oversight.sen2.checks.ground import age

Values = Mapping[str, str]
Fails = Callable[[Values, tuple[str, ...], str], bool]
SCHOOL_AGE, NUMBER_AGE, OLD, TOO_OLD = range(5, 16), 6, 25, 26
NO_CASEWORKER, DUPLICATE = "no_caseworker", "duplicate"


def _years(row: Values, day: str) -> int:
    """Whole years on the day; -1 where the date of birth is not known or lies ahead."""
    born = row.get("born", "")
    return age(born, day) if "" < born <= day else -1


def _both(row: Values, columns: tuple[str, ...]) -> tuple[str, str]:
    return row.get(columns[0], ""), row.get(columns[1], "")


def _missing(row: Values, columns: tuple[str, ...], _day: str) -> bool:
    return not row.get(columns[0])


def _future(row: Values, columns: tuple[str, ...], day: str) -> bool:
    return row.get(columns[0], "") > day


def _after(row: Values, columns: tuple[str, ...], _day: str) -> bool:
    first, then = _both(row, columns)
    return "" < then < first


def _no_number(row: Values, columns: tuple[str, ...], day: str) -> bool:
    return _years(row, day) >= NUMBER_AGE and not any(_both(row, columns)) and not row.get("upn_unknown")


def _no_place(row: Values, columns: tuple[str, ...], day: str) -> bool:
    return _years(row, day) in SCHOOL_AGE and not any(_both(row, columns))


def _second_only(row: Values, columns: tuple[str, ...], day: str) -> bool:
    main, second = _both(row, columns)
    return _years(row, day) in SCHOOL_AGE and not main and bool(second)


FAILS: Mapping[str, Fails] = {
    "missing": _missing,
    "aged_25": lambda row, _columns, day: _years(row, day) == OLD,
    "aged_26": lambda row, _columns, day: _years(row, day) >= TOO_OLD,
    "future": _future,
    "after": _after,
    "no_number": _no_number,
    "no_place": _no_place,
    "second_only": _second_only,
}  # fmt: skip
"""Each condition by its name: True where the row fails.  Those of whole lists are in :func:`whole_list`."""


def check_row(
    row: Values, table: ListTable, checks: Iterable[ListCheck], day: str, case_id: int, ref: str
) -> Iterator[Finding]:
    """What the checks find on one row."""
    for check in checks:
        fails = FAILS.get(check.check)
        if fails is not None and fails(row, check.columns, day):
            yield finding(check, table, case_id, ref)


def finding(check: ListCheck, table: ListTable, case_id: int, ref: str, detail: str = "") -> Finding:
    """A finding under the heading of the first column the check looks at."""
    heading = next((c.heading for c in table.columns if c.key == check.columns[0]), "Caseworker")
    words = f"{check.says[:-1]}: {detail}." if detail else check.says
    return Finding(check.id, check.severity, ref, heading, f"{table.sheet.replace('_', ' ')}. {words}", case_id)


def whole_list(
    upns: Iterable[tuple[int, str, str]], unheld: frozenset[int], table: ListTable, checks: Iterable[ListCheck]
) -> Iterator[Finding]:
    """What is seen only over a whole list: rows with the same UPN, and cases nobody holds.

    ``upns`` are (case number, reference, UPN) of every row.
    """
    rows = list(upns)
    same: dict[str, list[tuple[int, str]]] = {}
    for case_id, ref, upn in rows:
        if upn:
            same.setdefault(upn, []).append((case_id, ref))
    for check in checks:
        if check.check == DUPLICATE:
            for cases in same.values():
                if len(cases) > 1:
                    for case_id, ref in cases:
                        others = ", ".join(sorted(other for _, other in cases if other != ref))
                        yield finding(check, table, case_id, ref, others)
        elif check.check == NO_CASEWORKER:
            yield from (finding(check, table, case_id, ref) for case_id, ref, _ in rows if case_id in unheld)
