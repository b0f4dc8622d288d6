"""``python -m ehcp_desk.screenshots DIR``: every page and dialog of a demo desk as PNG, at 100 % and 200 %.

The desk is built afresh on a fixed day, so that two runs give the same pictures.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.desk import Desk

DAY = date(2026, 10, 30)
WHO = "Joy Addo"
CASES = 600


def main(words: list[str]) -> int:
    """Build the demo desk once, then draw it at each scale in a process of its own."""
    out = Path(words[0])
    if len(words) > 1:
        return _draw(out, words[1])
    from ehcp_desk.services.upkeep.demo import build_demo
    from ui.screenshots import at_each_scale

    with tempfile.TemporaryDirectory(prefix="ehcp-desk-pictures-") as folder:
        record = str(Path(folder) / "demo.db")
        desk = open_desk(record, WHO, DAY, create=True)
        build_demo(desk, CASES, 1)
        desk.store.close()
        return at_each_scale([sys.executable, "-m", "ehcp_desk.screenshots", str(out), record])


def _draw(out: Path, record: str) -> int:
    from ui.screenshots import hush_platform, render

    hush_platform()
    made = render(lambda: open_desk(record, WHO, DAY), out, _dialogs)
    print(f"{len(made)} pictures in {out}")  # noqa: T201
    return 0


def _dialogs(desk: Desk) -> Mapping[str, Mapping[str, Any]]:
    """What each dialog is opened with: the most urgent open case, and ten for the assign dialog."""
    from ui.app import dialogs

    with desk.store.read() as work:
        open_cases = list(work.case_ids(CaseQuery(desk.today(), Scope.OPEN)))
        facts = work.facts(open_cases[0])
    case = {"case_id": open_cases[0]}
    opened: dict[str, Mapping[str, Any]] = {
        "record_contact": case,
        "record_fact": case,
        "assign": {"case_ids": open_cases[:10]},
        "new_request": {},
        "correct_fact": {**case, "fact_id": facts[0].id},
        "preview": case,
        "withdraw_fact": {**case, "fact_id": facts[0].id},
        "promise": case,
        "psychologist": case,
        "person": case,
        "child_details": case,
        "unassign": case,
    }
    return {key: opened[key] for key in dialogs() if key in opened}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
