"""What a line of the journal must say to be read back, kind by kind.

Whoever has another program may seal a line of a kind the desk knows that says something else.  Such a line says nothing to
what reads lines back (:func:`ehcp_desk.domain.journal.payload_of`), and ``verify`` names it.  Only kinds that something reads
back stand here, each with what is asked of it and no more: releases before this one said less.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ehcp_desk.domain.people import Role

_BORN = "Date of birth"
"""What the journal calls the one detail of a child that is put back as a day."""


def of_its_kind(kind: str, said: Mapping[str, Any]) -> bool:
    """Whether what a line says is what lines of its kind say; True for a kind nothing reads back."""
    return kind not in SHAPES or fits(SHAPES[kind], said)


def fits(shape: Any, value: Any) -> bool:
    """Whether a value is of a shape: a type, a question, a list of one shape, or an object with these names.  A name that
    ends in ``?`` may be missing, and ``{str: shape}`` is an object with any names."""
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(shape[0], one) for one in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(_has(value, name, each) for name, each in shape.items())
    return bool(isinstance(value, shape) if not callable(shape) or isinstance(shape, type) else shape(value))


def _has(value: Mapping[str, Any], name: Any, shape: Any) -> bool:
    if name is str:
        return all(fits(shape, one) for one in value.values())
    if name.endswith("?"):
        return name[:-1] not in value or fits(shape, value[name[:-1]])
    return name in value and fits(shape, value[name])


def _day(value: Any) -> bool:
    """A day as text, or none."""
    if value in (None, ""):
        return True
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _day_said(value: Any) -> bool:
    return bool(value) and _day(value)


def _role(value: Any) -> bool:
    return isinstance(value, str) and value in {role.value for role in Role}


def _pair(value: Any) -> bool:
    return fits([str], value) and len(value) == 2


def _counted_case(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], int | str)


def _council(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 1 and fits([str | None], value[:2])


def _fields(value: Any) -> bool:
    """The fields of a child or somebody to ring that were changed, by their titles."""
    return fits({str: {"before?": str}}, value) and _day(value.get(_BORN, {}).get("before", ""))


def _rows_sent(value: Any) -> bool:
    return fits({str: _pair}, value) and all(name.isdecimal() for name in value)


_NUMBER = int | None
_CHANGED = {"fields?": _fields, "merged?": int}
_STANDING = {"role?": _role, "fte?": int | float, "team?": _NUMBER}
_BOTH_SIDES = {"fields?": list | dict, "before?": dict | None, "after?": dict | None}
_TEAM_MOVE = {"case": int, "ref": str, "from": _NUMBER, "to": _NUMBER, "fact": int}
_MOVE = {**_TEAM_MOVE, "to": int, "since": _day, "unassigned": _day, "promise": _NUMBER, "team?": _NUMBER}
_COUNTS = ("rows_in", "created", "updated", "merged", "held", "rejected", "unchanged")

SHAPES: Mapping[str, Any] = {
    "child_changed": _CHANGED,
    "children_merged": _CHANGED,
    "children_split": _CHANGED,
    "person_changed": {"fields?": _fields, "person?": int},
    "document_filed": {"document": int, "sha256": str, "filename": str},
    "officer_changed": {"officer": int, "before": str, "after": str, "was?": _STANDING, **_STANDING},
    "cases_reassigned": {"moves": [_MOVE], "left?": lambda left: left is None or fits({"officer": int, "before": _day}, left)},
    "cases_moved_to_team": {"moves": [_TEAM_MOVE]},
    "reassignment_taken_back": {"act": int},
    "file_imported": {"import?": int, **{f"{name}?": int for name in _COUNTS}},
    "row_imported": {"import?": int},
    "import_signed": {"import": int, "officer": str},
    "import_undone": {"import": int},
    "paper_issued": {"paper": str, "as_at": str, "files": [{"sha256": str}]},
    "return_issued": {"pack": str, "stamp": str, "figures": {str: _pair}},
    "figure_given": {
        **dict.fromkeys(("to", "purpose", "reference", "code", "title", "period", "numerator", "denominator", "value"), str),
        "definition_version": str, "unit?": str, "as_at": _day_said, "cases": [_counted_case],
    },
    "record_counted": {"entries": int},
    "exchange_sent": {"rows": _rows_sent},
    "exchange_read": {"sha256": str, "party": str},
    "council_changed": {"before": _council, "after?": list},
    "weights_changed": _BOTH_SIDES,
    "practice_changed": _BOTH_SIDES,
    "alerts_changed": _BOTH_SIDES,
    "letterhead_changed": _BOTH_SIDES,
    "law_changed": {"name": str, "text": str, "reason": str},
    "law_withdrawn": {"name": str},
}  # fmt: skip
