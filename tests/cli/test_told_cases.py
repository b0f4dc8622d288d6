"""needs.md T1, T2, T3, T8 and T10 on the record, through the commands: what each section demands is there to be seen.

Each story is looked at in the demo authority as it stood on a day, and told again with ``record`` on a record that holds
nothing else; the two must agree.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.cli.main import run
from ehcp_desk.domain.case import Child
from ehcp_desk.services.casework.recording import NewRequest, open_request
from ehcp_desk.services.oversight.team import team_view
from ehcp_desk.services.upkeep.authority.scenarios import SCENARIOS
from ehcp_desk.services.upkeep.authority.told import KEPT, Told
from tests.cli.conftest import Answer, Desk
from tests.support.clock_rules import nth, works

TOLD = "2019-07-18"
On = Callable[[str], Callable[..., Answer]]


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The five told cases as they stood on a day, built once for each day asked for."""
    folder = tmp_path_factory.mktemp("demos")

    def built(day: str) -> Path:
        file = folder / f"{day}.db"
        if not file.exists():
            assert run(["--db", str(file), "--today", day, "demo", "--cases", "5"]) == 0
        return file

    return built


@pytest.fixture
def on(desk: Desk, demos: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> On:
    """``on("2019-03-01")("case", "DEMO-T3", "--json")``: a copy of that day's record, asked on that day."""

    def asked(day: str) -> Callable[..., Answer]:
        copy = tmp_path / f"{day}.db"
        shutil.copy(demos(day), copy)
        capsys.readouterr()
        return lambda *words: desk(*words, db=str(copy), today=day)

    return asked


def case(ask: Callable[..., Answer], ref: str) -> Any:
    return ask("case", ref, "--json").json


def limit(view: Any, rule: str, subject: str = "") -> tuple[str, str, int]:
    found = [d for d in view["deadlines"] if (d["rule"], d["subject"]) == (rule, subject)]
    return found[-1]["due"], found[-1]["state"], found[-1]["days"]


def refs(answer: Answer) -> set[str]:
    return {row["ref"] for row in answer.json["cases"]}


def notes(view: Any, heading: str) -> list[tuple[str, str]]:
    return [(f["on"], f["note"]) for f in view["facts"] if f.get("heading") == heading]


def promised(view: Any, words: str) -> Any:
    return next(p for p in view["promises"] if words in p["what"])


def told_lines(ask: Callable[..., Answer], ref: str, folder: Path) -> list[str]:
    """The chronology's events, each with its source, in the order printed."""
    page = folder / "chronology.html"
    assert ask("chronology", ref, "--out", str(folder / "chronology.pdf"), "--html", str(page)).code == 0
    rows = re.findall(r"<tr.*?</tr>", page.read_text(encoding="utf-8"), re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in rows]


def in_order(lines: list[str], *pieces: tuple[str, str]) -> None:
    """Each piece stands on a line of its own, with its source, below the one before."""
    at = -1
    for event, source in pieces:
        later = [n for n, line in enumerate(lines) if n > at and event in line and source in line]
        assert later, f"{event!r} is not told, not in its place or not from {source!r}"
        at = later[0]


def test_t1_three_clocks_a_named_person_and_an_order_not_started(on: On, tmp_path: Path) -> None:
    ask = on(TOLD)
    view = case(ask, "DEMO-T1")
    assert limit(view, "A_DECIDE_ASSESS") == ("2018-11-29", "met_late", 7)
    assert limit(view, "M_AGREE_OTHER", "agreed") == ("2019-01-31", "overdue", 168)
    assert limit(view, "T_ORD_ASSESS_NOTIFY") == ("2019-06-07", "overdue", 41)
    assert limit(view, "T_ORD_ASSESS_FINAL") == ("2019-08-30", "running", 43)
    assert "DEMO-T1" in refs(ask("cases", "--orders-not-started", "--json"))
    assert "DEMO-T1" in refs(ask("cases", "--overdue", "--owner", "Ross Fairbairn", "--json"))
    action = promised(view, "Review by an educational psychologist")
    assert (action["due"], action["kept_on"], view["responsible"]) == ("2019-01-31", None, "Ross Fairbairn")
    report = next(f for f in view["facts"] if f["fact"] == "advice_received")
    assert (report["body"], report["rests_on"]) == ("parent", "Private report") and "£1,500" in report["note"]
    in_order(
        told_lines(ask, "DEMO-T1", tmp_path),
        ("received a request for an EHC needs assessment", "Parents’ request"),
        ("would not carry out an EHC needs assessment", "Decision letter"),
        ("an educational psychologist reviews the child", "Mediation agreement"),
        ("paid for by the family", "Private report"),
        ("The Tribunal ordered the council to carry out an EHC needs assessment", "Order"),
        ("The assessment has not begun", "Case record"),
    )


def test_t1_once_the_council_says_it_will_assess_the_order_is_started_late(on: On) -> None:
    ask = on(TOLD)
    assert ask("record", "DEMO-T1", "assess_decision_notified", "--on", TOLD, "--outcome", "assess").code == 0
    assert limit(case(ask, "DEMO-T1"), "T_ORD_ASSESS_NOTIFY") == ("2019-06-07", "met_late", 41)
    assert limit(case(ask, "DEMO-T1"), "A_FINAL_PLAN")[1] == "ended"
    assert ask("verify").code == 0


def test_t2_week_43_the_band_of_forty_weeks_and_what_keeps_her_out_of_school(on: On, tmp_path: Path) -> None:
    ask = on(TOLD)
    view = case(ask, "DEMO-T2")
    assert view["week"] == {"elapsed_weeks": 42, "ordinal": 43, "of": 20}
    assert limit(view, "A_FINAL_PLAN") == ("2019-02-11", "overdue", 157)
    assert view["next_deadline"]["rule"] == "A_FINAL_PLAN"
    assert "Awaiting placement" in notes(view, "Placement")[0][1]
    assert notes(view, "Attendance") == [(TOLD, "Attendance is 35 %.")]
    assert notes(view, "Transport") and "week 43" in notes(view, "Young person’s view")[0][1]
    forty_weeks = date(2018, 9, 24) + timedelta(weeks=40)
    looked = [f for f in view["facts"] if f["fact"] == "management_note"]
    assert looked and date.fromisoformat(looked[-1]["on"]) >= forty_weeks and looked[-1]["recorded_by"]
    desk = open_desk(str(tmp_path / f"{TOLD}.db"), "Ruth Castellan", today=date(2019, 7, 18))
    bands = {(band.low, band.high): band.count for band in team_view(desk).bands}
    desk.store.close()
    assert bands == {(20, 26): 0, (26, 30): 0, (30, 40): 1, (40, 52): 1, (52, None): 0}, "T1 in week 39, T2 in 43"


@pytest.mark.parametrize(
    ("day", "decided", "final"),
    [
        ("2018-10-15", None, ("2019-03-31", "running", 167)),
        ("2019-02-28", ("2019-02-28", "running", 0), ("2019-03-31", "running", 31)),
        ("2019-03-01", ("2019-02-28", "overdue", 1), ("2019-03-31", "running", 30)),
        ("2019-04-01", ("2019-02-28", "overdue", 32), ("2019-03-31", "overdue", 1)),
        (TOLD, ("2019-02-28", "overdue", 140), ("2019-03-31", "met_late", 106)),
    ],
)
def test_t3_is_due_by_31_march_from_the_autumn_and_turns_red_on_1_march_and_1_april(
    on: On, day: str, decided: tuple[str, str, int] | None, final: tuple[str, str, int]
) -> None:
    view = case(on(day), "DEMO-T3")
    assert limit(view, "P_POST16_5M") == final
    if decided is None:
        assert any(f["on"] == "2019-08-31" for f in view["facts"]), "the transfer is planned long before it comes"
    else:
        assert limit(view, "R_DECISION") == decided


def test_t3_the_letter_need_not_have_rebuilt_the_story_by_hand(on: On, tmp_path: Path) -> None:
    ask = on(TOLD)
    view = case(ask, "DEMO-T3")
    assert notes(view, "Decided, not notified")[0][0] == "2019-06-14"
    in_order(
        told_lines(ask, "DEMO-T3", tmp_path),
        ("A review meeting was held", "Review report"),
        ("Letter before a claim for judicial review", "Solicitors’ letter"),
        ("preferred provider is offered", "Offer letter"),
        ("Points to the offer", "Case record"),
        ("33 lines of amendments", "Solicitors’ letter"),
        ("sent the final amended plan", "Final amended plan"),
        ("An appeal would be lodged now", "Solicitors’ letter"),
    )


def test_t8_half_way_up_the_ladder_what_is_owed_has_a_day_and_a_person(on: On) -> None:
    ask = on("2019-04-16")
    view = case(ask, "DEMO-T8")
    assert limit(view, "R_DECISION") == ("2019-04-01", "overdue", 15)
    assert {p["due"]: p["kept_on"] for p in view["promises"]} == {
        "2019-03-22": "2019-03-22", "2019-04-05": None, "2019-04-12": None, "2019-05-03": None,
    }  # fmt: skip
    assert view["owner"] == "Pia Lindqvist"
    assert (view["responsible"], view["responsible_because"]) == ("Anil Harrowgate", "team manager"), "she is away"
    assert "DEMO-T8" in refs(ask("cases", "--overdue", "--json"))
    assert not notes(view, "Outcome of the challenge")


def test_t8_informal_formal_meeting_and_outcome_can_be_told_from_the_record(on: On, tmp_path: Path) -> None:
    ask = on(TOLD)
    view = case(ask, "DEMO-T8")
    [(issued, _)] = notes(view, "Recommendation")
    assert promised(view, "within five working days")["due"] == nth(5, works)(date.fromisoformat(issued)).isoformat()
    assert all(p["kept_on"] for p in view["promises"])
    late = [p for p in view["promises"] if p["kept_on"] > p["due"]]
    assert [(p["due"], p["kept_on"]) for p in late] == [
        ("2019-04-05", "2019-05-08"), ("2019-04-12", "2019-05-08"), ("2019-05-03", "2019-05-08"),
    ]  # fmt: skip
    assert limit(view, "R_DECISION") == ("2019-04-01", "met_late", 39)
    assert limit(view, "R_OVERALL_12W") == ("2019-05-27", "met_late", 28)
    in_order(
        told_lines(ask, "DEMO-T8", tmp_path),
        ("Note (Recommendation)", "Review report"),
        ("Note (Concern, informal)", "Email from the reviewing officer"),
        ("Note (Challenge, formal)", "Challenge form"),
        ("Management note: Monthly meeting on high-risk escalations", "Case record"),
        ("Note (Outcome of the challenge): Upheld", "Final amended plan"),
    )


def test_t10_when_the_placement_ends_the_next_steps_have_their_days(on: On) -> None:
    view = case(on("2019-02-28"), "DEMO-T10")
    moved = date(2019, 2, 25)
    assert promised(view, "20 working days")["due"] == nth(20, works)(moved).isoformat() == "2019-03-25"
    assert promised(view, "within 28 days")["due"] == (moved + timedelta(days=28)).isoformat()
    assert limit(view, "G_S19_15") == ("2019-03-18", "not_a_limit", 18)
    assert limit(view, "R_NOTICE") == limit(view, "R_CIRCULATE") == ("2019-03-08", "running", 8)


def test_t10_reason_reviewer_review_and_oversight_are_all_on_file(on: On, tmp_path: Path) -> None:
    ask = on(TOLD)
    view = case(ask, "DEMO-T10")
    [(moved, why)] = notes(view, "Significant event: placement ended")
    assert "Unplanned" in why and "Tried first" in why and "The head decided" in why
    [told] = [f for f in view["facts"] if f["fact"] == "contact"]
    assert (told["on"], told["direction"]) == (moved, "out") and "reviewing officer" in told["with"]
    [(_, put_off)] = notes(view, "Review not held")
    assert "because" in put_off
    by_kind = {f["fact"]: f["on"] for f in view["facts"]}
    assert by_kind["review_meeting_held"] <= promised(view, "20 working days")["due"]
    assert by_kind["management_note"] <= promised(view, "within 28 days")["due"]
    assert by_kind["review_meeting_held"] < notes(view, "Placement")[0][0], "reviewed before his courses change"
    binding = [d for d in view["deadlines"] if d["due"] > moved and d["force"] in ("statute", "case_law")]
    assert binding and not [d for d in binding if d["state"] in ("overdue", "met_late")]
    in_order(
        told_lines(ask, "DEMO-T10", tmp_path),
        ("placement ended", "Letter from the school"),
        ("Told of the move", "Case record"),
        ("Note (Review not held)", "Email"),
        ("Management note", "Case record"),
        ("A review meeting was held", "Review report"),
        ("would amend the plan", "Decision letter"),
    )


def _tell(desk: Desk, ref: str, line: Told, ids: dict[str, int]) -> None:
    """One line of a story, with ``record``, on the day it was written down."""
    attrs = {"promise": str(ids[line.attrs["promise"]])} if line.kind == KEPT else dict(line.attrs)
    words = ["record", ref, line.kind, "--on", line.on, "--note", line.note, "--source", line.source, "--json"]
    words += [word for name, value in attrs.items() for word in ("--set", f"{name}={value}")]
    answer = desk(*words, *(["--approximate"] if line.approximate else []), today=line.known or line.on)
    assert answer.code == 0, answer.err
    ids[line.note] = answer.json["id"]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.ref)
def test_told_again_fact_by_fact_the_record_demands_the_same(desk: Desk, on: On, tmp_path: Path, scenario: Any) -> None:
    ref = scenario.ref.replace("DEMO", "SEN")
    first, *rest = (line for line in scenario.lines if line.on <= TOLD or line.known)
    received = first.on if first.kind == "request_received" else "2016-01-04"
    opened = open_desk(str(tmp_path / "desk.db"), "Bea Tindall", today=date.fromisoformat(first.on), create=True)
    child = Child(0, scenario.family.child.surname, scenario.family.child.forenames, scenario.family.child.born)
    open_request(opened, NewRequest(ref, child, date.fromisoformat(received), first.attrs.get("source", "parent")))
    opened.store.close()
    ids: dict[str, int] = {}
    for line in rest if first.kind == "request_received" else (first, *rest):
        _tell(desk, ref, line, ids)
    again = case(lambda *words: desk(*words, today=TOLD), ref)
    shown = {json.dumps({**d, "cautious": None}) for d in again["deadlines"]}
    demo = {json.dumps({**d, "cautious": None}) for d in case(on(TOLD), scenario.ref)["deadlines"]}
    assert demo <= shown
    extra = {json.loads(d)["rule"] for d in shown - demo}
    assert extra <= {"A_DECIDE_ASSESS", "A_DECIDE_NOT_ISSUE", "A_DRAFT_TARGET", "A_FINAL_PLAN"}, "the request it needs"
    assert [(p["what"], p["due"], p["kept_on"]) for p in again["promises"]] == [
        (p["what"], p["due"], p["kept_on"]) for p in case(on(TOLD), scenario.ref)["promises"]
    ]
    assert desk("verify", today=TOLD).code == 0
