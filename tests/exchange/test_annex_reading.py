"""Inspection lists read back: every row in one outcome, and export then import agrees on what the lists hold."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from ehcp_desk.cli.main import run
from ehcp_desk.clock.model import Fact
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.importing import ChildIdentity, ImportPlan, KnownCase, KnownIndex, PlannedRow
from ehcp_desk.exchange.trackers import TrackerReader
from ehcp_desk.services.oversight.annex.definitions import load_lists

TODAY = date(2026, 7, 22)
BORN = date(2015, 5, 4)
HEADS = {name: [c.heading for c in load_lists().table(name).columns] for name in ("list-1", "list-2")}
KEYS = {name: [c.key for c in load_lists().table(name).columns] for name in ("list-1", "list-2")}
SOUND = {"ref": "SEN/1", "born": BORN, "gender": "a) Male", "ethnicity": "WBRI", "upn": "P330400121017",
         "initial": date(2023, 5, 29), "need": "ASD", "urn": "100001"}  # fmt: skip


def book(path: Path, *rows: Mapping[str, object], table: str = "list-1", heads: Sequence[str] = ()) -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "List_1" if table == "list-1" else "List_2"
    sheet.append(list(heads or HEADS[table]))
    for row in rows:
        sheet.append([row.get(key) for key in KEYS[table]])
    made.create_sheet("Notes").append(["nothing to read"])
    made.save(path)
    return path


def planned(path: Path, *known: KnownCase, digests: Sequence[str] = ()) -> ImportPlan:
    return TrackerReader().plan(path, KnownIndex.of(known, digests), TODAY)


def one(tmp_path: Path, *known: KnownCase, table: str = "list-1", **changes: object) -> PlannedRow:
    """What one row, the sound one with something changed, would do."""
    plan = planned(book(tmp_path / "annex-a-2026-07-01.xlsx", SOUND | changes, table=table), *known)
    (row,) = plan.rows
    assert plan.certificate.balances and plan.certificate.rows_in == 1
    return row


def facts(row: PlannedRow) -> set[tuple[str, date, str]]:
    said = ("item", "primary", "urn", "has", "eligible")
    return {(f.kind, f.on, next((str(f.attrs[name]) for name in said if name in f.attrs), "")) for f in row.facts}


def test_a_row_of_list_1_is_a_plan_with_what_it_tells(tmp_path: Path) -> None:
    row = one(
        tmp_path, updated=date(2025, 6, 2), reviewed=date(2026, 5, 20), disability="Yes", premium="no", suspensions=2
    )
    day = date(2026, 7, 1)
    assert row.outcome == "created" and row.case == "SEN/1" and row.new_case
    assert row.child == ChildIdentity(born=BORN, sex="M", upn="P330400121017", ethnicity="WBRI")
    assert facts(row) == {
        ("final_plan_sent", date(2023, 5, 29), ""), ("amended_plan_sent", date(2025, 6, 2), ""),
        ("told_in_return", day, "last_review"), ("needs_recorded", day, "ASD"), ("placement", day, "100001"),
        ("disability", day, "yes"), ("pupil_premium", day, "no"), ("told_in_return", day, "suspensions"),
    }  # fmt: skip
    placement = next(f for f in row.facts if f.kind == "placement")
    assert placement.approximate and placement.attrs["planned"] == "not_told"


@pytest.mark.parametrize("absence", [12, 12.5, "12.5"])
def test_absence_need_not_be_a_whole_number(tmp_path: Path, absence: object) -> None:
    (told,) = (f for f in one(tmp_path, absence=absence).facts if f.attrs.get("item") == "absence")
    assert told.attrs["value"] == str(absence)


def test_a_row_of_list_2_starts_no_clock(tmp_path: Path) -> None:
    row = one(tmp_path, table="list-2")
    assert row.outcome == "created"
    assert {f.kind for f in row.facts} == {"told_in_return", "needs_recorded", "placement"}


def test_a_plan_without_its_day_is_held_and_a_row_of_nobody_rejected(tmp_path: Path) -> None:
    assert one(tmp_path, initial=None).outcome == "held"
    nobody = one(tmp_path, ref=None)
    assert nobody.outcome == "rejected" and "no Unique ID" in nobody.reasons[0]


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("gender", "unclear", "unclear"),
        ("ethnicity", "unclear", "unclear"),
        ("need", "unclear", "unclear"),
        ("urn", "Elm Bank", "Elm Bank"),
        ("reviewed", "31/02/2026", "31/02/2026"),
        ("suspensions", "several", "several"),
        ("suspensions", "1.5", "1.5"),
        ("absence", "a lot", "a lot"),
        ("disability", "perhaps", "perhaps"),
        ("born", "04/05/2035", "04/05/2035"),
    ],
)
def test_what_cannot_be_read_is_kept_word_for_word(tmp_path: Path, key: str, value: str, kept: str) -> None:
    row = one(tmp_path, **{key: value})
    assert [cell.value for cell in row.kept] == [kept]
    assert row.kept[0].heading in HEADS["list-1"]


def test_two_rows_of_one_case_are_not_added_up(tmp_path: Path) -> None:
    plan = planned(book(tmp_path / "lists.xlsx", SOUND, SOUND | {"ref": "sen/1"}, SOUND | {"ref": "SEN/2", "upn": ""}))
    assert [row.outcome for row in plan.rows] == ["created", "rejected", "created"]
    assert plan.certificate.rows_in == 3 and plan.certificate.balances
    assert "Notes" in plan.certificate.sheets_not_read
    assert any("does not say its day" in remark for remark in plan.certificate.sheets_not_read)


KNOWN = KnownCase("SEN/1", ChildIdentity("Sample", "Rowan", BORN), (Fact("final_plan_sent", date(2023, 5, 30)),))


def test_a_case_that_is_known_gains_what_it_lacks_and_keeps_what_it_says(tmp_path: Path) -> None:
    path = book(tmp_path / "annex-a-2026-07-01.xlsx", SOUND | {"reviewed": date(2026, 5, 20)})
    plan = planned(path, KNOWN)
    (row,) = plan.rows
    assert row.outcome == "updated" and not row.new_case
    assert row.child == ChildIdentity(sex="M", upn="P330400121017", ethnicity="WBRI")
    assert {f.kind for f in row.facts} == {"told_in_return", "needs_recorded", "placement"}
    flagged = [line for line in plan.certificate.rows if line.outcome == "flagged"]
    assert [(line.field, line.value) for line in flagged] == [("final_plan_sent", "2023-05-29")]


def test_what_the_record_tells_better_is_not_told_again(tmp_path: Path) -> None:
    better = (
        Fact("final_plan_sent", date(2023, 5, 29)), Fact("exclusion", date(2026, 3, 3), {"type": "suspension"}),
        Fact("review_decision_notified", date(2026, 5, 20), {"outcome": "keep"}), Fact("placement", date(2023, 9, 4)),
        Fact("needs_recorded", date(2023, 5, 29), {"primary": "ASD"}),
    )  # fmt: skip
    full = ChildIdentity("Sample", "Rowan", BORN, "M", "P330400121017", ethnicity="WBRI")
    row = one(tmp_path, KnownCase("SEN/1", full, better), reviewed=date(2026, 5, 20), suspensions=1)
    assert row.outcome == "unchanged" and row.facts == () and row.child is None


def test_another_child_under_the_same_reference_is_rejected(tmp_path: Path) -> None:
    other = KnownCase("SEN/1", ChildIdentity("Other", "Child", date(2014, 1, 1)))
    row = one(tmp_path, other)
    assert row.outcome == "rejected" and "another date of birth" in row.reasons[0]


def test_a_row_whose_reference_no_new_case_may_have_is_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KnownIndex, "refused", lambda _self, ref, *_: f"{ref} is refused" if ref == "SEN/1" else "")
    rows = planned(book(tmp_path / "annex-a-2026-07-01.xlsx", SOUND, SOUND | {"ref": "SEN/2", "upn": ""})).rows
    assert [(row.outcome, row.new_case) for row in rows] == [("rejected", False), ("created", True)]
    assert rows[0].reasons == ("SEN/1 is refused",)


def test_a_row_finds_its_case_by_upn_and_birth_where_the_id_is_another_systems(tmp_path: Path) -> None:
    known = KnownCase("SEN/9", ChildIdentity("Sample", "Rowan", BORN, upn="P330400121017"))
    assert one(tmp_path, known, ref="4711").case == "SEN/9"
    assert one(tmp_path, known, ref="4711", born=date(2015, 5, 5)).case == "4711"


def test_a_look_says_which_lists_there_are_and_keeps_no_profile(tmp_path: Path) -> None:
    path = book(tmp_path / "lists.xlsx", SOUND)
    look = TrackerReader().look(path, TODAY)
    assert look.sheet == "Inspection lists" and look.rows == 1
    with pytest.raises(BadInput, match="inspection lists"):
        TrackerReader().profile_of("ours", look, {})


def test_a_tracker_is_not_taken_for_a_list(tmp_path: Path) -> None:
    heads = ["Reference", "UPN", "ULN", "Date of birth", "Gender", "Ethnicity", "Request received"]
    path = book(tmp_path / "tracker.xlsx", SOUND, heads=heads)
    look = TrackerReader().look(path, TODAY)
    assert look.sheet != "Inspection lists"


# -- there and back ----------------------------------------------------------------------------------------------------


def desk(db: Path, *words: str) -> int | None:
    return run(["--db", str(db), "--user", "Bea Tindall", "--today", "2026-10-30", *words])


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"annex-a-2026-10-30-{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["Unique ID"])


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lists of a small demonstration in which everything a list can hold is recorded on some case."""
    folder = tmp_path_factory.mktemp("annex")
    db = folder / "a.db"
    assert desk(db, "demo", "--cases", "120", "--seed", "7") == 0
    assert desk(db, "return", "annex-a", "--out", str(folder / "first")) == 0
    refs = [row["Unique ID"] for row in [*table(folder / "first", "list-1"), *table(folder / "first", "list-2")]]
    told = {
        "disability": "has=yes", "pupil_premium": "eligible=no", "care_status": "status=in_care team==Team",
        "exclusion": "type=suspension by=School", "attendance": "percent=80 by=School",
        "education_status": "status=home source=Parent", "safeguarding": "marker=ended",
    }  # fmt: skip
    for place, ref in enumerate(refs[:14] + refs[-14:]):
        kind, said = list(told.items())[place % len(told)]
        sets = [word for pair in said.split() for word in ("--set", pair)]
        assert desk(db, "record", ref, kind, "--on", "2026-10-01", *sets) == 0
    assert desk(db, "return", "annex-a", "--out", str(folder / "a")) == 0
    return folder


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_export_then_import_agrees_on_what_the_lists_hold(
    exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    stem, db = exported / "a" / "annex-a-2026-10-30", tmp_path / "b.db"
    files = [f"{stem}.xlsx"] if form == "xlsx" else [f"{stem}-list-1.csv", f"{stem}-list-2.csv"]
    for file in files:
        capsys.readouterr()
        assert desk(db, "import", file, "--json") == 0
        certificate = json.loads(capsys.readouterr().out)
        assert certificate["rows_in"] == certificate["created"] > 10
    assert desk(db, "return", "annex-a", "--out", str(tmp_path / "b")) == 0
    for name in ("list-1", "list-2"):
        before, after = table(exported / "a", name), table(tmp_path / "b", name)
        assert len(before) > 10 and before == after
    capsys.readouterr()
    assert desk(db, "import", files[0], "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert again["unchanged"] == again["rows_in"]


def test_the_lists_that_are_read_back_hold_something_in_every_column(exported: Path) -> None:
    made = load_workbook(exported / "a" / "annex-a-2026-10-30.xlsx")
    sheet = made["List_1"]
    empty = {column[0].value for column in sheet.iter_cols() if not any(cell.value for cell in column[1:])}
    assert empty <= {"ULN", "Subsidiary education establishment – phase (dual registration)", "Permanent exclusions"}
