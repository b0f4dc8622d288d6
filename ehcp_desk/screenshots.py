"""``python -m ehcp_desk.screenshots DIR``: every page and dialog of a demo desk as PNG, at 100 % and 200 %.

The desk is built afresh on a fixed day, so that two runs give the same pictures.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.errors import Clash
from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.services.desk import Desk

DAY = date(2026, 10, 30)
WHO = "Joy Addo"
CASES = 600
SECTION_F = """Communication and interaction
A speech and language therapist will deliver 6 sessions of 45 minutes each term, one to one.
Regular support to use new words in class.
A teaching assistant will lead a small group for 20 minutes, three times a week.

Sensory and physical
Access to a quiet room as required.
Ear defenders in every lesson.
Up to 5 hours a week with a teaching assistant.
He has difficulty with changes to his routine."""


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
    made = render(lambda: open_desk(record, WHO, DAY), out, case_drawn, dialogs_drawn)
    print(f"{len(made)} pictures in {out}")  # noqa: T201
    return 0


def case_drawn(desk: Desk) -> int | None:
    """The case the pictures are of: the person's own, due next by law; the most urgent of all where they have none."""
    with desk.store.read() as work:
        own = tuple(key for key, name in work.officer_names().items() if name == WHO)
        ids = work.case_ids(CaseQuery(desk.today(), owners=own, due_within=28)) or work.case_ids(
            CaseQuery(desk.today())
        )
    return ids[0] if len(ids) else None


def planned_case(desk: Desk) -> int | None:
    """A case whose plan is being written: the first of two versions where one is, else any with a plan."""
    with desk.store.read() as work:
        every = work.case_ids(CaseQuery(desk.today(), scope=Scope.ALL))
        begun = Counter(fact.case_id for fact in work.standing_of({"plan_version"}, every))
    return next((case for case, versions in begun.items() if versions > 1), next(iter(begun), None))


def dialogs_drawn(desk: Desk) -> Mapping[str, Mapping[str, Any]]:
    """What each dialog is opened with: the case of the pictures, ten for the assign dialog, one held for the release."""
    from ui.dialogs.conflict import Meeting

    drawn = case_drawn(desk)
    if drawn is None:
        return {"new_request": {}}
    with desk.store.read() as work:
        open_cases = list(work.case_ids(CaseQuery(desk.today())))
        held = [*work.case_ids(CaseQuery(desk.today(), scope=Scope.ALL, held=True)), drawn]
        facts = work.facts(drawn)
        child = work.case(drawn)
    met = Meeting(
        child.child.name, child.ref, "Thandi Mbeki", "09:44",
        clashes=(Clash("First language", "Polish", "Ukrainian"),), kept=(("Setting", "Windle Hill Primary"),),
    )  # fmt: skip
    case, planned = {"case_id": drawn}, {"case_id": planned_case(desk) or drawn}
    fact = {**case, "fact_id": facts[0].id}
    return {
        "record_contact": case,
        "record_fact": case,
        "assign": {"case_ids": open_cases[:10]},
        "new_request": {},
        "correct_fact": fact,
        "preview": case,
        "withdraw_fact": fact,
        "promise": case,
        "plan_version": case,
        "plan_section": {**planned, "section": "F"},
        "plan_sign_off": planned,
        "plan_compare": planned,
        "plan_outcomes": planned,
        "provision_wording": {**case, "text": SECTION_F},
        "psychologist": case,
        "person": case,
        "child_details": case,
        "unassign": case,
        "conflict": {"meeting": met},
        "release": {"case_id": held[0]},
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
