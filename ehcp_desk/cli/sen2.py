"""``return sen2``: the statutory person-level return, its checks, its settings, and the list of the year round."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, table, unread
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.printing import place_for

if TYPE_CHECKING:
    from ehcp_desk.services.oversight.sen2.returning import Sen2Return

SHOWN = 40


def add_sen2(kinds: Any, shared: argparse.ArgumentParser) -> None:
    """Add the command beside the other returns."""
    sen2 = kinds.add_parser("sen2", parents=[shared], help="the statutory person-level return to DfE")
    sen2.add_argument("--year", type=int, metavar="YYYY", help="the year of the census")
    sen2.add_argument(
        "--out", type=Path, metavar="FILE.xml", help="the message; schema and frozen copy stand beside it"
    )
    sen2.add_argument("--check", action="store_true", help="list what the rules find; exit 1 where there are errors")
    sen2.add_argument("--last", type=Path, metavar="FROZEN.json", help="compare with the return of the year before")
    sen2.add_argument("--quality", action="store_true", help="the same rules over the record as it is today, by owner")
    sen2.add_argument("--months", type=int, default=6, metavar="N", help="months of trend with --quality (0 to 13)")
    sen2.add_argument("--timeliness", action="store_true", help="the 20 weeks as DfE computes them, case by case")
    sen2.add_argument("--settings", action="store_true", help="the settings and disputed points with their effect")
    sen2.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting")
    sen2.set_defaults(run=_sen2)


def _sen2(call: Call) -> int:
    args = call.args
    if args.set:
        return _set(call)
    if args.settings:
        return _settings(call)
    if args.quality:
        return _quality(call)
    if args.year is None:
        raise BadInput("Which year's return? Say it with --year, for example --year 2026.")
    if args.out is None and not (args.check or args.timeliness):
        raise BadInput("Where to? Say it with --out FILE.xml, or only check with --check.")
    return _return(call)


def _return(call: Call) -> int:
    from ehcp_desk.exchange.sen2.files import counts_of, made_and_checked, write_sen2
    from ehcp_desk.services.oversight.sen2.compare import compare
    from ehcp_desk.services.upkeep.frozen_check import known_copy

    args = call.args
    last, copy = (counts_of(args.last), known_copy(call.desk(), args.last)) if args.last else (None, "")
    if args.out is not None:
        place_for(args.out)
        issued = write_sen2(call.desk(), args.year, args.out, call.progress, last)
        result, files = issued.result, [str(path) for path in issued.files]
    else:
        with tempfile.TemporaryDirectory(prefix="sen2-") as folder:
            path = Path(folder) / "sen2.xml"
            result, files = made_and_checked(call.desk(), args.year, path, call.progress, last), []
    document = _document(result, files, args.timeliness)
    words = f"{args.last.name}: {copy}." if copy else ""
    document["copy"] = copy or None
    if args.timeliness:
        compared = compare(call.desk(), args.year, result.timeliness, call.progress)
        words = f"{words}\n{compared.words}".strip()
        document["timeliness"]["monthly"] = {**_share((compared.on_time, compared.of)), "words": compared.words}
    call.answer(document, lambda: "\n".join(filter(None, (_text(result, files, args), words))))
    return FOUND_WRONG if args.check and result.errors else OK


def _document(result: Sen2Return, files: list[str], timeliness: bool) -> dict[str, Any]:
    timely = result.timeliness
    document: dict[str, Any] = {
        "year": result.profile.year,
        "census": result.profile.census,
        "files": files,
        "counts": result.counts.as_json(),
        "errors": result.errors,
        "queries": result.queries,
        "findings": [finding.as_json() for finding in result.findings],
        "not_run": [{"rule": rule, "why": why} for rule, why in result.not_run],
        "timeliness": {"including": _share(timely.including()), "excluding": _share(timely.excluding()),
                       "left_out": len(timely.left_out)},
    }  # fmt: skip
    if timeliness:
        document["timeliness"]["plans"] = [
            {"ref": p.ref, "start": p.start, "days": p.days, "on_time": p.on_time, "exception": p.exception}
            for p in timely.timed
        ]
        document["timeliness"]["by_quarter"] = [
            {"quarter": quarter, **_share((on_time, of))} for quarter, on_time, of in timely.by_quarter()
        ]
        document["timeliness"]["not_counted"] = [{"ref": p.ref, "why": p.why} for p in timely.left_out]
    return document


def _share(counted: tuple[int, int]) -> dict[str, Any]:
    on_time, of = counted
    return {"on_time": on_time, "of": of, "percent": round(100 * on_time / of, 1) if of else None}


def _text(result: Sen2Return, files: list[str], args: argparse.Namespace) -> str:
    counts = result.counts
    lines = [f"SEN2 {result.profile.year}: {counts.persons:,} people, {counts.requests:,} requests, "
             f"{counts.live_plans:,} live plans, {counts.new_plans:,} new, {counts.ceased:,} ceased.",
             f"{result.errors:,} errors and {result.queries:,} queries."]  # fmt: skip
    for name, share in (("without", result.timeliness.excluding()), ("with", result.timeliness.including())):
        on_time, of = share
        rate = f"{100 * on_time / of:.1f}%" if of else "no plans to count"
        lines.append(f"Within 20 weeks, {name} exceptions: {on_time:,} of {of:,}, {rate}.")
    if args.timeliness and result.timeliness.timed:
        lines.append(result.timeliness.quarter_words)
    if args.check:
        rows = [(f.rule, f.severity.value, f.ref, f.item, f.message) for f in result.findings]
        lines += ["", table(("rule", "severity", "ref", "item", "message"), rows)] if rows else []
        lines += [f"Not run: {rule}, {why}." for rule, why in result.not_run]
    lines += files
    return "\n".join(lines)


def _set(call: Call) -> int:
    from ehcp_desk.services.oversight.sen2.settings import change_settings

    wanted = {}
    for text in call.args.set:
        name, sign, value = text.partition("=")
        if not sign:
            raise BadInput(f"--set takes a name and a value, such as la=330; “{text}” has no equals sign.")
        wanted[name.strip()] = value.strip()
    change_settings(call.desk(), wanted)
    words = ", ".join(f"{name} = {value}" for name, value in wanted.items())
    call.answer({"set": wanted}, f"Set: {words}.")
    return OK


def _settings(call: Call) -> int:
    from ehcp_desk.services.oversight.sen2.profiles import load_points
    from ehcp_desk.services.oversight.sen2.settings import TITLES, read_settings

    with call.desk().store.read() as work:
        kept = read_settings(work)
    plain = {name: getattr(kept, name) for name in TITLES}
    points = [
        {"name": p.name, "title": p.title, "asks": p.asks, "chosen": kept.choices[p.name], "default": p.default,
         "choices": dict(p.choices)}
        for p in load_points().values()
    ]  # fmt: skip
    lines = [f"{TITLES[name]} ({name}): {value or 'not set'}" for name, value in plain.items()]
    for point in load_points().values():
        lines += ["", f"{point.title} ({point.name})", f"  {point.asks}"]
        for choice, effect in point.choices.items():
            mark = "*" if choice == kept.choices[point.name] else " "
            lines.append(f"  {mark} {choice}: {effect}{', the default' if choice == point.default else ''}")
    call.answer({"settings": plain, "points": points}, "\n".join(lines))
    return OK


def _quality(call: Call) -> int:
    from ehcp_desk.services.oversight.sen2.quality import quality

    if not 0 <= call.args.months <= 13:
        raise BadInput(f"The trend runs over 0 to 13 months; {call.args.months} is outside that.")
    found = quality(call.desk(), call.args.months, call.progress)
    call.answer(found.as_json(), lambda: _quality_text(found.as_json()) + unread(found.unopened))
    return OK


def _quality_text(found: dict[str, Any]) -> str:
    lines = [f"As at {found['as_at']}: {found['errors']:,} errors and {found['queries']:,} queries, "
             f"by the rules of SEN2 {found['rules_of']}."]  # fmt: skip
    owners = [(o["owner"] or "Nobody", str(o["errors"]), str(o["queries"])) for o in found["owners"]]
    trend = [(t["month"], str(t["errors"]), str(t["queries"])) for t in found["trend"]]
    rows = [(f["rule"], f["severity"], f["ref"], f["owner"], f["message"]) for f in found["findings"][:SHOWN]]
    lines += ["", table(("owner", "errors", "queries"), owners)] if owners else []
    lines += ["", table(("month", "errors", "queries"), trend)] if trend else []
    lines += ["", table(("rule", "severity", "ref", "owner", "message"), rows)] if rows else []
    return "\n".join(lines)
