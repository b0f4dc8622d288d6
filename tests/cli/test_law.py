"""``law`` on the command line: the shape of a preview, and the acts that change a record's law."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.clock.loading import packaged_texts
from ehcp_desk.services.upkeep.council import Council, change_council
from tests.cli.conftest import Desk
from tests.clock.test_clock_closures import SUMMER

ROYAL = '[[once]]\non = 2026-11-06\nname = "Royal day"\nlaw = "Royal proclamation"\n'


@pytest.fixture
def shorter(tmp_path: Path) -> str:
    """A file in which the final plan has eighteen weeks."""
    text = packaged_texts()["assessment.toml"]
    start = text.index('[[rule]]\nid = "A_FINAL_PLAN"')
    end = text.find("[[rule]]", start + 5)
    file = tmp_path / "eighteen.toml"
    file.write_text(text[start : end if end > 0 else None].replace("weeks = 20", "weeks = 18"), encoding="utf-8")
    return str(file)


def test_a_preview_has_the_shape_scripts_rely_on_and_changes_nothing(westmarsh: Desk, shorter: str) -> None:
    before = westmarsh("cases", "--json").json
    found = westmarsh("law", "preview", shorter, "--json").json
    live = westmarsh("cases", "--scope", "live", "--json").json["total"]
    assert (found["cases"], found["ruleset_now"][:18]) == (live, "england@2026-09-01")
    assert found["ruleset_then"].startswith("england@2026-09-01+eighteen#")
    assert found["moved"]
    for line in found["moved"]:
        assert {"ref", "rule", "subject", "due_now", "due_then", "days", "state_now", "state_then", "responsible"} <= (
            line.keys()
        )
        assert (line["rule"], line["days"]) == ("A_FINAL_PLAN", -14)
        assert line["responsible"]
    words = westmarsh("law", "preview", shorter)
    assert f"{len(found['moved'])} live dates of {live} live cases would move" in words.out
    assert westmarsh("cases", "--json").json == before


def test_a_change_is_applied_listed_used_and_withdrawn(westmarsh: Desk, shorter: str) -> None:
    moved = {m["ref"]: m for m in westmarsh("law", "preview", shorter, "--json").json["moved"]}
    ref = next(r for r, m in moved.items() if m["state_now"] == "running")

    def due() -> str:
        deadlines = westmarsh("case", ref, "--json").json["deadlines"]
        return str(next(d["due"] for d in deadlines if d["rule"] == "A_FINAL_PLAN"))

    done = westmarsh("law", "apply", shorter, "--reason", "The Regulations changed", "--json").json
    assert set(moved) <= set(done["changed"])
    assert due() == moved[ref]["due_then"]
    listed = westmarsh("law", "list", "--json").json
    assert [(c["name"], c["by"], c["reason"]) for c in listed["changes"]] == [
        ("eighteen.toml", "Bea Tindall", "The Regulations changed")
    ]
    assert "Applied to this record on 30 October 2026 by Bea Tindall: eighteen.toml." in westmarsh("law", "list").out
    assert westmarsh("law", "show", "A_FINAL_PLAN", "--json").json["versions"][0]["amount"] == 18
    assert westmarsh("verify").code == 0
    assert westmarsh("law", "withdraw", "eighteen.toml", "--reason", "Not in force yet").code == 0
    assert due() == moved[ref]["due_now"]
    assert westmarsh("law", "list", "--json").json["changes"] == []
    assert westmarsh("verify").code == 0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("preview", "{folder}/gone.toml"), 2, "gone.toml cannot be read"),
        (("preview", "{folder}/typo.toml"), 2, "typo.toml: unknown key 'onse'; did you mean 'once'"),
        (("apply", "{folder}/royal.toml"), 2, "--reason"),
        (("apply", "{folder}/royal.toml", "--reason", " "), 2, "Say why"),
        (("withdraw", "royal", "--reason", "Gone"), 2, "No change called royal is applied to this record"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    westmarsh: Desk, tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    (tmp_path / "typo.toml").write_text(ROYAL.replace("once", "onse"), encoding="utf-8")
    (tmp_path / "royal.toml").write_text(ROYAL, encoding="utf-8")
    answer = westmarsh("law", *(word.format(folder=tmp_path) for word in words))
    assert (answer.code, says in answer.err) == (code, True), answer.err
    assert answer.err.count("\n") == 1


def test_a_preview_needs_a_record(desk: Desk, shorter: str) -> None:
    assert desk("law", "preview", shorter).code == 3
    assert desk("law", "list").code == 0, "the shipped rules need none"
    assert "For example: Request received on Friday 30 October 2026" in desk("law", "show", "A_FINAL_PLAN").out


def test_the_cautious_date_is_given_only_where_the_council_shows_it(westmarsh: Desk, tmp_path: Path) -> None:
    ref = westmarsh("cases", "--limit", "1", "--json").json["cases"][0]["ref"]
    assert all(d["cautious"] is None for d in westmarsh("case", ref, "--json").json["deadlines"])
    desk = open_desk(str(tmp_path / "desk.db"), "Bea Tindall")
    change_council(desk, Council("Westmarsh Council", cautious=True))
    desk.store.close()
    shown = [d for d in westmarsh("case", ref, "--json").json["deadlines"] if d["cautious"]]
    assert shown
    for d in shown:
        assert d["cautious"] < d["due"] and d["state"] in ("running", "overdue")


@pytest.fixture
def summer(westmarsh: Desk, tmp_path: Path) -> Callable[..., str]:
    """Makes a change file that closes the setting of one live case, or another by name."""
    ref = westmarsh("cases", "--limit", "1", "--json").json["cases"][0]["ref"]
    there = westmarsh("case", ref, "--json").json["child"]["setting"]
    assert there

    def make(setting: str = there) -> str:
        file = tmp_path / "summer.toml"
        file.write_text(SUMMER.replace("Larkspur Primary", setting), encoding="utf-8")
        return str(file)

    return make


def test_a_closure_is_previewed_applied_listed_and_withdrawn(westmarsh: Desk, summer: Callable[..., str]) -> None:
    file = summer()
    found = westmarsh("law", "preview", file, "--json").json
    (one,) = found["closures"]
    assert (one["from"], one["to"], one["days"], one["already"]) == ("2026-07-23", "2026-09-02", 42, 0)
    assert one["cases"] > 0 and one["evidence"] == "Term dates, page 4"
    assert found["ruleset_now"] == found["ruleset_then"]
    for line in (*found["moved"], *found["claimable"]):
        assert line["due_now"] == line["due_then"] and line["days"] == 0, "a closure moves no limit's date"
    assert all(
        line["ref"] and line["responsible"] and line["why"] == "no setting recorded" for line in found["not_touched"]
    )
    words = westmarsh("law", "preview", file).out
    assert f"{one['setting']}, closed 23 July 2026 to 2 September 2026 (42 days): " in words
    assert "A closure moves no date of a limit" in words and "Nothing was changed." in words
    assert ("Not touched, because the child’s setting is not recorded: " in words) == bool(found["not_touched"])
    done = westmarsh("law", "apply", file, "--reason", "Term dates published", "--json").json
    assert len(done["closed"]) == one["cases"]
    facts = westmarsh("case", done["closed"][0], "--json").json["facts"]
    assert [(f["from"], f["to"], f["setting"], f["rests_on"]) for f in facts if f["fact"] == "setting_closed"] == [
        ("2026-07-23", "2026-09-02", one["setting"], "Term dates, page 4")
    ]
    (change,) = westmarsh("law", "list", "--json").json["changes"]
    assert (change["name"], change["lacking"]) == ("summer.toml", 0)
    again = westmarsh("law", "apply", file, "--reason", "Once more")
    assert again.code == 0 and "has its closures already; nothing was changed" in again.out
    assert westmarsh("verify").code == 0
    back = westmarsh("law", "withdraw", "summer", "--reason", "The wrong year")
    assert f"The closures of summer.toml were taken back from {one['cases']} case" in back.out
    assert westmarsh("verify").code == 0


def test_a_setting_nobody_is_at_and_a_closure_that_cannot_be_are_bad_input(
    westmarsh: Desk, summer: Callable[..., str], tmp_path: Path
) -> None:
    known = westmarsh("law", "preview", summer(), "--json").json["closures"][0]["setting"]
    answer = westmarsh("law", "preview", summer(f"{known}x"))
    assert (answer.code, answer.err) == (
        2, f"ehcp-desk: summer.toml: no child on this record is at '{known}x'; did you mean '{known}'.\n")  # fmt: skip
    backwards = tmp_path / "back.toml"
    backwards.write_text(SUMMER.replace("2026-09-02", "2026-07-01"), encoding="utf-8")
    answer = westmarsh("law", "apply", str(backwards), "--reason", "x")
    assert (
        answer.code == 2 and "back.toml: the closure of Larkspur Primary ends on 1 July 2026, before it" in answer.err
    )


def test_who_came_to_a_closed_setting_later_is_counted(westmarsh: Desk, summer: Callable[..., str]) -> None:
    file = summer()
    setting = westmarsh("law", "preview", file, "--json").json["closures"][0]["setting"]
    assert westmarsh("law", "apply", file, "--reason", "Term dates published").code == 0
    heads, row = "Ref,Surname,First name,DOB,Date request received", "LATE-1,Okafor,Ife,02/01/2019,24/06/2026"
    late = Path(file).with_name("late.csv")
    late.write_text(f"{heads},Current school\n{row},{setting}\n", encoding="utf-8")
    assert westmarsh("import", str(late)).code == 0
    assert westmarsh("law", "list", "--json").json["changes"][0]["lacking"] == 1
    assert "1 live case came to its settings since and has not got its closures; apply the file again" in (
        westmarsh("law", "list").out
    )


def test_an_order_is_listed_until_it_is_carried_out(westmarsh: Desk) -> None:
    def waiting() -> list[str]:
        return [case["ref"] for case in westmarsh("cases", "--orders-not-started", "--json").json["cases"]]

    ref = westmarsh("cases", "--scope", "plans", "--limit", "1", "--json").json["cases"][0]["ref"]
    assert ref not in waiting()
    ordered = ("record", ref, "tribunal_order", "--on", "2026-10-20", "--set", "order=amend_contents")
    assert westmarsh(*ordered).code == 0
    assert waiting() == [ref]
    assert westmarsh("record", ref, "amended_plan_sent", "--on", "2026-10-29").code == 0
    assert waiting() == []
