"""``python -m tests.bench bench.json``: run every bench in a fresh process, print a table, write the rows."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NEEDED = ("name", "ours", "limit", "ratio", "unit", "n")
Row = dict[str, Any]


class BenchFailed(Exception):
    """A bench crashed or gave rows that are not rows; the message names it."""


def names(only: Sequence[str] = ()) -> list[str]:
    """The benches there are, in order of name; ``only`` keeps those named (``clock`` or ``bench_clock``)."""
    found = sorted(path.stem for path in HERE.glob("bench_*.py"))
    wanted = {word if word.startswith("bench_") else f"bench_{word}" for word in only}
    if missing := sorted(wanted - set(found)):
        raise BenchFailed(f"there is no {', '.join(missing)}; these exist: {', '.join(found)}")
    return [name for name in found if not wanted or name in wanted]


def run_one(name: str) -> list[Row]:
    """The rows of one bench, run in a process of its own so that no bench warms another."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rows.json"
        words = [sys.executable, "-m", "tests.bench", "--child", name, str(out)]
        done = subprocess.run(words, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "0"}, stdout=sys.stderr)
        if done.returncode or not out.exists():
            raise BenchFailed(f"{name} failed (exit code {done.returncode}); its own words are above")
        return checked(name, json.loads(out.read_text(encoding="utf-8")))


def checked(name: str, rows: Any) -> list[Row]:
    """The rows, where each says everything a row must say.  Raises BenchFailed otherwise."""
    if not isinstance(rows, list) or not rows:
        raise BenchFailed(f"{name} gave no rows")
    for row in rows:
        missing = [key for key in NEEDED if key not in row]
        if missing:
            raise BenchFailed(f"{name}: the row {row.get('name', '(no name)')!r} lacks {', '.join(missing)}")
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows as people read them: ours, the leanest, how many times as much, and whether the goal is met."""
    heads = ("bench", "n", "ours", "leanest", "unit", "ratio", "goal", "")
    lines = [heads] + [
        (row["name"], f"{row['n']:,}", figure(row["ours"]), figure(row["limit"]), row["unit"], f"{row['ratio']:.2f}x",
         f"{row['goal']:g}x" if row.get("goal") is not None else "–", verdict(row))
        for row in rows
    ]  # fmt: skip
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    told = []
    for line in lines:
        cells = [
            c.ljust(w) if place in (0, 4, 7) else c.rjust(w)
            for place, (c, w) in enumerate(zip(line, widths, strict=True))
        ]
        told.append("  ".join(cells).rstrip())
    told.insert(1, "  ".join("-" * width for width in widths).rstrip())
    return "\n".join(told)


def figure(value: float) -> str:
    """A measured number with as many places as it can bear."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3g}"


def verdict(row: Row) -> str:
    """``met`` or ``over`` where the row has a goal."""
    if row.get("goal") is None:
        return ""
    return "met" if row["ratio"] <= row["goal"] else "OVER"


def main(words: Sequence[str] | None = None) -> int:
    """Exit code 0 whatever the figures say; 1 only where a bench did not run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, help="where to write the rows as JSON")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="one bench; may be said again")
    parser.add_argument("--child", metavar="NAME", help=argparse.SUPPRESS)
    args = parser.parse_args(words)
    if args.child:
        from importlib import import_module

        args.out.write_text(json.dumps(import_module(f"tests.bench.{args.child}").run()), encoding="utf-8")
        return 0
    rows: list[Row] = []
    failures: list[str] = []
    try:
        for name in names(args.only):
            print(f"== {name}", file=sys.stderr, flush=True)
            try:
                rows += run_one(name)
            except BenchFailed as failed:
                failures.append(str(failed))
    except BenchFailed as failed:
        failures.append(str(failed))
    if rows:
        print(table(rows))
    if args.out is not None:
        args.out.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for sentence in failures:
        print(f"!! {sentence}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
