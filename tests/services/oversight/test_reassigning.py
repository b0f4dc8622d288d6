"""Sharing cases out in one act, taking it back, and nobody leaving with anything that is owed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ehcp_desk.domain.case import Child
from ehcp_desk.domain.errors import BadInput, Conflict, KnownFault
from ehcp_desk.domain.journal import PAPER_ISSUED, NewEntry, first_broken
from ehcp_desk.domain.orphans import Orphan
from ehcp_desk.domain.people import Officer
from ehcp_desk.domain.record import NewFact
from ehcp_desk.printing import Printer
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.oversight.leaving import held_by, leave
from ehcp_desk.services.oversight.move_preview import move_preview
from ehcp_desk.services.oversight.moving import Move, move, undo
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.oversight.ownership import assign
from ehcp_desk.services.oversight.staffing import staff
from ehcp_desk.services.records.case_view import case_view
from ehcp_desk.services.records.history import case_history
from ehcp_desk.services.records.introductions import introduction, write_letters
from ehcp_desk.services.upkeep.paper_check import verify_paper

DAY = date(2026, 10, 30)
REFS = ("SEN/1", "SEN/2", "SEN/3", "SEN/4")


@pytest.fixture
def joy_s(team: Desk) -> Desk:
    """Four assessments that Joy holds; SEN/4 has nobody."""
    team_id = next(iter(staff(team).teams))
    for number, ref in enumerate(REFS, 1):
        child = Child(0, "Farrowdale", f"Child {number}", date(2018, 1, number), setting="Larkspur Primary")
        open_request(team, NewRequest(ref, child, DAY - timedelta(20 * number), "parent", team_id=team_id))
    assign(team, REFS[:3], "Joy Addo", "starting", DAY - timedelta(10))
    return team


def officer(desk: Desk, name: str) -> Officer:
    found = staff(desk).named(name)
    assert found is not None
    return found


def owners(desk: Desk) -> list[str | None]:
    return [case_view(desk, ref).owner for ref in REFS]


def moved(desk: Desk, call: bool = False) -> int:
    rows = move_preview(desk, held_by(desk, "Joy Addo"), ["Thandi Mbeki"]).rows
    moves = [Move(r.row.case.ref, "Thandi Mbeki", r.version, r.draft) for r in rows]
    return move(desk, [*moves, Move("SEN/4", "Thandi Mbeki")], "Joy changes team", first_call=call).act


def test_the_preview_says_what_each_carries_before_and_after_by_count_and_weight(joy_s: Desk) -> None:
    preview = move_preview(joy_s, held_by(joy_s, "Joy Addo"), ["Thandi Mbeki"])
    after = preview.after([(row.row, "Thandi Mbeki") for row in preview.rows])
    assert (after["Thandi Mbeki"].cases, after["Joy Addo"].cases) == (3, -3)
    assert after["Thandi Mbeki"].weight == -after["Joy Addo"].weight == pytest.approx(1.8)
    joy = next(load for load in preview.loads if load.name == "Joy Addo")
    assert (joy.open_cases, joy.weight, joy.per_post) == (3, pytest.approx(1.8), pytest.approx(1.8))
    assert {row.suggested.name for row in preview.rows if row.suggested} == {"Thandi Mbeki"}
    assert all("of 20" in row.draft and "No contact" in row.draft for row in preview.rows)


def test_one_act_moves_all_keeps_the_notes_and_can_be_taken_back(joy_s: Desk) -> None:
    before = [case_view(joy_s, ref).case for ref in REFS]
    act = moved(joy_s, call=True)
    assert owners(joy_s) == ["Thandi Mbeki"] * 4
    with joy_s.store.read() as work:
        (line,) = [entry for entry in work.journal(after=act - 1) if entry.kind == "cases_reassigned"]
        assert line.seq == act and len(json.loads(line.payload or "")["moves"]) == 4
    assert any(f.fact.kind == "handover_note" and "of 20" in f.fact.note for f in case_view(joy_s, "SEN/1").facts)
    undo(joy_s, act, "Joy stays")
    for was, ref in zip(before, REFS, strict=True):
        now = case_view(joy_s, ref).case
        assert replace(now, version=was.version) == was
        assert not [p for p in case_view(joy_s, ref).promises if p.kept_on is None], (
            "the first call is not owed any more"
        )
    with joy_s.store.read() as work:
        assert first_broken(work.journal()) is None
    with pytest.raises(Conflict, match=r"SEN/\d has changed hands since, to Joy Addo"):
        undo(joy_s, act, "Again")


def test_a_case_given_alone_is_of_no_act_though_the_desk_says_one_time_of_both(joy_s: Desk) -> None:
    assert joy_s.now() == joy_s.now()
    assign(joy_s, [REFS[0]], "Thandi Mbeki", "for a week")
    assign(joy_s, [REFS[0]], "Joy Addo", "back again")
    act = moved(joy_s)
    undo(joy_s, act, "Joy stays")
    lines = case_history(joy_s, case_view(joy_s, REFS[0]).case.id)
    of_owner = [(line.reason, line.act) for line in reversed(lines) if line.field == "Caseworker"]
    said = [detail for _, detail in of_owner]
    assert [reason for reason, _ in of_owner][1:3] == ["for a week", "back again"]
    assert not any("ove " in detail for detail in said[:-2]), said
    assert f"Move {act}, of 4 cases" in said[-2] and f"Takes back move {act}" in said[-1], said


@pytest.mark.parametrize(
    "seal", ["x", 3, {}, {"facts": 1}, {"facts": "1-x"}, {"facts": ""}, {"facts": "1-99999999999999"}]
)
def test_a_line_sealed_as_no_desk_seals_closes_no_history(joy_s: Desk, seal: object) -> None:
    number = case_view(joy_s, REFS[0]).case.id
    with joy_s.store.write(joy_s.user, joy_s.now()) as work:
        work.append(NewEntry("assigned", number, {"to": "Joy Addo", "from": "", "reason": "by hand", "sealed": seal}))
    act = moved(joy_s)
    (said,) = (line.act for line in case_history(joy_s, number) if line.reason == "by hand")
    assert (f"Move {act}, " in said) is (seal == {"facts": "1-99999999999999"}), said


def test_a_case_that_changed_hands_since_keeps_the_whole_act_as_it_is(joy_s: Desk) -> None:
    act = moved(joy_s)
    assign(joy_s, ["SEN/2"], "Joy Addo", "Knows the family")
    with pytest.raises(Conflict, match="SEN/2 has changed hands since, to Joy Addo by Joy Addo, so nothing"):
        undo(joy_s, act, "Back")
    assert owners(joy_s) == ["Thandi Mbeki", "Joy Addo", "Thandi Mbeki", "Thandi Mbeki"]
    for number in (0, -3, act - 1, act + 1000):
        with pytest.raises(BadInput, match="no move with the number"):
            undo(joy_s, number, "Back")


def test_a_promise_kept_since_is_not_withdrawn_by_the_way_back(joy_s: Desk) -> None:
    act = moved(joy_s, call=True)
    promised = next(p for p in case_view(joy_s, "SEN/1").promises)
    record(joy_s, "SEN/1", NewFact("promise_kept", DAY, {"promise": str(promised.fact_id)}))
    undo(joy_s, act, "Joy stays")
    assert [p.kept_on for p in case_view(joy_s, "SEN/1").promises] == [DAY]
    assert case_view(joy_s, "SEN/2").promises == ()


def test_nothing_moves_where_one_cannot(joy_s: Desk) -> None:
    moves = [Move("SEN/1", "Thandi Mbeki"), Move("SEN/2", "Nobody Known")]
    with pytest.raises(BadInput, match="Nobody here is called"):
        move(joy_s, moves, "Spread")
    with pytest.raises(Conflict):
        move(joy_s, [Move("SEN/1", "Thandi Mbeki"), Move("SEN/2", "Thandi Mbeki", 1)], "Spread")
    assert owners(joy_s) == ["Joy Addo"] * 3 + [None]


def test_leaving_shares_everything_out_in_the_same_act_and_is_taken_back_with_it(joy_s: Desk) -> None:
    joy = officer(joy_s, "Joy Addo")
    with pytest.raises(BadInput, match="Joy Addo still holds 3 cases; give each one an owner first"):
        leave(joy_s, joy.id, DAY)
    some = [Move("SEN/1", "Thandi Mbeki")]
    with pytest.raises(BadInput, match="still holds 2 cases"):
        leave(joy_s, joy.id, DAY, some, "Joy leaves")
    assert owners(joy_s)[0] == "Joy Addo", "all or nothing"
    act = leave(joy_s, joy.id, DAY, [Move(ref, "Thandi Mbeki") for ref in REFS[:3]], "Joy leaves").act
    assert officer(joy_s, "Joy Addo").left_on == DAY and held_by(joy_s, "Joy Addo") == []
    undo(joy_s, act, "Joy stays after all")
    assert officer(joy_s, "Joy Addo").left_on is None and owners(joy_s)[:3] == ["Joy Addo"] * 3


def test_a_closed_case_with_a_promise_on_it_keeps_somebody_from_leaving(joy_s: Desk) -> None:
    due = {"due": DAY.isoformat(), "to": "Mr Farrowdale"}
    record(joy_s, "SEN/1", NewFact("promise_made", DAY, due, "Send the reasons again"))
    record(joy_s, "SEN/1", NewFact("assess_decision_notified", DAY, {"outcome": "refuse"}))
    assign(joy_s, ["SEN/2", "SEN/3"], "Thandi Mbeki", "spread")
    joy = officer(joy_s, "Joy Addo")
    with pytest.raises(BadInput, match="still holds 1 closed case with something still owed"):
        leave(joy_s, joy.id, DAY)
    assert len(held_by(joy_s, "Joy Addo")) == 1
    leave(joy_s, joy.id, DAY, [Move("SEN/1", "Thandi Mbeki")], "Joy leaves")


def test_the_manager_of_a_team_who_leaves_is_named_as_a_vacancy(joy_s: Desk) -> None:
    changes = leave(joy_s, officer(joy_s, "Ruth Castellan").id, DAY)
    assert changes.warnings == ("North has no manager after that day; name somebody in Settings.",)


def test_a_move_to_somebody_whose_last_day_is_recorded_says_so_before_and_after_and_when_taken_back(
    joy_s: Desk,
) -> None:
    said = ("Thandi Mbeki’s last day is 11 December 2026. What they hold after it is on the list of leavers, "
            "so it needs another owner.",)  # fmt: skip
    leave(joy_s, officer(joy_s, "Thandi Mbeki").id, date(2026, 12, 11))
    preview = move_preview(joy_s, held_by(joy_s, "Joy Addo"), ["Thandi Mbeki"])
    assert preview.leaving(["Thandi Mbeki"]) == said and preview.leaving(["Joy Addo"]) == ()
    both = [Move("SEN/1", "Thandi Mbeki"), Move("SEN/2", "Thandi Mbeki")]
    assert move(joy_s, both, "Her last weeks").warnings == said
    back = move(joy_s, [Move("SEN/1", "Joy Addo")], "Shared again")
    assert back.warnings == ()
    assert undo(joy_s, back.act, "A slip").warnings == said
    joy = officer(joy_s, "Joy Addo")
    moves = [Move("SEN/3", "Thandi Mbeki")]
    assert leave(joy_s, joy.id, DAY, moves, "Joy leaves").warnings == said


def test_a_leaver_s_cases_are_found_and_shared_out(joy_s: Desk) -> None:
    with joy_s.store.write("Ruth Castellan", joy_s.now()) as work:
        work.save_officer(replace(officer(joy_s, "Joy Addo"), left_on=DAY - timedelta(12)))
    assert len(forgotten(joy_s, (Orphan.LEAVER,))) == 3
    (load,) = [one for one in move_preview(joy_s, held_by(joy_s, "Joy Addo")).loads if one.name == "Joy Addo"]
    assert load.left and (load.fte, load.per_post, load.limit) == (0.0, None, None), "their hours carry nothing"
    act = moved(joy_s)
    assert forgotten(joy_s, (Orphan.LEAVER,)) == []
    changes = undo(joy_s, act, "Wrong people")
    assert changes.warnings == ("Joy Addo is not in post, so their cases are on the list of leavers again.",)


@pytest.mark.parametrize("form", ["pdf", "html", "docx"])
def test_a_letter_names_the_caseworker_and_the_child_and_nothing_else_of_the_record(
    joy_s: Desk, tmp_path: Path, form: str
) -> None:
    record(joy_s, "SEN/1", NewFact("note", DAY, note="Something private"))
    wired = replace(joy_s, papers=Printer())
    (path,) = write_letters(wired, ["SEN/1"], tmp_path / "letters", form)
    assert path.name == f"Your caseworker SEN-1.{form}"
    if form == "docx":
        from docx import Document

        file = Document(str(path))
        text = "\n".join(p.text for p in (*file.paragraphs, *file.sections[0].footer.paragraphs))
    elif form == "pdf":
        from pypdf import PdfReader

        text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    else:
        text = path.read_text(encoding="utf-8")
    assert "Joy Addo" in text and "SEN/1" in text and "Child 1" in text
    assert "private" not in text and "Larkspur" not in text
    with pytest.raises(BadInput, match="no caseworker to introduce"):
        write_letters(wired, ["SEN/4"], tmp_path)


@pytest.mark.parametrize("form", ["pdf", "html", "docx"])
def test_each_letter_is_on_the_journal_of_its_case_and_one_that_was_not_written_is_not(
    joy_s: Desk, tmp_path: Path, form: str
) -> None:
    wired = replace(joy_s, papers=Printer())

    def issued() -> list[tuple[int | None, str]]:
        with joy_s.store.read() as work:
            lines = [(line.case_id, json.loads(line.payload or "")) for line in work.journal(kind=PAPER_ISSUED)]
        return [(case_id, f"{told['paper']}: {told['files'][0]['name']}") for case_id, told in lines]

    in_the_way = tmp_path / "taken"
    in_the_way.write_text("a file", encoding="utf-8")
    with pytest.raises((BadInput, KnownFault)):
        write_letters(wired, ["SEN/1"], in_the_way, form)
    with pytest.raises(BadInput, match="no caseworker to introduce"):
        write_letters(wired, ["SEN/4"], tmp_path, form)
    introduction(wired, "SEN/1")
    assert issued() == [], "neither a failure nor a look"
    paths = write_letters(wired, ["SEN/1", "SEN/2"], tmp_path, form)
    ids = [case_view(joy_s, ref).case.id for ref in ("SEN/1", "SEN/2")]
    names = [f"introduction letter: Your caseworker SEN-{number}.{form}" for number in (1, 2)]
    assert issued() == list(zip(ids, names, strict=True))
    for path in paths:
        assert all(ok for _, ok, _ in verify_paper(wired, path)), verify_paper(wired, path)
    write_letters(wired, ["SEN/1", "SEN/2"], tmp_path, form)
    assert len(issued()) == 2, "the same letter again is no other"
