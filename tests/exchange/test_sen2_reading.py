"""SEN2 read back from its XML, the blade CSVs, the DfE template and the pre-submission workbook."""

from __future__ import annotations

import copy
import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.identifiers import upn_check_letter, upn_fault
from ehcp_desk.domain.importing import ImportPlan, KnownIndex
from ehcp_desk.domain.sen2 import Node, Person
from ehcp_desk.exchange.sen2.files import made_and_checked
from ehcp_desk.exchange.sen2.message import write_message
from ehcp_desk.exchange.sen2.reading import read_message
from ehcp_desk.exchange.trackers import TrackerReader
from ehcp_desk.services.oversight.sen2.profiles import load_profile
from ehcp_desk.services.oversight.sen2.returning import header_of
from ehcp_desk.services.upkeep.demo import build_demo
from ehcp_desk.services.upkeep.imports import OnRecord, apply_plan
from tests.support.records import NOW
from tests.support.sen2 import SETTINGS, SOUND, empty_desk

TODAY = date(2026, 2, 10)
REFUSED: Node = {
    "Surname": "Sample", "Forename": "Ash", "PersonBirthDate": "2020-11-20", "Sex": "M", "Ethnicity": "AIND",
    "UPNunknown": "UN10", "Requests": [{
        "ReceivedDate": "2025-06-02", "RequestSource": "1", "RYA": "0", "RequestOutcomeDate": "2025-07-11",
        "RequestOutcome": "N", "RequestMediation": "1", "RequestTribunal": "0"}],
}  # fmt: skip
MOVED: Node = {
    "Surname": "Sample", "Forename": "Bay", "PersonBirthDate": "2012-01-02", "Sex": "M", "Ethnicity": "WBRI",
    "UniqueLearnerNumber": "9276308686", "Requests": [{
        "RequestOutcome": "H", "Assessment": {"AssessmentOutcome": "H", "NamedPlan": {
            "StartDate": "2025-02-03", "PB": "1", "OA": "1", "DP": "E",
            "PlanDetail": [{"SENsetting": "OTH", "SENSettingOther": "A farm", "PlacementRank": "1"}], "PlanRes": "B"}},
        "ActivePlans": {"TransferLA": "331", "SENneed": [{"SENtype": "ASD", "SENtypeRank": "1"},
                                                        {"SENtype": "HI", "SENtypeRank": "2"}],
                        "ReviewMeeting": "2025-06-01", "LastReview": "2025-06-20", "ReviewOutcome": "M"}}],
}  # fmt: skip
PEOPLE = (SOUND, REFUSED, MOVED)


def message(path: Path, *nodes: Node, year: int = 2026) -> Path:
    profile = load_profile(year)
    people = (Person(n, ("SEN/1",) * len(n["Requests"]), (1,) * len(n["Requests"])) for n in nodes)
    write_message(path, profile, header_of(profile, SETTINGS, NOW), people)
    return path


def planned(path: Path) -> ImportPlan:
    return TrackerReader().plan(path, KnownIndex(), TODAY)


def said(plan: ImportPlan) -> list[tuple[str, list[tuple[str, date, dict[str, str]]]]]:
    """What a plan would put on record: each new case’s child and facts."""
    return [
        (row.child.forenames if row.child else "", sorted((f.kind, f.on, dict(f.attrs)) for f in row.facts))
        for row in plan.rows
        if row.new_case
    ]


def test_what_is_written_is_read_back_as_it_was(tmp_path: Path) -> None:
    read = read_message(message(tmp_path / "a.xml", *PEOPLE))
    assert read.year == 2026 and [node for _, node in read.people] == [*PEOPLE]


def test_every_request_is_a_case_and_every_row_is_accounted_for(tmp_path: Path) -> None:
    plan = planned(message(tmp_path / "a.xml", *PEOPLE))
    assert (plan.certificate.rows_in, plan.certificate.created) == (3, 3)
    first = plan.rows[0]
    assert first.child is not None and first.child.ethnicity == "WBRI"
    kinds = {fact.kind: fact for fact in first.facts}
    assert kinds["final_plan_sent"].on == date(2025, 7, 18)
    assert kinds["placement"].attrs["urn"] == "100001"


def test_a_request_whose_reference_no_new_case_may_have_is_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = message(tmp_path / "a.xml", *PEOPLE)
    first = planned(path).rows[0].case
    monkeypatch.setattr(KnownIndex, "refused", lambda _self, ref, *_: "refused" if ref == first else "")
    plan = planned(path)
    assert (plan.certificate.rows_in, plan.certificate.created, plan.certificate.rejected) == (3, 2, 1)
    assert (plan.rows[0].outcome, plan.rows[0].reasons, plan.rows[0].new_case) == ("rejected", ("refused",), False)


def test_export_then_import_then_export_gives_the_same_bytes(tmp_path: Path) -> None:
    one = empty_desk(tmp_path / "one.db", TODAY)
    build_demo(one, 200, 3)
    made_and_checked(one, 2026, tmp_path / "one.xml")
    two = empty_desk(tmp_path / "two.db", TODAY)
    with one.store.read() as work, two.store.write("Data officer", NOW) as other:
        other.set_setting("sen2", work.setting("sen2") or "")
    for year in (2024, 2025, 2026):
        made_and_checked(one, year, tmp_path / "one.xml")
        fresh = empty_desk(tmp_path / f"{year}.db", TODAY)
        with one.store.read() as work, fresh.store.write("Data officer", NOW) as other:
            other.set_setting("sen2", work.setting("sen2") or "")
        with fresh.store.read() as work:
            plan = TrackerReader().plan(tmp_path / "one.xml", OnRecord(work, TODAY), TODAY)
        apply_plan(fresh, plan)
        made_and_checked(fresh, year, tmp_path / "two.xml")
        assert (tmp_path / "one.xml").read_bytes() == (tmp_path / "two.xml").read_bytes(), year
        with fresh.store.read() as work:
            again = TrackerReader().plan(tmp_path / "one.xml", OnRecord(work, TODAY), TODAY)
        assert again.certificate.unchanged == again.certificate.rows_in and not again.writes


def test_a_child_of_the_name_and_birth_of_another_under_another_number_is_asked_about(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path / "a.db", TODAY)
    apply_plan(desk, planned(message(tmp_path / "a.xml", SOUND)))
    other = {**copy.deepcopy(SOUND), "UPN": upn_check_letter("100001009999") + "100001009999"}
    assert not upn_fault(SOUND["UPN"]) and SOUND["UPN"] != other["UPN"]
    with desk.store.read() as work:
        plan = TrackerReader().plan(message(tmp_path / "b.xml", other), OnRecord(work, TODAY), TODAY)
    (row,) = plan.rows
    assert (row.outcome, row.new_case, row.same_child_as) == ("held", True, "")
    assert "another UPN" in row.reasons[0]


def test_a_new_request_keeps_what_it_says_of_a_child_on_record_otherwise(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path / "a.db", TODAY)
    apply_plan(desk, planned(message(tmp_path / "a.xml", REFUSED)))
    later = {**copy.deepcopy(REFUSED), "Ethnicity": "WBRI"}
    later["Requests"][0] |= {"ReceivedDate": "2025-09-01", "RequestOutcomeDate": "2025-10-10"}
    with desk.store.read() as work:
        plan = TrackerReader().plan(message(tmp_path / "b.xml", later), OnRecord(work, TODAY), TODAY)
    (row,) = plan.rows
    assert row.new_case and row.same_child_as
    assert ("Ethnicity", "WBRI", "the record has AIND, which stands") in [
        (c.heading, c.value, c.reason) for c in row.kept]  # fmt: skip


def test_a_case_on_record_is_filled_and_never_overwritten(tmp_path: Path) -> None:
    desk = empty_desk(tmp_path / "a.db", TODAY)
    apply_plan(desk, planned(message(tmp_path / "a.xml", SOUND)))
    later = copy.deepcopy(SOUND)
    request = later["Requests"][0]
    request["Assessment"]["AssessmentOutcomeDate"] = request["Assessment"]["NamedPlan"]["StartDate"] = "2025-07-21"
    request["ActivePlans"]["ReviewMeeting"] = "2026-01-05"
    with desk.store.read() as work:
        plan = TrackerReader().plan(message(tmp_path / "b.xml", later), OnRecord(work, TODAY), TODAY)
    (row,) = plan.rows
    assert row.outcome == "updated" and [f.kind for f in row.facts] == ["review_meeting_held"]
    flagged = [line for line in plan.certificate.rows if line.outcome == "flagged"]
    assert {line.field for line in flagged} >= {"final_plan_sent"}


# ---- what must be refused --------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BAD: dict[str, str] = {
    "laughs": f'<!DOCTYPE Message [<!ENTITY l0 "ha">{LAUGHS}]><Message><Header>&l9;</Header></Message>',
    "outside": '<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message><Header>&x;</Header></Message>',
    "fetched": '<!DOCTYPE Message SYSTEM "http://127.0.0.1:9/a.dtd"><Message/>',
    "root": "<Persons><Person/></Persons>",
    "namespace": '<Message xmlns="urn:x"><Header/></Message>',
    "collection": "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year></CollectionDetails>"
    "</Header><Persons/></Message>",
    "year": "<Message><Header><CollectionDetails><Collection>SEN2</Collection><Year>2022</Year></CollectionDetails>"
    "</Header><Persons/></Message>",
    "no year": "<Message><Header/><Persons/></Message>",
    "headless": "<Message><Persons><Person><Surname>A</Surname></Person></Persons></Message>",
    "cut": "<Message><Header><CollectionDetails>",
    "deep": "<Message>" + "<a>" * 5000 + "</a>" * 5000 + "</Message>",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_xml_is_one_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(f'<?xml version="1.0"?>\n{BAD[name]}', encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        planned(path)
    assert str(refused.value).startswith("bad.xml") and "root:" not in str(refused.value)
    assert refused.value.exit_code == 2


def test_a_document_type_hidden_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(f'<?xml version="1.0" encoding="utf-16"?>{BAD["outside"]}'.encode("utf-16"))
    with pytest.raises(BadInput, match="document type"):
        planned(path)


def test_an_unknown_element_and_an_earlier_years_are_told_of(tmp_path: Path) -> None:
    path = message(tmp_path / "a.xml", SOUND, year=2024)
    text = path.read_text(encoding="utf-8").replace("<Year>2024", "<Year>2023")
    text = text.replace("<Sex>F</Sex>", "<GenderCurrent>9</GenderCurrent><Shoes>4</Shoes>")
    path.write_text(
        text.replace("<EntryDate>", "<AttendancePattern>FT</AttendancePattern><EntryDate>"), encoding="utf-8"
    )
    plan = planned(path)
    assert any("Shoes" in remark for remark in plan.certificate.sheets_not_read)
    kept = {(line.field, line.value) for line in plan.certificate.rows if line.outcome == "kept"}
    assert kept >= {("GenderCurrent", "9"), ("AttendancePattern", "FT")}


def test_a_second_element_where_one_may_stand_is_kept_on_the_case(tmp_path: Path) -> None:
    path = message(tmp_path / "a.xml", SOUND)
    text = path.read_text(encoding="utf-8")
    second = "<NamedPlan><StartDate>2023-05-01</StartDate><PlanDetail><URN>100777</URN></PlanDetail></NamedPlan>"
    text = text.replace("</NamedPlan>", f"</NamedPlan>{second}", 1).replace("</Sex>", "</Sex><Sex>M</Sex>", 1)
    path.write_text(text, encoding="utf-8")
    plan = planned(path)
    assert said(plan) == said(planned(message(tmp_path / "b.xml", SOUND)))
    (row,) = plan.rows
    assert [(c.heading, c.value) for c in row.kept] == [("NamedPlan", "2023-05-01 | 100777"), ("Sex", "M")]
    assert all("second" in c.reason for c in row.kept)


# ---- the other forms -------------------------------------------------------------------------------------------------

LEVELS: dict[str, tuple[str, ...]] = {
    "person": (), "requests": ("person",), "assessment": ("requests",), "namedplan": ("assessment",),
    "plandetail": ("namedplan",), "activeplans": ("requests",), "placementdetail": ("activeplans",),
    "senneed": ("activeplans",),
}  # fmt: skip
HOLDS = {"requests": "Requests", "assessment": "Assessment", "namedplan": "NamedPlan", "plandetail": "PlanDetail",
         "activeplans": "ActivePlans", "placementdetail": "PlacementDetail", "senneed": "SENneed"}  # fmt: skip


def tables(nodes: tuple[Node, ...]) -> dict[str, list[dict[str, str]]]:
    """The people as COLLECT’s nine tables have them: lower-case tags and surrogate ids."""
    found: dict[str, list[dict[str, str]]] = {name: [] for name in LEVELS}

    def add(name: str, node: Node, above: dict[str, str]) -> None:
        own = {f"{name}tableid": str(1000 + sum(map(len, found.values())))}
        texts = {tag.lower(): value for tag, value in node.items() if isinstance(value, str)}
        found[name].append({**above, **own, **texts})
        for child, tag in HOLDS.items():
            if name in LEVELS[child] and tag in node:
                several = node[tag] if isinstance(node[tag], list) else [node[tag]]
                for one in several:
                    add(child, one, own)

    for node in nodes:
        add("person", node, {})
    return found


def blade(folder: Path, nodes: tuple[Node, ...]) -> Path:
    made = tables(nodes) | {"sen2": [{"sen2tableid": "1", "year": "2026", "referencedate": "2026-Jan-15 00:00:00"}]}
    for name, rows in made.items():
        heads = list(dict.fromkeys(head for row in rows for head in row))
        with (folder / f"Blade-Export_10-02-2026_{name}.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(heads)
            for row in rows:
                writer.writerow([_blade(head, row.get(head, "")) for head in heads])
    return folder / "Blade-Export_10-02-2026_person.csv"


def _blade(head: str, value: str) -> str:
    try:
        day = date.fromisoformat(value) if "date" in head or "review" in head else None
    except ValueError:
        day = None
    return f"{day:%Y-%b-%d} 00:00:00" if day else value


def test_blade_csvs_say_what_the_message_says(tmp_path: Path) -> None:
    plan = planned(blade(tmp_path, PEOPLE))
    assert said(plan) == said(planned(message(tmp_path / "a.xml", *PEOPLE)))
    rows = sum(len(rows) for rows in tables(PEOPLE).values())
    assert plan.certificate.rows_in == rows and plan.certificate.created == 3
    assert plan.certificate.merged == rows - 3


def test_a_blade_row_whose_ids_lead_nowhere_is_rejected_with_its_words(tmp_path: Path) -> None:
    path = blade(tmp_path, PEOPLE)
    with (tmp_path / "Blade-Export_10-02-2026_senneed.csv").open("a", encoding="utf-8") as out:
        out.write("9999,99999,ASD,1\n")
    plan = planned(path)
    (lost,) = [line for line in plan.certificate.rows if line.outcome == "rejected"]
    assert "ASD" in lost.value and "lead to no ActivePlans" in lost.reason


def _plans_of_blade(folder: Path) -> tuple[Path, list[str], list[str]]:
    path = folder / "Blade-Export_10-02-2026_namedplan.csv"
    head, row = path.read_text(encoding="utf-8").splitlines()
    return path, head.split(","), row.split(",")


def test_a_second_row_of_one_plan_is_rejected_with_its_words_and_what_hangs_on_it(tmp_path: Path) -> None:
    path = blade(tmp_path, (SOUND,))
    plans, head, row = _plans_of_blade(tmp_path)
    other = list(row)
    other[head.index("startdate")], other[head.index("namedplantableid")] = "2023-05-01", "8888"
    plans.write_text("\n".join(map(",".join, (head, row, other))) + "\n", encoding="utf-8")
    details = tmp_path / "Blade-Export_10-02-2026_plandetail.csv"
    heads = details.read_text(encoding="utf-8").splitlines()[0].split(",")
    hung = {"namedplantableid": "8888", "plandetailtableid": "7777", "urn": "100777"}
    with details.open("a", encoding="utf-8") as out:
        out.write(",".join(hung.get(name, "") for name in heads) + "\n")
    plan = planned(path)
    assert said(plan) == said(planned(message(tmp_path / "a.xml", SOUND)))
    lost = [line for line in plan.certificate.rows if line.outcome == "rejected"]
    assert [("2023-05-01" in x.value, "100777" in x.value) for x in lost] == [(True, False), (False, True)]
    assert lost[0].reason == "another NamedPlan row of the same Assessment says StartDate 2025-07-18"
    assert plan.certificate.rows_in == sum(map(len, tables((SOUND,)).values())) + 2


def test_a_row_that_is_there_twice_is_part_of_the_request(tmp_path: Path) -> None:
    path = blade(tmp_path, (SOUND,))
    plans, head, row = _plans_of_blade(tmp_path)
    plans.write_text("\n".join(map(",".join, (head, row, row))) + "\n", encoding="utf-8")
    plan = planned(path)
    assert said(plan) == said(planned(message(tmp_path / "a.xml", SOUND))) and not plan.certificate.rejected


def test_a_column_nobody_knows_is_told_of_where_it_says_something(tmp_path: Path) -> None:
    path = blade(tmp_path, (SOUND,))
    plans, head, row = _plans_of_blade(tmp_path)
    head, row = (
        [*head, "Social worker comments", "Empty one", "startdate"],
        [*row, "Conference 3 June", "", "2023-05-01"],
    )
    plans.write_text("\n".join(map(",".join, (head, row))) + "\n", encoding="utf-8")
    plan = planned(path)
    assert said(plan) == said(planned(message(tmp_path / "a.xml", SOUND)))
    remarks = [r for r in plan.certificate.sheets_not_read if "namedplan" in r]
    assert [r.split(" of ")[0] for r in remarks] == ["the column Social worker comments", "the column startdate"]
    assert "1 value" in remarks[0]


def test_two_tables_of_one_module_are_both_read(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Data Entry")
    lines = (
        ("Person",), ("Person ID", "Surname", "Forename", "Date of Birth"), ("1", "Sample", "Ash", "2016-05-04"),
        ("Requests",), ("Person ID", "Requests record ID", "Date request was received"), ("1", "R1", "2025-03-03"),
        ("Requests",), ("Person ID", "Requests record ID", "Date request was received"), ("1", "R2", "2025-09-01"),
    )  # fmt: skip
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line)
    book.close()
    plan = planned(path)
    assert (plan.certificate.rows_in, plan.certificate.created) == (3, 2)


TEMPLATE: tuple[tuple[str, dict[str, str]], ...] = (
    ("Person", {"Person ID (unique per Person)": "person", "Surname": "Surname", "Forename": "Forename",
                "Date of Birth\n(ccyy-mm-dd)": "PersonBirthDate", "Sex": "Sex", "Ethnicity": "Ethnicity",
                "Post Code": "PostCode", "UPN - Unique Pupil Number": "UPN",
                "ULN - Young Persons Unique Learner Number": "UniqueLearnerNumber",
                "UPN and ULN unavailable - Reason": "UPNunknown"}),
    ("Requests", {"Person ID": "person", "Requests record ID": "requests", "Date request was received": "ReceivedDate",
                  "Source of request for an EHC needs assessment": "RequestSource", "Initial Request Whilst In RYA": "RYA",
                  "Request Outcome Date": "RequestOutcomeDate", "Request Outcome": "RequestOutcome",
                  "Request Mediation": "RequestMediation", "Request Tribunal": "RequestTribunal"}),
    ("Assessments", {"Person ID": "person", "Requests record ID": "requests",
                     "Assessment Outcome - Decision to issue EHC plan": "AssessmentOutcome",
                     "Assessment Outcome Date": "AssessmentOutcomeDate", "Assessment Mediation": "AssessmentMediation",
                     "Assessment Tribunal": "AssessmentTribunal", "Other Mediation": "OtherMediation",
                     "Other Tribunal": "OtherTribunal", "Twenty week time limit exceptions apply": "Week20"}),
    ("Named Plan", {"Person ID": "person", "Requests record ID": "requests", "EHC Plan Start Date": "StartDate",
                    "Residential Settings": "PlanRes", "Personal Budget taken up": "PB",
                    "Personal Budget – Organised Arrangements": "OA", "Personal Budget - Direct Payments": "DP"}),
    ("Plan Detail", {"Person ID": "person", "Requests record ID": "requests", "URN - Unique Reference Number": "URN",
                     "SEN Setting – Establishment type": "SENsetting", "SEN Setting - Other": "SENSettingOther",
                     "Placement Rank (1=Primary, 2=Secondary)": "PlacementRank", "SEN Unit Indicator": "SENunitIndicator",
                     "Resourced Provision Indicator": "ResourcedProvisionIndicator"}),
    ("Active Plan", {"Person ID": "person", "Requests record ID": "requests",
                     "EHC Plan transferred in from another LA during calendar year": "TransferLA",
                     "Annual Review Meeting Date": "ReviewMeeting", "EHC Plan Review Decisions Date": "LastReview",
                     "Annual Review Decision": "ReviewOutcome"}),
    ("Placement Detail", {"Person ID": "person", "Requests record ID": "requests", "URN - Unique Reference Number": "URN",
                          "Placement Rank (1=Primary, 2=Secondary)": "PlacementRank", "Placement Start Date": "EntryDate",
                          "SEN Unit Indicator": "SENunitIndicator",
                          "Resourced Provision Indicator": "ResourcedProvisionIndicator"}),
    ("SEN Need", {"Person ID": "person", "Requests record ID": "requests", "SEN Type of Need": "SENtype",
                  "SEN Type of Need rank (1=Primary, 2=Secondary)": "SENtypeRank"}),
)  # fmt: skip
MODULE_OF = {"Person": "Person", "Requests": "Requests", "Assessments": "Assessment", "Named Plan": "NamedPlan",
             "Plan Detail": "PlanDetail", "Active Plan": "ActivePlans", "Placement Detail": "PlacementDetail",
             "SEN Need": "SENneed"}  # fmt: skip


def typed_rows(nodes: tuple[Node, ...]) -> dict[str, list[dict[str, str]]]:
    """The people as rows a person types: ids of the council’s own."""
    found: dict[str, list[dict[str, str]]] = {name: [] for name in MODULE_OF.values()}
    for number, node in enumerate(nodes, 1):
        found["Person"].append({"person": f"P{number}", **_texts(node)})
        for place, request in enumerate(node["Requests"], 1):
            ids = {"person": f"P{number}", "requests": f"R{place}"}
            found["Requests"].append({**ids, **_texts(request)})
            assessment, active = request.get("Assessment", {}), request.get("ActivePlans", {})
            plan = assessment.get("NamedPlan", {})
            for module, several in (("Assessment", [assessment]), ("NamedPlan", [plan]), ("ActivePlans", [active]),
                                    ("PlanDetail", plan.get("PlanDetail", [])), ("SENneed", active.get("SENneed", [])),
                                    ("PlacementDetail", active.get("PlacementDetail", []))):  # fmt: skip
                found[module] += [{**ids, **_texts(one)} for one in several if one]
    return found


def _texts(node: Node) -> dict[str, str]:
    return {tag: value for tag, value in node.items() if isinstance(value, str)}


def template(path: Path, nodes: tuple[Node, ...]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet, row = book.add_worksheet("Data Entry"), 0
    sheet.write_row(0, 0, ["Header"])
    sheet.write_row(1, 0, ["Collection", "Year", "ReferenceDate"])
    sheet.write_row(2, 0, ["SEN2", 2026, "2026-01-15"])
    row = 4
    rows = typed_rows(nodes)
    for title, columns in TEMPLATE:
        sheet.write(row, 0, title)
        sheet.write_row(row + 1, 0, list(columns))
        row += 2
        for one in rows[MODULE_OF[title]]:
            sheet.write_row(row, 0, [one.get(tag, "") for tag in columns.values()])
            row += 1
        row += 1
    book.close()
    return path


def pre_submission(path: Path, nodes: tuple[Node, ...]) -> Path:
    """Sheets with tags in small letters, flags as 0.0 and 1.0, days as the workbook’s own dates."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for title, module in MODULE_OF.items():
        sheet = book.add_worksheet(title)
        rows = typed_rows(nodes)[module]
        heads = list(dict.fromkeys(tag for one in rows for tag in one)) or ["person"]
        named = {"person": "personid", "requests": "requestsid", "RequestSource": "rquestsource"}
        sheet.write_row(0, 0, [named.get(tag, tag.lower()) for tag in heads])
        for number, one in enumerate(rows, 1):
            for place, tag in enumerate(heads):
                _cell(sheet, number, place, one.get(tag, ""), day)
    book.close()
    return path


def _cell(sheet: Any, row: int, column: int, value: str, day: Any) -> None:
    if value in ("0", "1", "2"):
        sheet.write_number(row, column, float(value))
    elif len(value) == 10 and value[4] == "-":
        sheet.write_datetime(row, column, date.fromisoformat(value), day)
    else:
        sheet.write(row, column, value)


@pytest.mark.parametrize("make", [template, pre_submission])
def test_workbooks_say_what_the_message_says(tmp_path: Path, make: Any) -> None:
    plan = planned(make(tmp_path / "book.xlsx", PEOPLE))
    assert said(plan) == said(planned(message(tmp_path / "a.xml", *PEOPLE)))
    assert plan.certificate.balances and plan.certificate.created == 3 and not plan.certificate.rejected


def test_which_heading_is_the_meeting_can_be_chosen(tmp_path: Path) -> None:
    class Chosen(KnownIndex):
        def choice(self, point: str) -> str:
            return "reader" if point == "template_meeting" else ""

    path = template(tmp_path / "book.xlsx", (MOVED,))
    meetings = [
        next(
            f.on
            for row in TrackerReader().plan(path, known, TODAY).rows
            for f in row.facts
            if f.kind == "review_meeting_held"
        )
        for known in (KnownIndex(), Chosen())
    ]
    assert meetings == [date(2025, 6, 1), date(2025, 6, 20)]


def test_a_return_is_looked_at_before_it_is_brought_in(tmp_path: Path) -> None:
    look = TrackerReader().look(message(tmp_path / "a.xml", *PEOPLE), TODAY)
    assert look.sheet == "SEN2 return 2026" and look.rows == 3
    assert ("Requests", "3 of them") in [(c.heading, c.first_value) for c in look.columns]


def test_a_return_has_no_columns_to_keep_as_a_profile(tmp_path: Path) -> None:
    look = TrackerReader().look(message(tmp_path / "a.xml", *PEOPLE), TODAY)
    with pytest.raises(BadInput, match="nothing to keep as a profile"):
        TrackerReader().profile_of("SEN2", look, {})


def test_two_requests_that_say_the_very_same_are_two_cases(tmp_path: Path) -> None:
    open_ = {"RequestOutcome": "H", "Assessment": {"AssessmentOutcome": "A"}}
    twice = REFUSED | {"Requests": [copy.deepcopy(open_), copy.deepcopy(open_)]}
    plan = planned(message(tmp_path / "a.xml", twice))
    assert plan.certificate.created == 2 and len({row.case for row in plan.rows}) == 2
