"""Issuing a notice on a real record: one act, one start of the family's time, proof of what went to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput, Conflict
from ehcp_desk.domain.letter_log import letter_log
from ehcp_desk.domain.letter_terms import NOTICES
from ehcp_desk.domain.letters import WITHHELD
from ehcp_desk.domain.orphans import SWEPT
from ehcp_desk.domain.record import NewFact
from ehcp_desk.exchange.document_text import document_text
from ehcp_desk.printing import Printer
from ehcp_desk.services.casework.details import change_child
from ehcp_desk.services.casework.planning import start_version
from ehcp_desk.services.casework.recording import find, record
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.letters.compiling import compile_notice
from ehcp_desk.services.letters.issuing import issue, refusal, write_letters
from ehcp_desk.services.oversight.orphans import forgotten
from ehcp_desk.services.records.case_view import CaseView, case_view
from ehcp_desk.services.upkeep.checking import verify_record
from tests.support.notices import DECIDED, HOME, TODAY, complete, fact, letterhead, parent

TOLD = {
    "refusal_to_assess": "assess_decision_notified", "agreement_to_assess": "assess_decision_notified",
    "refusal_to_issue": "no_plan_decision_notified", "draft_plan": "draft_plan_served", "final_plan": "final_plan_sent",
    "review_keep": "review_decision_notified", "review_amend": "review_decision_notified",
    "review_cease": "review_decision_notified", "amendment_notice": "amendment_notice_sent",
    "phase_transfer": "amended_plan_sent", "transfer_in": "transfer_notice_sent", "unopposed_appeal": "appeal_not_opposed",
    "order_compliance": "tribunal_order",
}  # fmt: skip


@pytest.fixture
def printing(desk: Desk) -> Desk:
    return replace(desk, papers=Printer(), documents=document_text)


def kinds(view: CaseView) -> list[str]:
    return [f.fact.kind for f in view.facts if f.stands]


@pytest.mark.parametrize("kind", tuple(NOTICES))
def test_issuing_files_the_letter_and_starts_the_familys_clock_once(printing: Desk, maisie: str, kind: str) -> None:
    ready = complete(printing, maisie, kind)
    there = kinds(case_view(printing, maisie)).count(TOLD[kind])
    issue(printing, maisie, kind, ready.on, "post", ready.written)
    view = case_view(printing, maisie)
    linked = kind in ("unopposed_appeal", "order_compliance")
    assert kinds(view).count(TOLD[kind]) == there + (0 if linked else 1)
    sent = letter_log(view.facts)[0]
    assert (sent.kind, sent.to, sent.on, sent.how) == (kind, "Jo Farrowdale", TODAY, "post")
    assert sorted(d.row.filename[-4:] for d in view.filed) == [".pdf", "docx"]
    assert sent.digest == next(d.row.sha256 for d in view.filed if d.row.filename.endswith(".pdf"))
    told = next(f for f in view.facts if f.fact.kind == TOLD[kind] and (linked or f.fact.on == TODAY))
    assert all({told.id, sent.entry} <= set(d.entries) for d in view.filed)
    notice = compile_notice(printing, maisie, kind, ready.on, "post", ready.written)
    runs = [in_words(d.due) for d in view.timeline.deadlines if d.rule == "T_APPEAL_2M" and d.trigger.on == TODAY]
    assert runs == ([notice.values["appeal_by"]] if notice.kind.appealable else [])
    assert all(ok for _, ok, _ in verify_record(printing))
    with pytest.raises(BadInput, match="was issued on 30 October 2026"):
        issue(printing, maisie, kind, ready.on, "post", ready.written)
    assert kinds(case_view(printing, maisie)) == kinds(view)


def test_a_fact_that_is_there_is_linked_and_another_day_is_refused(printing: Desk, maisie: str) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    number = record(printing, maisie, fact("assess_decision_notified", "2026-10-28", outcome="refuse")).facts[0]
    with pytest.raises(BadInput, match=f"on 28 October 2026 \\(entry {number}\\).*as of that day, or correct"):
        issue(printing, maisie, "refusal_to_assess", TODAY, "post", ready.written)
    issue(printing, maisie, "refusal_to_assess", date(2026, 10, 28), "email", ready.written)
    view = case_view(printing, maisie)
    assert kinds(view).count("assess_decision_notified") == 1
    assert letter_log(view.facts)[0].on == date(2026, 10, 28)


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("final_plan", (), "no draft plan is on the record as served"),
        ("refusal_to_issue", (), "no decision to assess is on the record"),
        ("review_keep", (), "no review meeting is on the record"),
        ("transfer_in", (), "no transfer of a plan"),
        ("order_compliance", (), "no order of the Tribunal"),
        ("phase_transfer", (fact("phase_transfer_planned", "2027-09-01", phase="infant_to_junior"),), "no amended version"),
        ("agreement_to_assess", (fact("assess_decision_notified", "2026-07-20", outcome="refuse"),),
         "Decision on assessing notified: refuse” on 20 July 2026"),
    ],
)  # fmt: skip
def test_the_wrong_letter_for_the_case_is_refused_in_a_sentence(
    printing: Desk, maisie: str, kind: str, facts: tuple[NewFact, ...], words: str
) -> None:
    letterhead(printing)
    parent(printing, maisie)
    if facts:
        record(printing, maisie, list(facts))
    notice = compile_notice(printing, maisie, kind, TODAY)
    assert not notice.ready
    assert words in refusal(notice)
    with pytest.raises(BadInput, match="cannot be issued"):
        issue(printing, maisie, kind, TODAY, "post")


def test_a_draft_plan_may_be_served_again_once_there_is_a_newer_version(printing: Desk, maisie: str) -> None:
    complete(printing, maisie, "draft_plan")
    issue(printing, maisie, "draft_plan", date(2026, 10, 20), "post")
    with pytest.raises(BadInput, match="cannot be that notice"):
        issue(printing, maisie, "draft_plan", TODAY, "post")
    start_version(printing, maisie, "draft")
    issue(printing, maisie, "draft_plan", TODAY, "post")
    assert kinds(case_view(printing, maisie)).count("draft_plan_served") == 2
    assert kinds(case_view(printing, maisie)).count("plan_issued") == 2


def test_parents_who_live_apart_get_a_letter_each_and_a_hidden_address_is_never_printed(
    printing: Desk, maisie: str, tmp_path: Path
) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    hidden = "17 Secret Court\nFarhaven\nFH9 8ZZ"
    parent(printing, maisie, "Sam Farrowdale", relation="father", address=hidden, hidden=True)
    parent(printing, maisie, "Lee Farrowdale", relation="stepfather", address=HOME.upper())
    notice = compile_notice(printing, maisie, "refusal_to_assess", TODAY, "post", ready.written)
    assert [(x.to.name, x.to.printed[0]) for x in notice.letters] == [
        ("Jo Farrowdale and Lee Farrowdale", "4 Mill Lane"), ("Sam Farrowdale", WITHHELD)]  # fmt: skip
    for path in write_letters(printing, notice, tmp_path / "letter.docx"):
        assert "Secret" not in "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
    told = {**ready.written, "reasons": "The family at FH9  8zz is helped by the school."}
    assert "must not be disclosed" in refusal(
        compile_notice(printing, maisie, "refusal_to_assess", TODAY, "post", told)
    )
    issue(printing, maisie, "refusal_to_assess", TODAY, "post", ready.written)
    view = case_view(printing, maisie)
    assert len(letter_log(view.facts)) == 2
    assert kinds(view).count("assess_decision_notified") == 1


def test_a_letter_by_post_to_somebody_without_a_postal_address_says_so(printing: Desk, maisie: str) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    parent(printing, maisie, "Ola Farrowdale", relation="mother", address="", email="ola@families.example")
    said = (
        "No postal address is on the record for Ola Farrowdale; write it under People, or send the letter another way."
    )
    for by, told in (("post", True), ("email", False), ("hand", False)):
        notice = compile_notice(printing, maisie, "refusal_to_assess", TODAY, by, ready.written)
        assert notice.ready and (said in notice.warnings) is told, by


def test_a_young_person_is_written_to_and_what_readers_need_is_said_and_kept(printing: Desk, maisie: str) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    parent(printing, maisie, "Ola Farrowdale", relation="mother", language="Polish", interpreter="Polish interpreter")
    notice = compile_notice(printing, maisie, "refusal_to_assess", TODAY, "post", ready.written)
    assert notice.warnings == ("Ola Farrowdale: Polish, Polish interpreter.",)
    with printing.store.read() as work:
        child = work.case(find(work, maisie)).child
    change_child(printing, maisie, child, replace(child, born=date(2009, 3, 14), communication="large print"))
    record(printing, maisie, fact("address", "2026-01-01", address="4 Mill Lane, Westmarsh"))
    notice = compile_notice(printing, maisie, "refusal_to_assess", TODAY, "post", ready.written)
    assert [x.to.name for x in notice.letters] == ["Maisie Farrowdale"]
    assert notice.values["child"] == "you"
    assert notice.needs == "Maisie Farrowdale: large print."
    issue(printing, maisie, "refusal_to_assess", TODAY, "post", ready.written)
    assert letter_log(case_view(printing, maisie).facts)[0].needs == notice.needs


def test_an_edited_letter_is_issued_only_while_the_words_of_the_law_are_in_it(
    printing: Desk, maisie: str, tmp_path: Path
) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    notice = compile_notice(printing, maisie, "refusal_to_assess", TODAY, "post", ready.written)
    path = write_letters(printing, notice, tmp_path / "letter.docx")[0]
    word = docx.Document(str(path))
    for paragraph in word.paragraphs:
        if paragraph.text.startswith("The school can give"):
            paragraph.text = "Larkspur can give the help from its own means."
    word.save(str(path))
    cut = docx.Document(str(path))
    for paragraph in cut.paragraphs:
        if paragraph.text.startswith("You have the right to mediation"):
            paragraph.text = "We offer mediation."
    cut.save(str(tmp_path / "cut.docx"))
    with pytest.raises(BadInput, match=r"Mediation, and the certificate \[reg 5\(3\), reg 32\]"):
        issue(printing, maisie, "refusal_to_assess", TODAY, "post", ready.written, tmp_path / "cut.docx")
    assert "notice_sent" not in kinds(case_view(printing, maisie))
    issue(printing, maisie, "refusal_to_assess", TODAY, "post", ready.written, path)
    view = case_view(printing, maisie)
    assert [d.row.filename for d in view.filed] == ["Refusal to assess to Jo Farrowdale.docx"]


def _by_hand(mark: str) -> Callable[[Paragraph], None]:
    """Each run of a paragraph marked in its own look: struck out, hidden."""

    def change(paragraph: Paragraph) -> None:
        for run in paragraph.runs:
            looks = run._r.get_or_add_rPr()
            looks.append(looks.makeelement(qn(f"w:{mark}"), {}))

    return change


def _by_style(paragraph: Paragraph) -> None:
    style = paragraph.part.document.styles.add_style("Left out", WD_STYLE_TYPE.PARAGRAPH)
    style.font.strike = True
    paragraph.style = style


def _moved_away(paragraph: Paragraph) -> None:
    for run in list(paragraph.runs):
        moved = run._r.makeelement(qn("w:moveFrom"), {qn("w:id"): "9", qn("w:author"): "x"})
        run._r.addprevious(moved)
        moved.append(run._r)


def _into_the_header(paragraph: Paragraph) -> None:
    paragraph.part.document.sections[0].header.paragraphs[0].text = paragraph.text
    paragraph.text = ""


@pytest.mark.parametrize(
    "change",
    [_by_hand("strike"), _by_hand("dstrike"), _by_hand("vanish"), _by_style, _moved_away, _into_the_header],
    ids=["struck", "struck twice", "hidden", "struck by a style", "moved away", "in the header"],
)
def test_words_of_the_law_a_reader_does_not_find_in_the_letter_are_lost(
    printing: Desk, maisie: str, tmp_path: Path, change: Callable[[Paragraph], None]
) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    notice = compile_notice(printing, maisie, "refusal_to_assess", TODAY, "post", ready.written)
    path = write_letters(printing, notice, tmp_path / "letter.docx")[0]
    word = docx.Document(str(path))
    (rights,) = [p for p in word.paragraphs if p.text.startswith("You have the right to mediation")]
    change(rights)
    word.save(str(path))
    with pytest.raises(BadInput, match=r"Mediation, and the certificate .*put back the words of the draft"):
        issue(printing, maisie, "refusal_to_assess", TODAY, "post", ready.written, path)
    assert "notice_sent" not in kinds(case_view(printing, maisie))


def test_nothing_is_half_issued(printing: Desk, maisie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    before = case_view(printing, maisie)
    with pytest.raises(Conflict):
        issue(printing, maisie, "refusal_to_assess", TODAY, "post", ready.written, seen_version=before.case.version - 1)
    with pytest.raises(BadInput, match="has not come yet"):
        issue(printing, maisie, "refusal_to_assess", date(2026, 11, 2), "post", ready.written)
    with pytest.raises(BadInput, match="A letter goes by"):
        issue(printing, maisie, "refusal_to_assess", TODAY, "pigeon", ready.written)
    with pytest.raises(BadInput, match="no field 'reason'; did you mean 'reasons'"):
        issue(printing, maisie, "refusal_to_assess", TODAY, "post", {"reason": "x"})
    with pytest.raises(BadInput, match="is worked out from the record"):
        issue(printing, maisie, "refusal_to_assess", TODAY, "post", {"appeal_by": "never"})
    assert case_view(printing, maisie).facts == before.facts
    assert not case_view(printing, maisie).documents


def test_receipt_and_sending_again_are_kept_with_the_letter(printing: Desk, maisie: str) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    issue(printing, maisie, "refusal_to_assess", date(2026, 10, 26), "post", ready.written)
    entry = letter_log(case_view(printing, maisie).facts)[0].entry
    record(
        printing, maisie, fact("notice_sent_again", "2026-10-29", letter=str(entry), to="Jo Farrowdale", how="email")
    )
    record(printing, maisie, fact("notice_received", "2026-10-30", letter=str(entry), proof="She rang to say so"))
    sent = letter_log(case_view(printing, maisie).facts)[0]
    assert sent.again == ((date(2026, 10, 29), "email"),)
    assert (sent.received, sent.proof) == (TODAY, "She rang to say so")


def test_the_reasons_are_taken_from_the_decision_on_the_record(printing: Desk, maisie: str) -> None:
    complete(printing, maisie, "refusal_to_assess")
    attrs = {"did": "not_to", "what": "Assess", "by": "Panel", "evidence": DECIDED["looked_at"], "about": "assessment"}
    record(printing, maisie, NewFact("decision", date(2026, 10, 29), attrs, DECIDED["reasons"]))
    notice = compile_notice(printing, maisie, "refusal_to_assess", TODAY)
    assert notice.ready, refusal(notice)
    assert notice.values["reasons"] == DECIDED["reasons"]


def test_the_sweep_leaves_what_was_told_before_letters_were_written_here(printing: Desk, maisie: str) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    record(printing, maisie, fact("amended_plan_sent", "2026-09-10"))
    assert forgotten(printing, SWEPT) == []
    issue(printing, maisie, "refusal_to_assess", date(2026, 9, 8), "post", ready.written)
    assert [one.why for one in forgotten(printing, SWEPT)] == ["amended plan sent on 10 September 2026"] * 2


def test_the_sweep_lists_what_no_letter_shows_and_rights_nobody_gave(printing: Desk, maisie: str) -> None:
    ready = complete(printing, maisie, "refusal_to_assess")
    swept = SWEPT
    assert forgotten(printing, swept) == []
    number = record(printing, maisie, fact("assess_decision_notified", "2026-10-28", outcome="refuse")).facts[0]
    assert [one.kind for one in forgotten(printing, swept)] == list(swept)
    issue(printing, maisie, "refusal_to_assess", date(2026, 10, 28), "post", ready.written)
    assert letter_log(case_view(printing, maisie).facts)[0].entry > number
    assert forgotten(printing, swept) == []
