"""``return given``: the register of figures given out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import OK, Call, iso_month
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.services.oversight.given import PERCENT, PURPOSES, Given, give, one_given, register


def add_given(kinds: Any, shared: argparse.ArgumentParser) -> None:
    """Add the command to those of ``return``."""
    given = kinds.add_parser("given", parents=[shared], help="the register of figures given out, and adding one to it")
    given.add_argument("--code", metavar="CODE", help="give this figure out; without it the register is listed")
    given.add_argument("--month", metavar="YYYY-MM", help="of which month")
    given.add_argument("--to", default="", metavar="WHO", help="to whom")
    given.add_argument("--for", dest="purpose", choices=sorted(PURPOSES), default="foi", help="what for (foi)")
    given.add_argument("--reference", default="", metavar="TEXT", help="their reference, or ours")
    given.add_argument("--number", type=int, metavar="N", help="one figure of the register, with its cases")
    given.add_argument("--out", type=Path, metavar="FILE.csv", help="write the cases of --number to a file")
    given.set_defaults(run=_given)


def _given(call: Call) -> int:
    args, desk = call.args, call.desk()
    said = [f"--{name}" for name in ("code", "month", "to", "reference") if getattr(args, name)]
    if args.out is not None and args.number is None:
        raise BadInput("Say which figure’s cases to write, by its number in the register: --number N.")
    if said and args.number is not None:
        raise BadInput(f"{said[0]} is for giving a figure out; --number shows one that was given.")
    if said and args.code is None:
        raise BadInput(f"{said[0]} is for giving a figure out: say which with --code.")
    if args.number is not None:
        return _one(call, one_given(desk, args.number))
    if args.code is None:
        told = register(desk)
        call.answer(
            {"given": [_document(g) for g in told]},
            "\n".join(map(_words, told)) or "No figure was given out yet, or none of them is open to you.",
        )
        return OK
    from ehcp_desk.services.oversight.returns import compute_monthly

    if args.month is None:
        raise BadInput("Say which month the figure is of: --month YYYY-MM.")
    result = compute_monthly(desk, iso_month(args.month), call.progress)
    kept, other = give(desk, result, args.code, args.to, args.purpose, args.reference)
    differs = f"\nAn earlier answer said otherwise: {_words(other)}" if other is not None else ""
    warned = f"\n{kept.warning}" if kept.warning else ""
    call.answer(
        {**_document(kept), "differs_from": _document(other) if other else None}, f"{_words(kept)}{differs}{warned}"
    )
    return OK


def _one(call: Call, one: Given) -> int:
    from ehcp_desk.exchange.return_files import csv_bytes

    if call.args.out is not None:
        call.args.out.write_bytes(csv_bytes(("ref", "in_numerator"), ((ref, int(n)) for ref, n in one.cases)))
    listed = [{"ref": ref, "in_numerator": int(counted)} for ref, counted in one.cases]
    lines = "\n".join(f"  {ref}{'' if counted else '  (not counted)'}" for ref, counted in one.cases)
    shut = f"\n  {so_many(one.closed, 'more is', 'more are')} restricted and not open to you" if one.closed else ""
    call.answer({**_document(one), "cases": listed}, f"{_words(one)}\n{lines}{shut}")
    return OK


def _document(one: Given) -> dict[str, Any]:
    return {"number": one.number, "at": one.at.isoformat(), "by": one.by, "to": one.to, "for": one.purpose,
            "reference": one.reference, "code": one.code, "title": one.title, "period": one.period,
            "as_at": one.as_at.isoformat(), "numerator": one.numerator, "denominator": one.denominator,
            "value": one.value, "unit": one.unit,
            "small": bool(one.warning), "definition_version": one.definition_version,
            "listed": one.listed, "closed": one.closed}  # fmt: skip


def _words(one: Given) -> str:
    reference = f" ({one.reference})" if one.reference else ""
    among = f", {one.numerator} of {one.denominator}" if one.unit == PERCENT else f" {one.unit}".rstrip()
    return (f"{one.number}: {one.at:%Y-%m-%d}, {one.by} to {one.to}{reference}, {PURPOSES[one.purpose].lower()}: {one.code} "
            f"{one.title}, {one.period}: {one.said}{among}.")  # fmt: skip
