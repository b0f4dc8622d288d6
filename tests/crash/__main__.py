"""Crashes by the hundred: python -m tests.crash RUNS [SEED]; RUNS kills of each act, and half as many power cuts.

Prints and writes ``crash.json`` and exits 1 where anything was lost or is not whole.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from ehcp_desk.domain.errors import DeskError
from tests.crash.acts import Act, Acts, prepare
from tests.crash.killing import End, killed_at, points_of
from tests.crash.power import stopped_in_its_tracks, torn_logs

LONGEST = 0.03  # seconds after a point at which it may be killed


def main(runs: int = 60, seed: str = "crash", only: str = "") -> int:
    """Kill each act ``runs`` times (one ``only``, where it is named) and cut the power half as often."""
    chance = Random(seed)
    with tempfile.TemporaryDirectory(prefix="ehcp-desk-crash-") as name:
        room = Path(name)
        prepare(room / "stage")

        def fresh(called: str) -> Path:
            folder = room / called
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(room / "stage", folder)
            return folder

        def done(called: str, do: Callable[[Path], None]) -> Path:
            folder = fresh(f"done-{called}")
            do(folder)
            return folder

        acts = Acts(room / "stage", done)
        found: dict[str, Any] = {
            act.name: _kill(act, fresh, runs, chance) for act in acts.every if only in ("", act.name)
        }
        if not only:
            (room / "power").mkdir()
            for called, cut in (("torn log", torn_logs), ("held", stopped_in_its_tracks)):
                found[called] = cut(room / "stage", room / "power", max(1, runs // 2), chance)
    totals = {
        key: sum(one.get(key, 0) for one in found.values()) for key in ("runs", "killed", "points", "lost", "wrong")
    }
    document = {"seed": seed, **totals, "acts": found}
    Path("crash.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(document, indent=2))
    return 0 if totals["lost"] == totals["wrong"] == 0 else 1


def _kill(act: Act, fresh: Callable[[str], Path], runs: int, chance: Random) -> dict[str, int]:
    """Kill one act over and over: at points spread over its whole length, half of them a moment later."""
    points = points_of(act.do, fresh("points"))
    found = {"runs": 0, "killed": 0, "points": 0, "lost": 0, "wrong": 0, "of": len(points)}
    hit = set()
    for run in range(runs):
        place = min(len(points) - 1, (run * len(points)) // runs + chance.randrange(max(1, len(points) // runs)))
        folder = fresh("doomed")
        end = killed_at(act.do, folder, place, chance.uniform(0.0001, LONGEST) if run % 2 else 0)
        hit.add(points[place])
        found["runs"] += 1
        found["killed"] += not end.finished
        said = _wrong(act, folder, end)
        if said:
            found["lost" if end.finished else "wrong"] += 1
            print(f"{act.name}, point {place} ({points[place]}): {'; '.join(said)}", file=sys.stderr)
    found["points"] = len(hit)
    return found


def _wrong(act: Act, folder: Path, end: End) -> list[str]:
    if end.unexpected:
        return ["it failed by itself"]
    try:
        said = act.wrong(folder, end.finished)
        if act.again and not said:
            act.do(folder)
            said = act.wrong(folder, True)
    except DeskError as problem:
        return [str(problem)]
    return said


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main(int(words[0]) if words else 60, *words[1:]))
