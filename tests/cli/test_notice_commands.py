"""``notice``, ``notices``, ``letterhead`` and ``response`` as a script would run them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ehcp_desk.services.upkeep.authority.letterhead import LETTERHEAD
from tests.cli.conftest import Desk

REF = "SEN/26118"


@pytest.fixture
def asked(desk: Desk, tmp_path: Path) -> Desk:
    """A case with a mother to write to, and half a letterhead."""
    tracker = tmp_path / "one.csv"
    tracker.write_text("Reference,Surname,First name,Date of birth,Request received,School\n"
                       f"{REF},Farrowdale,Maisie,14/03/2020,24/06/2026,Larkspur Primary\n", "utf-8")  # fmt: skip
    assert desk("import", str(tracker)).code == 0
    assert desk("person", REF, "--set", "name=Jo Farrowdale", "--set", "relation=mother", "--set",
                "parental_responsibility=yes", "--set", "address=4 Mill Lane, Westmarsh").code == 0  # fmt: skip
    return desk


def whole(desk: Desk) -> None:
    values = [f"{name}={getattr(LETTERHEAD, name)}".replace("\n", "\\n") for name in LETTERHEAD.__slots__]
    assert (
        desk(
            "letterhead", "--council", "Westmarsh Council", *(word for value in values for word in ("--set", value))
        ).code
        == 0
    )


def test_a_refused_letter_names_what_is_missing_with_its_law_and_place_and_writes_nothing(
    asked: Desk, tmp_path: Path
) -> None:
    out = tmp_path / "letter.pdf"
    said = asked("notice", REF, "refusal_to_assess", "--out", str(out))
    assert said.code == 1
    assert not out.exists()
    assert "Mediation, and the certificate [reg 5(3), reg 32]: missing" in said.err
    assert "Settings, Letters" in said.err
    assert "Traceback" not in said.err
    document = asked("notice", REF, "refusal_to_assess", "--dry-run", "--json")
    assert document.code == 1
    assert document.json["ready"] is False
    assert {e["element"] for e in document.json["elements"] if not e["ok"]} >= {"reasons", "mediation", "advice"}
    assert asked("notice", REF, "refusal_to_assess", "--out", str(out), "--draft").code == 1
    assert out.exists()


def test_a_letter_is_written_issued_listed_and_its_receipt_kept(asked: Desk, tmp_path: Path) -> None:
    whole(asked)
    words = ("--set", "reasons=The school can help.", "--set", "looked_at=the school’s report")
    assert asked("record", REF, "request_received", "--on", "2026-06-25", "--set", "source=parent").code == 0
    for ending in ("docx", "pdf", "html"):
        out = tmp_path / f"letter.{ending}"
        said = asked("notice", REF, "refusal_to_assess", *words, "--out", str(out), "--json")
        assert said.json["ready"] is True, said.err
        assert out.stat().st_size > 1000
    issued = asked(
        "notice", REF, "refusal_to_assess", *words, "--issue", "--on", "2026-10-29", "--by", "hand", "--json"
    )
    assert issued.code == 0, issued.err
    assert issued.json["starts"] == [{"fact": "assess_decision_notified", "outcome": "refuse", "entry": None}]
    letters = asked("notices", REF, "--json").json["letters"]
    assert [(x["kind"], x["to"], x["on"], x["how"]) for x in letters] == [
        ("refusal_to_assess", "Jo Farrowdale", "2026-10-29", "hand")]  # fmt: skip
    entry = str(letters[0]["entry"])
    assert asked("record", REF, "notice_received", "--on", "2026-10-30", "--set", f"letter={entry}", "--set",
                 "proof=Signed for").code == 0  # fmt: skip
    assert asked("notices", REF, "--json").json["letters"][0]["proof"] == "Signed for"
    again = asked("notice", REF, "refusal_to_assess", *words, "--issue", "--on", "2026-10-29")
    assert again.code == 2
    assert "was issued on 29 October 2026" in again.err
    assert asked("verify", "--json").json["ok"] is True


def test_the_sweep_finds_a_decision_without_a_letter(asked: Desk) -> None:
    assert asked("notices", "--sweep").code == 0
    assert asked("record", REF, "assess_decision_notified", "--on", "2026-10-20", "--set", "outcome=refuse").code == 0
    swept = asked("notices", "--sweep", "--json")
    assert swept.code == 1
    assert [case["orphan"] for case in swept.json["cases"]] == ["not_notified", "no_appeal_right"]
    assert asked("cases", "--orphan", "no_appeal_right", "--json").json["total"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("notice", REF, "refusal_to_asses", "--dry-run"), "did you mean 'refusal_to_assess'"),
        (("notice", REF), "Name the case and the kind"),
        (("notice", REF, "final_plan"), "Say where the letter is to be written"),
        (("notice", REF, "final_plan", "--set", "reasons", "--dry-run"), "should be FIELD=VALUE"),
        (("notice", REF, "refusal_to_assess", "--issue", "--draft"), "not both"),
        (("notice", "SEN/1", "refusal_to_assess", "--dry-run"), "No case has the reference SEN/1"),
        (("letterhead", "--set", "phone=1"), "A letter has no setting 'phone'"),
        (("notices",), "Name a case"),
        (("response", REF, "--email-subject", "Response"), "has no appeal on the record"),
        (("response", REF, "--working-document", "w.docx"), "has no plan"),
    ],
)
def test_bad_input_is_one_sentence_and_code_2(asked: Desk, words: tuple[str, ...], said: str) -> None:
    answer = asked(*words)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err


def test_the_kinds_are_listed_with_what_each_must_say(desk: Desk) -> None:
    kinds = desk("notice", "--kinds", "--json").json["kinds"]
    assert len(kinds) == 13
    refusal = next(kind for kind in kinds if kind["kind"] == "refusal_to_assess")
    assert {e["element"]: e["law"] for e in refusal["elements"]}["disagreement"] == "reg 5(3)"
    assert refusal["fields"][:2] == ["reasons", "looked_at"]


def test_a_response_says_what_is_missing_and_when_it_is_due(asked: Desk, tmp_path: Path) -> None:
    assert (
        asked(
            "record", REF, "appeal_registered", "--on", "2026-10-12", "--set", "number=EH1", "--set", "type=contents"
        ).code
        == 0
    )
    out = tmp_path / "response.docx"
    found = asked("response", REF, "--out", str(out), "--json")
    assert found.code == 1
    assert not out.exists()
    assert "Travel [guidance]: missing travel (write that part of the response, on the Appeal tab" in found.err
    assert asked("response", REF, "--sent", "Evidence", "--by", "post").code == 0
    assert asked("response", REF, "--json").json["sent"][0]["what"] == "Evidence"
