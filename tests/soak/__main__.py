"""The soak: python -m tests.soak MINUTES DESKS CASES CONFLICTS RACING; prints figures, writes soak.json, exits 1 on any
loss.  What was asked for, what of it was done and how busy the machine was stand beside the figures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from db.store import open_store
from db.team.setting_up import add_user, set_up
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.journal import first_broken
from ehcp_desk.services.upkeep.checking import verify_record
from ehcp_desk.services.upkeep.demo import build_demo
from tests.soak.bare import TABLES
from tests.support import postgres
from tests.support.team import PASSWORD, Team

ROOT = Path(__file__).parents[2]
GOAL_MS, GOAL_RATIO, GOAL_SEEN = 50.0, 4.0, 1.0
POLL = 0.5  # seconds, as the window asks
WHOLE = {"minutes": 60, "desks": 50, "cases": 25_000, "conflicts": 10_000}
"""What the whole soak is; a shorter one says that it is one."""


def main(
    minutes: float = 3, desks: int = 10, cases: int = 1000, conflicts: int = 1000, racing_minutes: float = 60
) -> int:
    """Run it.  ``conflicts`` is the number of saves of all desks together onto the same cases at the same time, begun for
    ``racing_minutes`` at most."""
    asked = {"minutes": minutes, "desks": desks, "cases": cases, "conflicts": conflicts}
    begun, load = time.monotonic(), os.getloadavg()[0]
    server = postgres.start(durable=True, connections=4 * desks + 20)
    try:
        team = Team(server, server.new_database())
        set_up(team.admin_url)
        names = [f"Desk Number {n}" for n in range(desks)]
        for name in names:
            add_user(team.admin_url, name, ["caseworker"], PASSWORD)
        with team.superuser() as raw:
            raw.execute(TABLES)
        desk = open_desk(team.admin_url)
        build_demo(desk, cases, 7)
        desk.store.close()
        found = _run(team, names, minutes * 60, conflicts, racing_minutes * 60)
        found["deadlocked"] = _deadlocked(server)
    finally:
        server.stop()
    found |= {
        "asked": asked, "whole": all(asked[name] >= least for name, least in WHOLE.items()),
        "raced_all": found["racing_saves"] == max(1, conflicts // desks) * desks,
        "machine": {"cores": os.cpu_count(), "load_before": round(load, 1), "load_after": round(os.getloadavg()[0], 1),
                    "seconds": round(time.monotonic() - begun)},
    }  # fmt: skip
    Path("soak.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))
    return 0 if found["lost"] == found["twice"] == found["surfaced"] == 0 and not found["wrong"] else 1


def _run(team: Team, names: list[str], seconds: float, conflicts: int, racing: float) -> dict[str, Any]:
    each = max(1, conflicts // len(names))
    started = [
        subprocess.Popen([sys.executable, "-m", "tests.soak.desk", team.url(name), str(n), str(seconds), str(each),
                          str(racing)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for n, name in enumerate(names)
    ]  # fmt: skip
    for one in started:
        assert one.stdout is not None and one.stdout.readline() == "ready\n"
    watch = _Watch(team)
    watch.start()
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [json.loads(one.communicate()[0]) for one in started]
    watch.stop()
    return _figures(team, said, watch.seen)


def _deadlocked(server: postgres.PostgresServer) -> list[str]:
    """What the server's log says of the first deadlocks: who waited for what, and saying what."""
    lines = (server.home / "log").read_text(encoding="utf-8", errors="replace").splitlines()
    places = [n for n, line in enumerate(lines) if "deadlock detected" in line]
    return [line for n in places[:3] for line in lines[n : n + 12]]


class _Watch(threading.Thread):
    """Another desk that looks on: when it first saw each line of the journal."""

    def __init__(self, team: Team) -> None:
        super().__init__(daemon=True)
        self._store = open_store(team.admin_url)
        self._over = threading.Event()
        self.seen: list[tuple[float, int]] = []

    def run(self) -> None:
        """Ask as the window does."""
        newest, _ = self._store.changes_since(0)
        while not self._over.wait(POLL):
            newest, _ = self._store.changes_since(newest)
            self.seen.append((time.time(), newest))

    def stop(self) -> None:
        """Look a last time and end."""
        time.sleep(2 * POLL)
        self._over.set()
        self.join()
        self._store.close()


def _figures(team: Team, said: list[dict[str, Any]], seen: list[tuple[float, int]]) -> dict[str, Any]:
    acknowledged = [pair for one in said for pair in (*one["acknowledged"], *one["racing"]["acknowledged"])]
    desk = open_desk(team.admin_url)
    with desk.store.read() as work:
        lines = {
            json.loads(e.payload)["note"]: e.seq for e in work.journal() if e.kind == "fact_recorded" and e.payload
        }
        broken = first_broken(work.journal())
        entries = work.journal_head()[0]
    with team.superuser() as raw:
        rows = raw.execute("SELECT note, count(*) FROM facts WHERE note LIKE 'soak %' OR note LIKE 'race %' GROUP BY 1")
        kept = dict(rows.fetchall())
        deadlocks = raw.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = %s", (team.database,)
        ).fetchone()
    wrong = [check for check, ok, _ in verify_record(desk) if not ok]
    desk.store.close()
    shown = [_first(seen, lines[note]) - at for note, at in acknowledged if note.startswith("soak")]
    saves, bare = _p95([s for one in said for s in one["saves"]]), _p95([s for one in said for s in one["bare"]])
    return {
        "saves": len(acknowledged), "lost": sum(note not in kept for note, _ in acknowledged),
        "twice": sum(number > 1 for number in kept.values()), "conflicts": sum(o["conflicts"] for o in said),
        "racing_saves": sum(len(o["racing"]["acknowledged"]) for o in said),
        "racing_conflicts": sum(o["racing"]["conflicts"] for o in said),
        "racing_seconds": round(max(o["racing"]["seconds"] for o in said), 1),
        "surfaced": sum(len(one["surfaced"]) for one in said), "said": sorted({w for one in said for w in one["surfaced"]}),
        "deadlocks": deadlocks[0] if deadlocks else None, "chain_broken_at": broken, "journal": entries, "wrong": wrong,
        "save_p95_ms": round(saves, 1), "bare_p95_ms": round(bare, 1), "ratio": round(saves / bare, 2),
        "view_p95_ms": round(_p95([s for one in said for s in one["views"]]), 1),
        "save_p95_ms_by_tenth": _by_tenth([one["saves"] for one in said]),
        "bare_p95_ms_by_tenth": _by_tenth([one["bare"] for one in said]),
        "seen_elsewhere_p95_s": round(_p95(shown) / 1000, 2), "seen_elsewhere_max_s": round(max(shown), 2),
        "goals": {"save_p95_ms": GOAL_MS, "ratio": GOAL_RATIO, "seen_elsewhere_s": GOAL_SEEN},
    }  # fmt: skip


def _first(seen: list[tuple[float, int]], seq: int) -> float:
    return next(at for at, newest in seen if newest >= seq)


def _by_tenth(desks: list[list[float]]) -> list[float]:
    """The same of each tenth of the run, every desk's saves in their order: whether it slows down as the record grows."""
    return [
        round(_p95([s for one in desks for s in one[len(one) * n // 10 : len(one) * (n + 1) // 10]]), 1)
        for n in range(10)
    ]


def _p95(seconds: list[float]) -> float:
    """The 95th hundredth, in milliseconds."""
    return quantiles(seconds, n=20)[-1] * 1000 if len(seconds) > 1 else 0.0


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if word]
    numbers = map(int, given[1:4])
    sys.exit(main(*map(float, given[:1]), *numbers, *map(float, given[4:5])))
