"""Commands that look ahead: the forecast of the next months, and the rescue order of tomorrow's hours."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ehcp_desk.cli.answers import OK, Call, table
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.printing import place_for

if TYPE_CHECKING:
    from ehcp_desk.domain.forecast.values import BackTest, Forecast, MonthPast
    from ehcp_desk.domain.rescue import Candidate, Rescue

_MOST_LINES = 40


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    ahead = commands.add_parser(
        "forecast", parents=[shared], help="what the next months look like, and what would change them"
    )
    ahead.add_argument("--months", type=int, default=6, metavar="N", help="how many months ahead, 6 as a rule")
    ahead.add_argument("--scenario", type=Path, metavar="FILE.toml", help="what if: shown beside how things are")
    ahead.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed and record give the same answer")
    ahead.add_argument(
        "--runs", type=int, default=1000, metavar="N", help="how often the months are run, 1000 as a rule"
    )
    ahead.add_argument("--back-test", action="store_true", help="forecast the last twelve months as if they lay ahead")
    ahead.add_argument("--out", type=Path, metavar="FILE.pdf")
    ahead.add_argument("--html", type=Path, metavar="FILE", help="the accessible twin as well")
    ahead.set_defaults(run=_forecast)
    rescue = commands.add_parser(
        "rescue", parents=[shared], help="which cases to touch with a day's hours to save most dates"
    )
    rescue.add_argument("--hours", type=float, metavar="H", help="the hours there are in all")
    rescue.add_argument(
        "--hours-of", action="append", default=[], metavar="NAME=H", help="one person's hours; may be repeated"
    )
    rescue.add_argument("--on", default="", metavar="DATE", help="the day; the next working day as a rule")
    rescue.add_argument("--first", default="", metavar="REF", help="put this case first on that day, with --reason")
    rescue.add_argument("--reason", default="", metavar="T")
    rescue.add_argument("--set-hours", action="append", default=[], metavar="RULE=H", help="what an act takes here")
    rescue.set_defaults(run=_rescue)


def _forecast(call: Call) -> int:
    from ehcp_desk.domain.forecast.scenarios import Scenario
    from ehcp_desk.services.oversight.forecasting import back_test, forecast, print_forecast

    args = call.args
    paths = [path for path in (args.out, args.html) if path]
    for path in paths:
        place_for(path)
    scenarios = [Scenario(), *([_scenario(args.scenario)] if args.scenario else [])]
    desk = call.desk()
    found = forecast(desk, args.months, scenarios, args.seed, args.runs, call.progress)
    test = back_test(desk, args.seed, args.runs, call.progress) if args.back_test else None
    if paths:
        print_forecast(desk, found, test, paths)
    document = {"as_at": found[0].as_at, "seed": args.seed, "runs": args.runs, "forecasts": [_as_json(one) for one in found],
                "back_test": _test_json(test) if test else None, "files": [str(path) for path in paths]}  # fmt: skip
    call.answer(document, lambda: _told(found, test, paths))
    return OK


def _scenario(path: Path) -> Any:
    from ehcp_desk.domain.forecast.scenarios import read_scenario

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        why = getattr(fault, "strerror", None) or "it is not text in UTF-8"
        raise BadInput(f"The scenario {path} cannot be read: {why}.") from None
    return read_scenario(text, str(path))


def _as_json(one: Forecast) -> dict[str, Any]:
    from ehcp_desk.domain.forecast.summing import as_json
    from ehcp_desk.domain.forecast.words import LEFT_OUT, headline

    first = one.breaks_first
    return {
        "title": one.title,
        "words": list(headline(one)),
        "months": [{"month": f"{m.month:%Y-%m}", **as_json(m.figures)} for m in one.months],
        "past": [_past_json(m) for m in one.past],
        "breaks_first": None if first is None else {
            "rule": first.rule, "duty": first.words, "month": f"{first.month:%Y-%m}" if first.month else None,
            "likely": first.first},
        "duties": [
            {"rule": d.rule, "duty": d.words, "due": d.due, "missed": d.missed, "holds_now": d.holds_now,
             "breaks": d.breaks, "month": f"{d.month:%Y-%m}" if d.month else None, "first": d.first}
            for d in one.duties
        ],
        "assumptions": [{"what": a.what, "value": a.value, "source": a.source, "default": a.default} for a in one.assumptions],
        "left_out": LEFT_OUT,
    }  # fmt: skip


def _past_json(month: MonthPast) -> dict[str, Any]:
    return {"month": f"{month.month:%Y-%m}", **{key: round(figure, 1) for key, figure in month.figures.items()}}


def _test_json(test: BackTest) -> dict[str, Any]:
    from ehcp_desk.domain.forecast.summing import as_json
    from ehcp_desk.domain.forecast.words import test_words

    return {
        "as_at": test.forecast.as_at,
        "words": list(test_words(test)),
        "measures": [
            {"measure": t.measure, "months": t.months, "error": t.error, "bias": t.bias, "usual": t.usual, "covered": t.covered}
            for t in test.tests
        ],
        "months": [
            {"month": f"{m.month:%Y-%m}", "forecast": as_json(m.figures), "happened": _past_json(was)}
            for m, was in zip(test.forecast.months, test.happened, strict=True)
        ],
        "assumptions": [
            {"what": a.what, "value": a.value, "source": a.source, "default": a.default} for a in test.forecast.assumptions
        ],
    }  # fmt: skip


def _told(found: tuple[Forecast, ...], test: BackTest | None, paths: list[Path]) -> str:
    from ehcp_desk.domain.forecast.values import MEASURES, own_assumptions
    from ehcp_desk.domain.forecast.words import (
        LEFT_OUT,
        headline,
        outlook_words,
        spread_words,
        standing_words,
        test_words,
    )

    lines: list[str] = []
    for one in found:
        lines += [one.title, *(f"  {sentence}" for sentence in headline(one)), ""]
    heads = ("Measure", *(f"{month.month:%Y-%m}" for month in found[0].months))
    rows = [
        (title if len(found) == 1 else f"{title}: {one.title}",
         *(spread_words(key, month.figures.get(key)) for month in one.months))
        for key, title in MEASURES.items() for one in found
    ]  # fmt: skip
    lines += ["The middle of all runs; 8 of 10 runs lie between the figures in brackets.", table(heads, rows), ""]
    for one in found:
        duties = [(d.words, d.rule, standing_words(d), outlook_words(d)) for d in one.duties]
        lines += [f"Duties: {one.title}", table(("Duty", "Rule", "Last three months", "Breaks"), duties), ""]
    for place, one in enumerate(found):
        said = [(a.what, a.value, a.source) for a in own_assumptions(found, place)]
        if said:
            lines += [f"What it rests on: {one.title}", table(("What", "Number", "Where it comes from"), said), ""]
        else:
            lines += [f"What it rests on: {one.title}: nothing else.", ""]
    lines.append(LEFT_OUT)
    if test is not None:
        lines += ["", "Tested against the last year", *(f"  {sentence}" for sentence in test_words(test))]
    return "\n".join([*lines, *(f"Written to {path}." for path in paths)])


def _rescue(call: Call) -> int:
    from ehcp_desk.domain.rescue import RULE, read_hours
    from ehcp_desk.services.oversight.rescuing import known_acts, put_first, rescue, set_hours

    args = call.args
    day = iso_date(args.on) if args.on else None
    people = read_hours(args.hours_of, "NAME")
    wanted = read_hours(args.set_hours, "RULE")
    if args.hours is None and not people and not args.first and not wanted:
        raise BadInput("How many hours are there? Say so with --hours H, or --hours-of NAME=H for each person.")
    if args.hours is not None and people:
        raise BadInput("Give --hours for all together or --hours-of for each person, not both.")
    if args.reason and not args.first:
        raise BadInput("A reason belongs to a case put first: name it with --first REF.")
    desk = call.desk()
    if wanted:
        set_hours(desk, wanted)
    if args.first:
        put_first(desk, args.first, args.reason, day)
    found = rescue(desk, args.hours if args.hours is not None else 0.0, day, people)
    table_of = known_acts(desk)
    document = {"day": found.day, "hours": found.hours, "used": round(found.used, 2), "saved": found.saved, "late": found.late,
                "order": [{**_date_json(p.candidate), "saves": p.saves, "reason": p.reason or None} for p in found.picks],
                "unfit": [_date_json(c) for c in found.unfit], "lost": [_date_json(c) for c in found.lost], "rule": RULE,
                "acts": {rule: asdict(act) for rule, act in table_of.items()}}  # fmt: skip
    call.answer(document, lambda: _rescue_text(found))
    return OK


def _date_json(one: Candidate) -> dict[str, Any]:
    return {"ref": one.ref, "rule": one.rule, "duty": one.duty, "due": one.due, "act": one.act, "act_by": one.act_by,
            "hours": one.hours, "harm": one.harm, "person": one.person, "why_lost": one.lost or None}  # fmt: skip


def _rescue_text(found: Rescue) -> str:
    from ehcp_desk.domain.dates import narrow, with_weekday
    from ehcp_desk.domain.rescue import RULE

    rows = [
        (str(n), p.candidate.ref, p.candidate.act, f"{p.candidate.hours:g}", str(p.candidate.harm), narrow(p.candidate.due),
         p.candidate.person, f"put first: {p.reason}" if p.reason else "")
        for n, p in enumerate(found.picks, 1)
    ]  # fmt: skip
    heads = ("", "Case", "What to do", "Hours", "Harm", "Due", "Who", "Why first")
    dates = "1 date" if found.saved == 1 else f"{found.saved} dates"
    lines = [f"{with_weekday(found.day)}: {found.hours:g} hours, {found.used:g} used, {dates} saved.", RULE, "",
             table(heads, rows) if rows else "Nothing can be saved with these hours."]  # fmt: skip
    for title, some in (("Could be saved with more hours", found.unfit), ("Cannot be saved that day", found.lost)):
        if some:
            listed = [(c.ref, c.duty, narrow(c.due), c.lost or f"{c.hours:g} hours") for c in some[:_MOST_LINES]]
            more = [f"and {len(some) - _MOST_LINES} more"] if len(some) > _MOST_LINES else []
            lines += ["", f"{title} ({len(some)})", table(("Case", "Duty", "Due", "Why"), listed), *more]
    if found.late:
        lines += [
            "",
            f"{found.late:,} dates have passed already and are not counted here; they are on cases --overdue.",
        ]
    return "\n".join(lines)
