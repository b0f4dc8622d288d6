"""What the pictures of returns show: figures given out, an audit half done, and a return with something changed since."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ehcp_desk.domain.record import NewFact
from ehcp_desk.services.casework.recording import record, withdraw
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.file_audits import answer, audits, draw
from ehcp_desk.services.oversight.given import give, register
from ehcp_desk.services.oversight.return_writing import write_counted
from ehcp_desk.services.oversight.returns import compute_monthly
from ehcp_desk.services.records.case_view import case_view

MONTH = date(2026, 9, 1)
AUDIT = "Autumn term 2026"
_TOLD = ({"views": "no", "family": "yes", "provision": "part", "reasons": "yes"},
         {"views": "part", "family": "yes", "provision": "yes", "limits": "no"},
         {"views": "yes", "provision": "yes", "reasons": "yes", "oversight": "no"})  # fmt: skip


def tell_returns(desk: Desk) -> None:
    """Figures given out, and an audit of which three files are done.  Told twice, it tells nothing more."""
    if audits(desk):
        return
    result = compute_monthly(desk, MONTH)
    give(desk, result, "K02", "Scrutiny panel", "scrutiny", "Agenda item 7")
    give(desk, result, "K07", "A resident", "foi", "FOI 2026/184")
    sample = draw(desk, AUDIT, "plans", 4107, percent=3)
    actions = [("Write down what the child said at the last review", date(2026, 11, 20))]
    for ref, said, grade in zip(sample.refs, _TOLD, ("requires_improvement", "good", "good"), strict=False):
        answer(desk, AUDIT, ref, said, grade, "Views are thin." if grade != "good" else "", actions)
        actions = []


def returns_drawn(desk: Desk) -> dict[str, Mapping[str, Any]]:
    """What the dialogs of returns are opened with."""
    tell_returns(desk)
    result = compute_monthly(desk, MONTH)
    sample = audits(desk)[0].sample
    return {
        "return_papers": {"month": MONTH},
        "return_restated": {"path": str(_frozen(desk, register(desk)[-1].cases[0][0]))},
        "give_figure": {"result": result, "code": "K02"},
        "audit_draw": {},
        "audit_questions": {},
        "audit_answer": {"name": sample.name, "ref": sample.refs[0]},
        "sign_import": {"number": 1},
    }


def _frozen(desk: Desk, ref: str) -> Path:
    """A return as it was issued, after which somebody wrote down a request that was withdrawn."""
    for entry in case_view(desk, ref).facts:
        if entry.fact.kind == "request_withdrawn":
            withdraw(desk, entry.id, "The record is drawn once more.")
    folder = Path(tempfile.mkdtemp())
    written = write_counted(desk, compute_monthly(desk, MONTH), folder)
    record(desk, ref, NewFact("request_withdrawn", MONTH.replace(day=28), note="The family wrote that they had moved."))
    return written.files[-1]
