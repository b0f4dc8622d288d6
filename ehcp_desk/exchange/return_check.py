"""Checking a return that was issued: its files are as they were, its figures follow from its lists, it balances."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ehcp_desk.domain.errors import BadInput

Check = tuple[str, bool, str]
_LISTED = 5
_DAYS_IN_WEEK = 7


def seal_of(body: dict[str, Any]) -> str:
    """The digest of the frozen copy's own content, so that a change to a figure in it shows."""
    rest = {key: value for key, value in body.items() if key != "seal"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()


def verify_return(path: Path) -> list[Check]:
    """(check, ok, detail) of an issued return, from its frozen copy and the files beside it.

    Raises BadInput where the file is not the frozen copy of a monthly return.
    """
    body = _read(path)
    files = _Files(path.parent, {entry["name"]: entry["sha256"] for entry in body["files"]})
    return [
        _check("frozen copy", [] if body.get("seal") == seal_of(body) else ["it was changed after it was issued"],
               f"fits its own seal, {body['month']}, as at {body['as_at']}, journal head {body['journal']['head'][:8]}"),
        _check("files", files.problems(), f"{len(files.digests)} files are those of the frozen copy"),
        _check("figures", _figures(body, files), f"{len(body['indicators'])} values follow from their counts"),
        _check("balance", _balance(body, files), "opening + in - out = closing on every row"),
        _check("lists", _lists(body, files), "every list has as many rows as its figure says"),
    ]  # fmt: skip


def _stamp(body: dict[str, Any]) -> str:
    """What the files are named by: the month, or the week or quarter of another pack."""
    return str(body.get("stamp", body["month"]))


def _check(name: str, wrong: list[str], right: str) -> Check:
    if not wrong:
        return name, True, right
    more = f" and {len(wrong) - _LISTED} more" if len(wrong) > _LISTED else ""
    return name, False, "; ".join(wrong[:_LISTED]) + more


def _read(path: Path) -> dict[str, Any]:
    try:
        body = json.loads(path.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise BadInput(f"{path.name} cannot be read as the frozen copy of a return: {fault}.") from fault
    needed = {"format", "month", "as_at", "journal", "indicators", "flow", "files"}
    if not isinstance(body, dict) or not needed <= set(body):
        raise BadInput(f"{path.name} is not the frozen copy of a monthly return; choose monthly-YYYY-MM.json.")
    return body


class _Files:
    """The files beside the frozen copy, read once each."""

    def __init__(self, folder: Path, digests: dict[str, str]) -> None:
        self.folder = folder
        self.digests = digests
        self.content = {name: self._bytes(name) for name in digests}

    def _bytes(self, name: str) -> bytes | None:
        # A name that leads out of the folder is no file of this return.
        where = (self.folder / name).resolve()
        if not where.is_relative_to(self.folder.resolve()):
            return None
        try:
            return where.read_bytes()
        except OSError:
            return None

    def problems(self) -> list[str]:
        """Files that are missing, changed, or lie among the lists without belonging to them."""
        wrong = []
        for name, digest in self.digests.items():
            content = self.content[name]
            if content is None:
                wrong.append(f"{name} is missing")
            elif hashlib.sha256(content).hexdigest() != digest:
                wrong.append(f"{name} was changed")
        for lists in {Path(name).parent for name in self.digests if "/" in name}:
            for found in sorted((self.folder / lists).glob("*.csv")):
                if f"{lists.as_posix()}/{found.name}" not in self.digests:
                    wrong.append(f"{lists.as_posix()}/{found.name} is not part of this return")
        return wrong

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of one CSV; none where it is missing."""
        content = self.content.get(name)
        return list(csv.DictReader(io.StringIO((content or b"").decode("utf-8", "replace"), newline="")))


def _figures(body: dict[str, Any], files: _Files) -> list[str]:
    printed = {row.get("code"): row for row in files.table(f"{body.get('pack', 'monthly')}-{_stamp(body)}.csv")}
    wrong = []
    for one in body["indicators"]:
        row = printed.pop(one["code"], None)
        value = _value(one["kind"], _decimal(one["numerator"]), _decimal(one["denominator"]))
        if value != _decimal(one["value"]):
            wrong.append(f"{one['code']}: {one['numerator']} and {one['denominator']} do not give {one['value']}")
        elif row is None:
            wrong.append(f"{one['code']} has no row in the CSV")
        elif any(_decimal(row.get(key)) != _decimal(one[key]) for key in ("numerator", "denominator", "value")):
            wrong.append(f"{one['code']} differs between the CSV and the frozen copy")
    return wrong + [f"{code} stands in the CSV only" for code in printed]


def _value(kind: str, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The value worked out again, apart from the code that made it."""
    if kind == "count" or numerator is None:
        return numerator
    if kind == "net":
        return None if denominator is None else numerator - (denominator - numerator)
    if not denominator:
        return None
    exact = numerator * {"rate": 100, "per_10000": 10_000}.get(kind, 1) / denominator
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _decimal(value: object) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _balance(body: dict[str, Any], files: _Files) -> list[str]:
    keys = ("opening", "in", "out", "closing")
    wrong = []
    printed = files.table(f"flow-{_stamp(body)}.csv")
    for row in body["flow"]:
        if row["opening"] + row["in"] - row["out"] != row["closing"]:
            wrong.append(f"{row['stage']} does not balance")
    frozen = [(row["stage"], *(str(row[key]) for key in keys)) for row in body["flow"]]
    if frozen != [(row.get("stage"), *(row.get(key) for key in keys)) for row in printed]:
        wrong.append("the balance differs between the CSV and the frozen copy")
    return wrong


def _lists(body: dict[str, Any], files: _Files) -> list[str]:
    posts = sum(
        (_decimal(row.get("fte")) or Decimal(0) for row in files.table(f"posts-{_stamp(body)}.csv")), Decimal(0)
    )
    wrong = []
    for one in body["indicators"]:
        rows = files.table(f"cases-{_stamp(body)}/{one['code']}.csv")
        counted = sum(row.get("in_numerator") == "1" for row in rows)
        numerator, denominator = _decimal(one["numerator"]), _decimal(one["denominator"])
        kind = one["kind"]
        if one["list"].get("over", "posts") != "posts":
            right = counted == len(rows) == numerator
        elif kind == "ratio":
            right = counted == len(rows) == numerator and posts == denominator
        elif kind == "mean":
            days = sum(int(row.get(one["list"]["days_column"]) or 0) for row in rows)
            said = (
                Decimal(days) if one["unit"] == "days" else (Decimal(days) / _DAYS_IN_WEEK).quantize(Decimal("0.0001"))
            )
            right = len(rows) == denominator and said == numerator
        else:
            right = len(rows) == denominator and counted == numerator
        if not right:
            wrong.append(
                f"{one['code']}: the list has {counted} of {len(rows)}, the figure {numerator} of {denominator}"
            )
    return wrong
