"""One desk of the soak, a process of its own: works as somebody would, through the services, and says how long it took.

Started as ``python -m tests.soak.desk URL NUMBER SECONDS CONFLICTS RACING``; answers with one JSON document.
"""

from __future__ import annotations

import json
import random
import sys
import time
from typing import Any

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.errors import Conflict, DeskError
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.worklist import CaseQuery
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.case_view import case_view
from tests.soak.bare import Bare

HOT = 250
"""Cases that everybody works on: three saves of ten fall on them.  An hour puts some 200 notes on each, more than a full case
has; on five cases it would be ten thousand, and the hour would measure cases nobody has.  Conflicts are made in the race."""
RACED = 50  # cases that all race over, one after another and so at the same time
THINKING = (0.5, 1.5)  # seconds


def main(url: str, number: int, seconds: float, conflicts: int, racing: float) -> None:
    """Wait for the others, work for ``seconds``, then save ``conflicts`` times onto the cases everybody saves onto, but no
    longer than ``racing`` seconds."""
    desk = open_desk(url)
    with desk.store.read() as work:
        refs = [row.ref for row in work.case_rows(work.case_ids(CaseQuery(desk.today()), 2000))]
    bare, chance = Bare(url), random.Random(number)
    said: dict[str, Any] = {"saves": [], "bare": [], "views": [], "acknowledged": [], "conflicts": 0, "surfaced": []}
    print("ready", flush=True)
    sys.stdin.readline()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(chance.uniform(*THINKING))
        hot = chance.random() < 0.3
        _save(desk, chance.choice(refs[:HOT] if hot else refs), f"soak {number}-{len(said['saves'])}", said)
        begun = time.perf_counter()
        bare.save(chance.randrange(HOT) if hot else chance.randrange(1000))
        said["bare"].append(time.perf_counter() - begun)
    said["racing"] = race = {**said, "saves": [], "views": [], "acknowledged": [], "conflicts": 0}
    begun = time.monotonic()
    for n in range(conflicts):
        if time.monotonic() - begun > racing:
            break
        _save(desk, refs[n % min(RACED, len(refs))], f"race {number}-{n}", race)
    said["racing"] = {"acknowledged": race["acknowledged"], "conflicts": race["conflicts"],
                      "seconds": time.monotonic() - begun}  # fmt: skip
    desk.store.close()
    print(json.dumps(said))


def _save(desk: Desk, ref: str, note: str, said: dict[str, Any]) -> None:
    """Look at the case, save what was seen, and look again where somebody was first: as a person does."""
    while True:
        begun = time.perf_counter()
        try:
            seen = case_view(desk, ref)
            said["views"].append(time.perf_counter() - begun)
            begun = time.perf_counter()
            record(desk, ref, NewFact("note", desk.today(), note=note), seen_version=seen.case.version)
        except Conflict:
            said["conflicts"] += 1
            continue
        except DeskError as error:
            said["surfaced"].append(str(error))
            return
        said["saves"].append(time.perf_counter() - begun)
        said["acknowledged"].append((note, time.time()))
        return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
