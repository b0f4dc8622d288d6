"""Every kind of notice on a complete record, and with any one thing taken away."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.letter_terms import NOTICES
from ehcp_desk.domain.letters import DRAFT, Notice
from ehcp_desk.domain.notice_rules import FRAME, Source, load_notice_rules
from ehcp_desk.domain.plan_content import PlanLine
from ehcp_desk.printing import Printer
from ehcp_desk.services.casework.planning import save_section, start_version
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.compiling import compile_notice, notice_kinds, parts_of
from ehcp_desk.services.letters.issuing import issue, refusal, write_letters
from ehcp_desk.services.letters.letterhead import Letterhead, letterhead, set_letterhead
from tests.support.notices import COMPLETE, complete

KINDS = tuple(NOTICES)
RULES = load_notice_rules()


@pytest.fixture
def printing(desk: Desk) -> Desk:
    return replace(desk, papers=Printer())


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def word_text(content: bytes) -> str:
    return "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def made(desk: Desk, ref: str, kind: str) -> Notice:
    ready = complete(desk, ref, kind)
    return compile_notice(desk, ref, kind, ready.on, "post", ready.written)


def test_the_kinds_are_the_ones_promised_and_each_has_an_example() -> None:
    assert {kind.id for kind in notice_kinds()} == set(KINDS) == set(COMPLETE)
    assert len(KINDS) == 13


@pytest.mark.parametrize("kind", KINDS)
def test_a_complete_record_makes_a_letter_with_every_required_element_the_same_in_word_pdf_and_html(
    printing: Desk, maisie: str, kind: str, tmp_path: Path
) -> None:
    notice = made(printing, maisie, kind)
    assert notice.ready, refusal(notice)
    files = [write_letters(printing, notice, tmp_path / f"letter.{ending}")[0] for ending in ("docx", "pdf", "html")]
    word, pdf = word_text(files[0].read_bytes()), pdf_text(files[1].read_bytes())
    html = re.sub(r"<[^>]+>", " ", files[2].read_text("utf-8").split("<body>")[1])
    for text in (bare(word), bare(pdf), bare(html)):
        for part in parts_of(notice.kind, notice.values):
            assert bare(part.heading) in text
            for words in part.words:
                # A page's foot may stand between two lines of a paragraph, so half of it is looked for at a time.
                halves = [words.text] if text != bare(pdf) else re.split(r"(?<=[.:]) ", words.text)
                assert all(bare(half) in text for half in halves), words.text
        for told in (*notice.letters[0].signed, *notice.letters[0].sender, "Jo Farrowdale", "4 Mill Lane", maisie):
            assert bare(told) in text
        assert bare(DRAFT) not in text
        assert "[" not in notice.letters[0].text
    assert notice.reading.age <= 14, notice.reading


@pytest.mark.parametrize("kind", KINDS)
def test_with_any_one_field_taken_away_it_is_blocked_and_the_element_its_law_and_the_place_are_named(
    desk: Desk, maisie: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = complete(desk, maisie, kind)
    from ehcp_desk.services.letters import compiling

    real_values, real_dates = compiling.record_values, compiling._dates
    for name in load_notice_rules().kinds[kind].fields:
        if name == "child":
            continue
        monkeypatch.setattr(compiling, "record_values", lambda *a, n=name: {**real_values(*a), n: ""})
        monkeypatch.setattr(compiling, "_dates", lambda *a, n=name: {k: v for k, v in real_dates(*a).items() if k != n})
        written = {key: text for key, text in ready.written.items() if key != name}
        notice = compile_notice(desk, maisie, kind, ready.on, "post", written)
        assert not notice.ready, name
        lost = [state for state in notice.missing if name in {field.id for field in state.missing}]
        assert lost, name
        said = refusal(notice)
        assert all(state.element.title in said and state.element.law in said for state in lost)
        assert RULES.fields[name].fix in said
        with pytest.raises(BadInput, match="cannot be issued"):
            issue(desk, maisie, kind, ready.on, "post", written)


@pytest.mark.parametrize("kind", KINDS)
def test_with_any_one_setting_empty_the_letter_that_needs_it_is_blocked(desk: Desk, maisie: str, kind: str) -> None:
    ready = complete(desk, maisie, kind)
    whole = letterhead(desk)
    needed = [n for n in RULES.kinds[kind].fields if RULES.fields[n].source is Source.SETTINGS and n != "council"]
    assert {"letter_address", "signatory", "signatory_role", "contact"} <= set(needed)
    for name in needed:
        set_letterhead(desk, {name: ""})
        notice = compile_notice(desk, maisie, kind, ready.on, "post", ready.written)
        assert name in {field.id for state in notice.missing for field in state.missing}
        set_letterhead(desk, {name: getattr(whole, name)})
    assert compile_notice(desk, maisie, kind, ready.on, "post", ready.written).ready


def test_appealable_notices_say_everything_regulation_32_and_the_right_of_appeal_ask_for() -> None:
    wanted = {"appeal", "time_limits", "mediation", "placement_only", "disagreement", "advice"}
    for kind in notice_kinds():
        have = {element.id for element in kind.elements}
        assert set(FRAME) <= have
        if kind.appealable:
            assert wanted <= have, kind.id
    assert {k.id for k in notice_kinds() if k.appealable} == {
        "refusal_to_assess", "refusal_to_issue", "final_plan", "review_keep", "review_cease", "phase_transfer",
    }  # fmt: skip


def test_dates_are_the_clocks_own(desk: Desk, maisie: str) -> None:
    refused = made(desk, maisie, "refusal_to_assess")
    # Two months end on 30 December, when the tribunal does not count; the next day it does is Monday 4 January.
    assert (refused.values["appeal_by"], refused.values["mediation_by"]) == ("4 January 2027", "30 December 2026")
    assert [(limit.rule, limit.late) for limit in refused.limits] == [("A_DECIDE_ASSESS", 86)]


def test_days_to_comment_are_counted_from_when_the_letter_arrives(desk: Desk, maisie: str) -> None:
    by_post = made(desk, maisie, "draft_plan")
    by_email = compile_notice(desk, maisie, "draft_plan", by_post.on, "email")
    assert by_email.values["draft_comments_by"] == "13 November 2026"  # Friday 30 October is day 1
    assert by_post.values["draft_comments_by"] == "17 November 2026"  # arrives on Tuesday 3 November


def test_settings_are_refused_by_a_name_there_is_none_of(desk: Desk) -> None:
    with pytest.raises(BadInput, match="did you mean 'signatory'"):
        set_letterhead(desk, {"signatry": "x"})
    with pytest.raises(BadInput, match="400 characters"):
        set_letterhead(desk, {"leaflet": "x" * 401})
    assert letterhead(desk) == Letterhead()


def test_a_setting_is_named_once_where_section_i_says_nothing_but_its_name(desk: Desk, maisie: str) -> None:
    ready = complete(desk, maisie, "final_plan")
    start_version(desk, maisie, "final")
    save_section(
        desk, maisie, "I", [PlanLine("", "I", "Oxbow Primary", {"setting": "Oxbow Primary", "type": "Mainstream"})]
    )
    notice = compile_notice(desk, maisie, "final_plan", ready.on, "post", ready.written)
    assert "Section I of the plan says: Oxbow Primary, Mainstream." in str(notice.letters[0])
