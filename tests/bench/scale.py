"""``python -m tests.bench.scale 20000 200000``: what people do all day, at each size, on SQLite and on a server.

For each size the demo authority is built once (twenty-five facts a case) as a file, and again on a private PostgreSQL
where there is one.  Acts inside one desk are the median of several; acts of a whole program (the window's first rows,
the month's return, SEN2, the check of the whole record, a backup) run in a process of their own and give the most
memory it took.  The answer is a table, the same as JSON, and a drawing of how each act grows, in ``build/scale``.
``--keep FOLDER`` keeps the records, and uses those that are there already; ``--files`` leaves the server out.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery, Scope, Sort
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.team import team_view
from ehcp_desk.services.records.case_view import case_view_by_id
from tests.bench import bench_window
from tests.support import postgres

DAY, ROUNDS, SEED = date(2026, 10, 30), 7, 7
ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "scale"
PROGRAM = [sys.executable, "-m", "ehcp_desk"]


@dataclass(frozen=True)
class Measured:
    """One act: the engine, the cases, the seconds waited, the seconds the desk's own processor worked (where other
    programs share the machine only these compare), and the most memory of its process (0: inside a desk)."""

    act: str
    engine: str
    cases: int
    seconds: float
    worked: float
    megabytes: int = 0


def inside(desk: Desk) -> Iterator[tuple[str, tuple[float, float]]]:
    """The acts of a desk that is open already."""
    risk = CaseQuery(DAY)
    with desk.store.read() as work:
        rows = work.case_rows(work.case_ids(risk, 400))
        searched = CaseQuery(DAY, Scope.ALL, search=rows[3].surname[:4])

        def page(query: CaseQuery) -> Callable[[], object]:
            return lambda: work.case_rows(work.case_ids(query, 100))

        yield "first rows by risk", _median(page(risk))
        yield "filter: overdue, nobody's", _median(page(CaseQuery(DAY, overdue=True, unassigned=True)))
        yield "sort by name", _median(page(CaseQuery(DAY, Scope.ALL, sort=Sort.NAME)))
        yield "search by name", _median(page(searched))
        yield "every open id", _median(lambda: work.case_ids(risk))
    turns = iter(rows * 2)
    yield "open a case", _median(lambda: case_view_by_id(desk, next(turns).id))
    yield "save a fact", _median(lambda: _save(desk, next(turns).ref), rounds=25)
    yield "Team page", _median(lambda: team_view(desk), rounds=3)


def _save(desk: Desk, ref: str) -> None:
    record(desk, ref, NewFact("advice_chased", DAY - timedelta(1), {"body": "health"}, "asked again"))


def _median(act: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Seconds waited and worked, each the median."""
    took = []
    for _ in range(rounds):
        begun, working = time.perf_counter(), time.process_time()
        act()
        took.append((time.perf_counter() - begun, time.process_time() - working))
    waited, worked = zip(*took, strict=True)
    return median(waited), median(worked)


def whole_programs(where: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The acts that are a process of their own, with the words that start them."""
    yield "window to a usable list", [sys.executable, "-c", bench_window.OURS, where]
    yield "the month's return", _words(where, "return", "monthly", "--month", "2026-10", "--out", str(folder / "month"))
    yield "SEN2 with its rules", _words(where, "return", "sen2", "--year", "2026", "--out", str(folder / "sen2.xml"))
    yield "check of the whole record", _words(where, "verify")
    if not where.startswith("postgresql"):
        yield "backup, verified", _words(where, "backup", "--out", str(folder / "copy.db"))


def _words(where: str, *words: str) -> list[str]:
    return [*PROGRAM, "--db", where, "--user", "Joy Addo", "--today", DAY.isoformat(), *words]


def run_whole(words: list[str]) -> tuple[float, float, int]:
    """Seconds waited and worked, and peak megabytes of a process.  Raises CalledProcessError where it fails (1 is no
    failure: SEN2 has found errors)."""
    begun = time.perf_counter()
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    told = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise subprocess.CalledProcessError(process.returncode, words, stderr=told)
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def measure(engine: str, cases: int, where: str, folder: Path) -> Iterator[Measured]:
    """Every act on one record, which is built where it is not there."""
    desk = open_desk(where, "Joy Addo", DAY)
    for act, took in inside(desk):
        yield _said(Measured(act, engine, cases, *took))
    desk.store.close()
    with tempfile.TemporaryDirectory(dir=folder) as room:
        for act, words in whole_programs(where, Path(room)):
            yield _said(Measured(act, engine, cases, *run_whole(words)))


def _said(one: Measured) -> Measured:
    memory = f"{one.megabytes:>6} MB" if one.megabytes else ""
    print(
        f"{one.engine:<12}{one.cases:>9,}  {one.act:<28}{one.seconds:>10.3f} s{one.worked:>10.3f} s{memory}",
        file=sys.stderr,
        flush=True,
    )
    return one


def build(where: str, cases: int) -> None:
    """The demo authority of so many cases."""
    words = [*PROGRAM, "--db", where, "demo", "--cases", str(cases), "--seed", str(SEED)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def records(cases: int, folder: Path, files: bool) -> Iterator[list[tuple[str, str]]]:
    """(engine, where) of the records of one size: a file, and a private server where PostgreSQL is here."""
    file = folder / f"{cases}.db"
    if not file.exists():
        build(str(file), cases)
    found = [("SQLite", str(file))]
    if files or not postgres.installed():
        yield found
        return
    server = postgres.start()
    try:
        url = server.url(server.new_database())
        build(url, cases)
        yield [*found, ("PostgreSQL", url)]
    finally:
        server.stop()


def table(found: list[Measured]) -> str:
    """One line an act and engine; for each size the seconds waited and, in brackets, worked; and how many times as much
    work the largest is as the smallest."""
    sizes = sorted({one.cases for one in found})
    held = {(one.act, one.engine, one.cases): one for one in found}
    heads = ["What", "Engine", *(f"{size:,}" for size in sizes), "Grows", "Most memory"]
    lines = [heads, ["---"] * len(heads)]
    for act, engine in dict.fromkeys((one.act, one.engine) for one in found):
        row = [held.get((act, engine, size)) for size in sizes]
        took = [one for one in row if one]
        grows = f"{took[-1].worked / took[0].worked:.1f}x" if len(took) > 1 else "–"
        most = max(one.megabytes for one in took)
        lines.append(
            [
                act,
                engine,
                *(f"{in_words(one.seconds)} ({in_words(one.worked)})" if one else "–" for one in row),
                grows,
                f"{most} MB" if most else "",
            ]
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def in_words(seconds: float) -> str:
    """Seconds as people read them."""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def draw(found: list[Measured], path: Path) -> None:
    """How each act grows with the number of cases, both on scales of tens, one line an act: an SVG."""
    from reportlab.graphics import renderSVG
    from reportlab.graphics.charts.legends import Legend
    from reportlab.graphics.charts.lineplots import LinePlot
    from reportlab.graphics.shapes import Drawing, Rect, String
    from reportlab.lib.colors import HexColor, white

    inks = [
        HexColor(f"#{ink}") for ink in ("0b4f8a", "b45309", "0f766e", "7c3aed", "9d174d", "4d7c0f", "334155", "c2410c")
    ]
    acts = list(dict.fromkeys((one.act, one.engine) for one in found))
    lines = [[(one.cases, one.worked) for one in found if (one.act, one.engine) == act] for act in acts]
    drawing, plot, legend = Drawing(900, 120 + 22 * len(acts)), LinePlot(), Legend()
    plot.x, plot.y, plot.width, plot.height = 60, 50, 480, drawing.height - 100
    plot.data = [[(math.log10(n), math.log10(seconds)) for n, seconds in line] for line in lines]
    sizes = sorted({one.cases for one in found})
    plot.xValueAxis.valueSteps = [math.log10(size) for size in sizes]
    plot.xValueAxis.labelTextFormat = lambda value: f"{round(10**value):,}"
    low, high = (round(edge(math.log10(one.worked) for one in found)) for edge in (min, max))
    plot.yValueAxis.valueSteps = list(range(low - 1, high + 2))
    plot.yValueAxis.labelTextFormat = lambda value: f"{10.0**value:g} s"
    for place, (_, engine) in enumerate(acts):
        plot.lines[place].strokeColor = inks[place % len(inks)]
        plot.lines[place].strokeDashArray = None if engine == "SQLite" else (4, 2)
    legend.x, legend.y, legend.columnMaximum, legend.fontSize = 570, drawing.height - 40, len(acts), 9
    legend.alignment = "right"
    legend.colorNamePairs = [(inks[n % len(inks)], f"{act}, {engine}") for n, (act, engine) in enumerate(acts)]
    drawing.add(Rect(0, 0, drawing.width, drawing.height, fillColor=white, strokeColor=None))
    drawing.add(plot)
    drawing.add(legend)
    drawing.add(
        String(
            60,
            drawing.height - 25,
            "Seconds of work by number of cases (broken line: PostgreSQL, the desk's side of it)",
            fontSize=12,
        )
    )
    renderSVG.drawToFile(drawing, str(path))


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale")
    parser.add_argument("sizes", type=int, nargs="*", default=[20_000, 200_000])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--files", action="store_true")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        found = []
        for cases in asked.sizes:
            with records(cases, folder, asked.files) as here:
                found += [one for engine, where in here for one in measure(engine, cases, where, folder)]
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "scale.json").write_text(json.dumps([asdict(one) for one in found], indent=1), encoding="utf-8")
    (OUT / "scale.md").write_text(table(found) + "\n", encoding="utf-8")
    if len(asked.sizes) > 1:
        draw(found, OUT / "scale.svg")
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
