"""Who writes which line of a team's journal with another program: those who may do at the desk what it tells of."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import psycopg
import pytest

import ehcp_desk
from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.access import LINE_ACTS
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.records.history import case_history
from ehcp_desk.services.upkeep.frozen_check import frozen_check
from tests.support.team import NAMED, PEOPLE, Team, write_line

CASEWORK = {"caseworker", "tribunal_officer", "manager"}
OFFICE, RETURNS = {"manager", "administrator"}, {"manager", "data_officer"}
LINES = [
    ("assigned", 1, {"to": NAMED, "from": None, "reason": "she asked for it"}, CASEWORK),
    ("fact_recorded", 1, {}, CASEWORK),
    ("a kind of a later release", None, {}, CASEWORK),
    ("cases_reassigned", None, {"moves": []}, CASEWORK),
    ("paper_issued", None, {"paper": "clinic pack", "files": []}, {*CASEWORK, "data_officer", "administrator"}),
    ("paper_issued", 1, {"paper": "chronology", "files": []}, {*CASEWORK, "data_officer"}),
    ("paper_issued", None, {"paper": "monthly return", "files": [], "frozen": True}, RETURNS),
    ("paper_issued", None, {"paper": "monthly return", "files": [], "frozen": False}, RETURNS),
    ("return_issued", None, {}, RETURNS),
    ("return_note_written", None, {}, {*OFFICE, "data_officer"}),
    ("export_confirmed", None, {}, RETURNS),
    ("officer_changed", None, {"officer": 1, "before": NAMED, "after": "Somebody Else"}, OFFICE),
    ("officer_changed", 1, {"officer": 1, "before": NAMED, "after": "Somebody Else"}, {"manager"}),
    ("officer_added", None, {}, OFFICE),
    ("council_changed", None, {}, OFFICE),
    *(
        (kind, 1, {}, {"manager"})
        for kind in ("restricted", "unrestricted", "case_disposed", "taken_out", "held_merged")
    ),
    *((kind, None, {}, {"manager"}) for kind in ("law_changed", "file_imported", "import_undone", "digest_sent")),
]


@pytest.mark.parametrize(("kind", "case", "said", "roles"), LINES)
def test_a_line_is_written_by_those_who_may_do_what_it_tells(
    team: Team, kind: str, case: int | None, said: dict[str, object], roles: set[str]
) -> None:
    able = set()
    for name, role in PEOPLE.items():
        refused = contextlib.suppress(psycopg.errors.InsufficientPrivilege)
        with contextlib.closing(team.connect(name, autocommit=False)) as raw, refused:  # never committed
            write_line(raw, name, kind, case, said)
            able.add(role)
    assert able == roles


def test_a_frozen_copy_is_not_issued_by_a_line_of_somebody_who_makes_no_returns(own_team: Team, tmp_path: Path) -> None:
    altered = tmp_path / "monthly-2026-10.json"
    altered.write_text(json.dumps({"journal": {"seq": 1, "head": "f" * 64}}), encoding="utf-8")
    with contextlib.closing(own_team.connect(NAMED)) as raw, pytest.raises(psycopg.errors.InsufficientPrivilege):
        write_line(raw, NAMED, "paper_issued", None, {"paper": "monthly return", "files": [], "frozen": True})
    with contextlib.closing(own_team.connect("Dan Pellow")) as raw, pytest.raises(psycopg.errors.InsufficientPrivilege):
        write_line(raw, "Dan Pellow", "assigned", 1, {"to": NAMED, "from": None, "reason": "she asked for it"})
    mina: Desk = open_desk(own_team.url("Mina Okafor"))
    with contextlib.closing(mina.store):
        assert frozen_check(mina, altered)[1] is False
        assert not [line for line in case_history(mina, 1) if NAMED in line.what]


OF_WHOEVER_RECORDS = {"deadlines_recomputed", "demo_built"}
"""Lines of no case that stand in no table on purpose: they are written by whoever works on cases, or by nobody of a team."""


def test_every_kind_of_the_table_is_written_and_every_one_of_no_case_stands_there() -> None:
    """Or a renamed kind could be written by whoever works on cases, and a new one not by those whose act it is."""
    root = Path(ehcp_desk.__file__).parent
    paths = [*(root / "services").rglob("*.py"), root / "domain/journal.py", *(root.parent / "db").rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    assert [kind for kind in LINE_ACTS if f'"{kind}"' not in text] == []
    of_no_case = set(re.findall(r'NewEntry\(\s*"(\w+)",\s*None', text))
    assert len(of_no_case) > 20 and of_no_case - LINE_ACTS.keys() == OF_WHOEVER_RECORDS
