"""The manager's desk by command: sharing out, taking back, leaving, queues, weights, days and papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Desk

MANAGER = "Ruth Castellan"


@pytest.fixture
def demo(built: Path, tmp_path: Path, desk: Desk) -> Desk:
    """The same, this test's own, with the team manager at the keyboard."""
    (tmp_path / "desk.db").write_bytes(built.read_bytes())

    def call(*words: str, **kw: str) -> object:
        return desk(*words, user=MANAGER, **kw)

    return call  # type: ignore[return-value]


def held(desk: Desk, name: str) -> list[str]:
    return [case["ref"] for case in desk("cases", "--owner", name, "--json").json["cases"]]


def test_a_leaver_s_cases_are_looked_at_shared_out_and_taken_back(demo: Desk) -> None:
    before = held(demo, "Bryony Castlemaine")
    assert before
    words = ("reassign", "--from", "Bryony Castlemaine", "--to", "Ross Fairbairn", "Joy Addo", "--json")
    looked = demo(*words, "--dry-run").json
    assert looked["move"] is None and held(demo, "Bryony Castlemaine") == before
    assert sorted(c["ref"] for c in looked["cases"]) == sorted(before)
    for person in looked["people"]:
        if person["name"] == "Bryony Castlemaine":
            assert person["after"] == {"open_cases": 0, "weight": 0.0} and person["before"]["weight"] > 0
    assert demo(*words).code == 2, "a reason is needed"
    done = demo(*words, "--reason", "Bryony has left").json
    assert [c["to"] for c in done["cases"]] == [c["to"] for c in looked["cases"]]
    assert held(demo, "Bryony Castlemaine") == []
    back = demo("reassign", "--undo", str(done["move"]), "--json")
    assert back.json == {"undone": done["move"], "count": len(before)} and "not in post" in back.err
    assert held(demo, "Bryony Castlemaine") == before
    again = demo("reassign", "--undo", str(done["move"]))
    assert again.code == 5 and "changed hands since" in again.err


def test_cases_go_to_another_team_and_back_by_the_number_the_command_gives(demo: Desk) -> None:
    first, second = held(demo, "Bryony Castlemaine")[:2]
    was = {ref: demo("case", ref, "--json").json["team"] for ref in (first, second)}
    other = next(name for name in ("North", "South") if name != was[first])
    words = ("reassign", first, second, "--team", other)
    looked = demo(*words, "--dry-run", "--json").json
    assert looked["move"] is None and demo("case", first, "--json").json["team"] == was[first]
    assert demo(*words).code == 2, "a reason is needed"
    done = demo(*words, "--reason", "The families moved")
    number = done.out.split("reassign --undo ")[1].split()[0]
    assert done.code == 0 and f"Move {number}: 2 cases to {other}." in done.out
    told = demo("case", first, "--json").json
    assert (told["team"], told["owner"]) == (other, "Bryony Castlemaine")
    assert demo("reassign", first, "--team", other, "--reason", "x").code == 2, "it is there already"
    assert demo("reassign", first, "--team", other, "--to", "Joy Addo", "--reason", "x").code == 2
    back = demo("reassign", "--undo", number, "--json").json
    assert back == {"undone": int(number), "count": 2}
    assert {ref: demo("case", ref, "--json").json["team"] for ref in (first, second)} == was


def test_a_case_for_somebody_whose_last_day_is_recorded_is_said_with_the_day_looked_at_or_done(demo: Desk) -> None:
    first, second = held(demo, "Bryony Castlemaine")[:2]
    left = demo(
        "staff", "leave", "Thandi Mbeki", "--on", "2026-12-11", "--to", "Joy Addo", "--reason", "Moving on", "--json"
    )
    assert left.code == 0 and held(demo, "Thandi Mbeki") == []
    words = ("reassign", f"{first}=Thandi Mbeki", "--reason", "Her last weeks", "--json")
    for answer in (demo(*words, "--dry-run"), demo(*words),
                   demo("assign", second, "--to", "Thandi Mbeki", "--reason", "Her last weeks", "--json")):  # fmt: skip
        (warning,) = answer.json["warnings"]
        assert warning.startswith("Thandi Mbeki’s last day is 11 December 2026.")
        assert answer.code == 0 and answer.err.count(f"Look at this: {warning}") == 1
    assert sorted(held(demo, "Thandi Mbeki")) == sorted([first, second])


def test_a_line_of_the_preview_can_be_changed_and_letters_are_written(demo: Desk, tmp_path: Path) -> None:
    first, second = held(demo, "Bryony Castlemaine")[:2]
    looked = demo("reassign", first, "--to", "Joy Addo", "--dry-run", "--letters", str(tmp_path / "letters"))
    assert looked.code == 0 and not (tmp_path / "letters").exists()
    done = demo("reassign", f"{first}=Thandi Mbeki", second, "--to", "Joy Addo", "--reason", "Shared", "--letters",
                str(tmp_path / "letters"), "--letters-as", "html", "--json")  # fmt: skip
    assert {c["ref"]: (c["to"], c["because"]) for c in done.json["cases"]}[first] == ("Thandi Mbeki", "chosen")
    assert len(done.json["letters"]) == 2 and all(Path(p).is_file() for p in done.json["letters"])
    for path in done.json["letters"]:
        checked = demo("verify", path)
        assert checked.code == 0 and "byte for byte the introduction letter" in checked.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("reassign", "--to", "Joy Addo", "--reason", "x"), 2, "Say which cases"),
        (("reassign", "SEN/404", "--to", "Joy Addo", "--reason", "x"), 2, "SEN/404"),
        (("reassign", "--from", "Nobody Known", "--to", "Joy Addo", "--reason", "x"), 2, "Nobody here is called"),
        (("reassign", "--from", "Bryony Castlemaine", "--reason", "x"), 2, "Say whom"),
        (("reassign", "--undo", "1"), 2, "no move with the number 1"),
        (("reassign", "--undo", "1", "--to", "Joy Addo"), 2, "leave out"),
        (("staff", "leave", "Joy Addo", "--on", "2026-11-06"), 2, "still holds"),
        (("staff", "change", "Joy Addo"), 2, "Say what changes"),
        (("staff", "change", "Joy Addo", "--rename", "ross fairbairn"), 2, "already somebody called"),
        (("staff", "change", "Joy Addo", "--role", "captain"), 2, "captain"),
        (("staff", "change", "Joy Addo", "--started", "1/2/26"), 2, "is not a date"),
        (("staff", "add", "Joy Addo"), 2, "already somebody called Joy Addo"),
        (("staff", "add", "Wren Ashdown", "--team", "East"), 2, "There is no team called East"),
        (("staff", "add", "Wren Ashdown", "--fte", "2"), 2, "share of full time"),
        (("staff", "team", "East"), 2, "There is no team called East"),
        (("staff", "team", "North", "--add"), 2, "already a team called North"),
        (("staff", "team", "North", "--manager", "Nobody Known"), 2, "Nobody here is called"),
        (("staff", "team", "--manager", "Joy Addo"), 2, "Say which team"),
        (("staff", "away", "Joy Addo", "--from", "2026-11-06"), 2, "Say both days"),
        (("staff", "away", "Joy Addo", "--remove", "999", "--reason", "x"), 2, "no days away of number 999"),
        (("staff", "change", "Joy Addo", "--days", "Sunday"), 2, "which days"),
        (("weights", "--set", "drafting=heavy"), 2, "KEY=NUMBER"),
        (("weights", "--set", "plans=1"), 2, "Nothing is weighed as"),
        (("pack", "clinic", "--out", "x.pdf", "--team", "East"), 2, "There is no team called East"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(demo: Desk, words: tuple[str, ...], code: int, said: str) -> None:
    answer = demo(*words)
    assert answer.code == code and said in answer.err and len(answer.err.strip().splitlines()) == 1


def test_somebody_new_is_given_a_team_and_an_address_and_the_team_a_manager(demo: Desk) -> None:
    assert demo("staff", "team", "East", "--add").code == 0
    new = ("staff", "add", "Wren Ashdown", "--role", "manager", "--team", "east", "--email", "wren@westmarsh.example")
    assert demo(*new, "--days", "Mon,Tue", "--fte", "0.4", "--started", "2026-11-02").code == 0
    assert demo("staff", "team", "East", "--manager", "Wren Ashdown", "--json").json["teams"] == [
        {"name": "East", "manager": "Wren Ashdown", "people": 0}  # her first day is on Monday
    ]
    assert demo("staff", "change", "Joy Addo", "--team", "East", "--rename", "Joy Adams", "--email", "").code == 0
    people = {p["name"]: p for p in demo("staff", "--json").json["staff"]}
    assert "Joy Addo" not in people and (people["Joy Adams"]["team"], people["Joy Adams"]["email"]) == ("East", "")
    wren = people["Wren Ashdown"]
    assert (wren["role"], wren["email"], wren["started_on"]) == ("manager", "wren@westmarsh.example", "2026-11-02")
    assert held(demo, "Joy Adams"), "cases stay with whoever is called otherwise now"
    assert demo("staff", "team", "East", "--manager", "").out.split()[-2:] == ["nobody", "1"]


def test_somebody_leaves_with_everything_shared_out_in_one_act(demo: Desk) -> None:
    count = len(held(demo, "Joy Addo"))
    done = demo("staff", "leave", "Joy Addo", "--on", "2026-11-06", "--to", "Ross Fairbairn", "Thandi Mbeki", "--reason",
                "Joy leaves", "--json").json  # fmt: skip
    assert len(done["cases"]) >= count and held(demo, "Joy Addo") == []
    joy = next(p for p in demo("staff", "--json").json["staff"] if p["name"] == "Joy Addo")
    assert (joy["left_on"], joy["cases"], joy["weight"]) == ("2026-11-06", 0, 0.0)


def test_days_away_are_recorded_put_right_and_taken_off(demo: Desk) -> None:
    def away(*more: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = demo("staff", "away", "Imogen Tranter", *more, "--json").json["away"]
        return found

    before = away()
    added = away("--from", "2026-12-01", "--to", "2062-12-05", "--cover", "Thandi Mbeki", "--reason", "Leave")
    (new,) = [one for one in added if one not in before]
    number = str(new["id"])
    assert demo("staff", "away", "Imogen Tranter", "--change", number, "--to", "2026-12-05").code == 2, (
        "a reason is needed"
    )
    (right,) = [
        one for one in away("--change", number, "--to", "2026-12-05", "--reason", "2062 typed") if one not in before
    ]
    assert (right["first_day"], right["last_day"], right["cover"]) == ("2026-12-01", "2026-12-05", "Thandi Mbeki")
    assert away("--remove", number, "--reason", "Not away after all") == before


def test_days_weights_and_queues(demo: Desk) -> None:
    demo("staff", "change", "Thandi Mbeki", "--days", "Mon,Tue,Thu", "--fte", "0.6")
    thandi = next(p for p in demo("staff", "--json").json["staff"] if p["name"] == "Thandi Mbeki")
    assert (thandi["days"], thandi["fte"]) == ("Mon, Tue, Thu", 0.6)
    assert thandi["weight_per_post"] == pytest.approx(thandi["weight"] / 0.6, abs=0.06)
    before = thandi["weight"]
    demo("weights", "--set", "plan=1")
    after = next(p for p in demo("staff", "--json").json["staff"] if p["name"] == "Thandi Mbeki")["weight"]
    assert after > before and demo("weights", "--json").json["usual"]["plan"] == 0.2
    queue = demo("queue", "psychology", "--json").json
    assert queue["total"] == sum(queue["ages"].values()) == len(queue["cases"]) > 0
    assert [c["weeks"] for c in queue["cases"]] == sorted((c["weeks"] for c in queue["cases"]), reverse=True)


def test_a_review_of_a_band_by_command_takes_the_case_off_the_list(demo: Desk) -> None:
    waiting = demo("cases", "--orphan", "band_review", "--json").json["cases"]
    ref = next(c["ref"] for c in waiting if not c["ref"].startswith("DEMO"))
    band = next(c["why"] for c in waiting if c["ref"] == ref).split()[1]
    said = ("--set", f"band={band}", "--set", f"by={MANAGER}", "--set", "next=Send the draft", "--set", "who=Joy Addo")
    assert demo("record", ref, "manager_review", "--on", "2026-10-30", *said).code == 2, "an outcome in words is needed"
    assert demo("record", ref, "manager_review", "--on", "2026-10-30", *said, "--note", "Looked at").code == 0
    left = demo("cases", "--orphan", "band_review", "--json").json["cases"]
    assert ref not in {c["ref"] for c in left} and len(left) == len(waiting) - 1


def test_the_papers_are_written_twice_the_same_and_the_monday_list_is_a_page_each(demo: Desk, tmp_path: Path) -> None:
    from pypdf import PdfReader

    for name in ("one", "two"):
        answer = demo(
            "pack", "clinic", "--out", str(tmp_path / f"{name}.pdf"), "--html", str(tmp_path / f"{name}.html"), "--json"
        )
        assert answer.code == 0 and answer.json["seal"]
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "one.pdf").pages)
    for words in ("Nobody holds them", "no cause recorded", "Psychology advice", "Caseload", "Seal"):
        assert words in text
    monday = demo("pack", "monday", "--out", str(tmp_path / "monday.pdf"), "--json").json
    assert len(PdfReader(tmp_path / "monday.pdf").pages) == len(monday["lists"])
