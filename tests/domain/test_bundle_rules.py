"""What goes into a bundle by rule, how its pages are numbered, and what pre-flight says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ehcp_desk.clock.model import Fact
from ehcp_desk.clock.reading import RuleError
from ehcp_desk.domain.bundle_changes import what_changed
from ehcp_desk.domain.bundle_limits import bundle_rules, read_rules
from ehcp_desk.domain.bundle_numbers import fresh_numbers, kept_numbers, numbers_before, runs
from ehcp_desk.domain.bundle_sorting import first_choice, in_order, likely_type, moved
from ehcp_desk.domain.bundles import (
    COUNCIL,
    PARENT,
    AppealType,
    BundleList,
    Entry,
    Looked,
    Pick,
    Prepared,
    Span,
    page_ranges,
    pages_of,
)
from ehcp_desk.domain.document_details import Details, FiledDocument
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.preflight import Built, Fix, Preflight, explanatory_note, preflight
from ehcp_desk.domain.record import DocumentRow, RecordedFact

DAY = date(2026, 10, 30)
AT = datetime(2026, 10, 1, tzinfo=UTC)


def filed(number: int, what: str, author: str = "", dated: date | None = None, name: str = "", digest: str = "",
          entries: tuple[int, ...] = (), newer: int | None = None) -> FiledDocument:  # fmt: skip
    name = name or f"{what}.pdf"
    row = DocumentRow(number * 10, 1, name, "application/pdf", 100, digest or f"{number:064d}", AT, "Joy Addo")
    return FiledDocument(number, row, Details(what, author, dated), entries, None, newer)


def sorted_into(document: FiledDocument, *facts: RecordedFact) -> Pick:
    return first_choice([document], facts, {"Ines Thornbury"}, bundle_rules())[0]


# ---- sorting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "part", "kind"),
    [
        ("Appeal form", "core", "appeal_form"),
        ("Grounds of appeal", "core", "grounds"),
        ("Private psychology report", "parent", "report"),
        ("Response to the appeal", "core", "response"),
        ("Decision letter", "core", "decision"),
        ("Working document", "working", "working"),
        ("Final amended EHC plan", "plan", "plan"),
        ("Section K appendix: psychology", "plan", "plan"),
        ("Psychology report", "council", "report"),
        ("Independent psychology report", "parent", "report"),
        ("Witness statement of the mother", "parent", "statement"),
        ("Confidential note", "confidential", "confidential"),
        ("Letter", "council", ""),
    ],
)
def test_what_a_document_is_called_says_where_it_goes(what: str, part: str, kind: str) -> None:
    pick = sorted_into(filed(1, what))
    assert (pick.part, pick.kind, pick.left_out, pick.by) == (part, kind, "", "rule")


def test_what_the_family_wrote_or_sent_is_theirs() -> None:
    assert sorted_into(filed(1, "Letter", "Ines Thornbury")).part == PARENT
    came = RecordedFact(
        7, 1, Fact("contact", DAY, {"direction": "in", "with": "Ines Thornbury", "subject": "A visit"}), AT, ""
    )
    mine = sorted_into(filed(1, "Email", entries=(7,)), came)
    assert (mine.part, mine.title) == (PARENT, "Email: A visit")
    went = came._replace(fact=Fact("contact", DAY, {"direction": "out", "with": "Ines Thornbury", "subject": "Re"}))
    assert sorted_into(filed(1, "Email", "Joy Addo", entries=(7,)), went).part == COUNCIL


def test_what_stays_out_says_why() -> None:
    papers = [filed(1, "Letter"), filed(2, "The letter again", digest=f"{1:064d}"), filed(3, "Old plan", newer=4),
              filed(4, "Legal advice"), filed(5, "Tracker", name="tracker.xlsm")]  # fmt: skip
    out = [p.left_out for p in first_choice(papers, [], (), bundle_rules())]
    assert out == ["", "the same file as document 1", "replaced by document 4",
                   "may be privileged or without prejudice: a person decides whether it goes in",
                   "a kind of file that is never opened here"]  # fmt: skip


def test_a_letter_goes_in_as_it_was_sent_and_not_again_in_word() -> None:
    papers = [filed(1, "Decision", name="Refusal to Jo.pdf", entries=(4, 5)),
              filed(2, "Decision", name="Refusal to Jo.docx", entries=(4, 5)),
              filed(3, "Decision", name="Refusal to Al.docx", entries=(4, 6)), filed(4, "Report", name="Report.pdf"),
              filed(5, "Report", name="Report.docx")]  # fmt: skip
    out = [p.left_out for p in first_choice(papers, [], (), bundle_rules())]
    assert out == ["", "document 1 is the same letter as it was sent", "", "", ""], "only what is evidence of the same"


def test_a_paper_without_a_date_stands_by_the_day_it_came_or_of_its_entry() -> None:
    came = replace(filed(1, "Letter"), details=Details("Letter", received=date(2026, 5, 1)))
    told = replace(filed(2, "Letter"), happened=date(2026, 3, 1))
    papers = [filed(3, "Letter"), came, filed(4, "Letter", dated=date(2026, 4, 1)), told]
    made = BundleList(AppealType.CONTENTS, first_choice(papers, [], (), bundle_rules()))
    assert [p.document for p in in_order(made.picks, papers)] == [2, 4, 1, 3]


def test_papers_stand_by_part_then_as_ordered_then_by_date() -> None:
    papers = [filed(1, "Letter", dated=date(2026, 5, 1)), filed(2, "Letter", dated=date(2026, 3, 1)), filed(3, "Letter"),
              filed(4, "Appeal form", dated=date(2026, 6, 1))]  # fmt: skip
    made = BundleList(AppealType.CONTENTS, first_choice(papers, [], (), bundle_rules()))
    assert [p.document for p in in_order(made.picks, papers)] == [4, 2, 1, 3]
    later = moved(made, 2, 1, papers)
    assert [p.document for p in in_order(later.picks, papers)] == [4, 1, 2, 3]
    assert moved(made, 2, -1, papers) == made
    assert [p.by for p in later.picks] == ["rule"] * 4, "to order papers is not to say which go in"


def test_the_history_suggests_the_type() -> None:
    def said(*kinds: str) -> AppealType:
        return likely_type(RecordedFact(n, 1, Fact(k, DAY, {}), AT, "") for n, k in enumerate(kinds, 1))

    assert said("request_received") is AppealType.REFUSAL_TO_ASSESS
    assert said("no_plan_decision_notified") is AppealType.REFUSAL_TO_ISSUE
    assert said("final_plan_sent") is AppealType.CONTENTS_AND_PLACEMENT
    assert said("final_plan_sent", "cease_decision_notified") is AppealType.CEASE


# ---- pages and numbers ---------------------------------------------------------------------------------------------


def test_page_ranges() -> None:
    assert pages_of("1-3, 7", 8) == (0, 1, 2, 6)
    assert pages_of("", 2) == (0, 1)
    assert pages_of("2-9", 3) == (1, 2)
    for wrong in ("a", "3-1", "0", "1-", "-2"):
        with pytest.raises(BadInput, match="write them like 1-3, 7"):
            page_ranges(wrong)


def test_numbers_run_from_one_and_match_the_file() -> None:
    spans = fresh_numbers([("front", 2), ("document 1", 3)])
    labels = [label for span in spans for label in span.labels]
    assert labels == ["1", "2", "3", "4", "5"]
    assert runs(labels) == [(0, "", 1)]
    assert fresh_numbers([("a", 2)], "C")[0].labels == ("C1", "C2")


def test_pages_added_later_are_lettered_where_they_stand() -> None:
    before = fresh_numbers([("front", 2), ("document 1", 2), ("document 2", 1)])
    things = [("front", 3), ("document 1", 2), ("document 9", 2), ("document 2", 1)]
    spans = kept_numbers(things, before, lettered=True)
    assert [s.labels for s in spans] == [("1", "2", "2A"), ("3", "4"), ("4A", "4B"), ("5",)]
    assert runs([label for s in spans for label in s.labels]) == [
        (0, "", 1), (2, "2A", None), (3, "", 3), (5, "4A", None), (6, "4B", None), (7, "", 5),
    ]  # fmt: skip


def test_pages_added_at_the_end_go_on_from_the_last() -> None:
    before = fresh_numbers([("front", 1), ("document 1", 2)])
    spans = kept_numbers([("front", 1), ("document 1", 2), ("document 2", 2)], before, lettered=False)
    assert [s.labels for s in spans] == [("1",), ("2", "3"), ("4", "5")]


def test_a_label_is_the_page_s_that_had_it_last() -> None:
    """In versions numbered afresh in between, too: what a later version gave to another page is not given back."""

    def version(*picks: Pick, **labels: str) -> BundleList:
        spans = tuple(Span(key.replace("_", " "), tuple(said.split())) for key, said in labels.items())
        return BundleList(AppealType.CONTENTS, picks, spans=spans)

    one = version(Pick(1), Pick(2, pages="2-3"), front="1", document_1="2 3", document_2="4 5", papers="6")
    two = version(Pick(1), front="1", document_1="2 3", document_3="4", papers="5")
    before, used = numbers_before([one, two], [entry(1, pages=2), entry(2, pages=3)])
    assert before == (Span("front", ("1",)), Span("document 1", ("2", "3")), Span("document 2", ("", "", "5")))
    assert used == {"1", "2", "3", "4", "5"}
    things = [("front", 1), ("document 1", 2), ("document 2", 3), ("document 7", 1)]
    assert [s.labels for s in kept_numbers(things, before, lettered=False, used=used)] == [
        ("1",), ("2", "3"), ("3A", "3B", "5"), ("6",)]  # fmt: skip


def test_many_letters_never_meet() -> None:
    before = fresh_numbers([("document 1", 1)])
    labels = kept_numbers([("document 1", 1), ("document 2", 30)], before, lettered=True)[1].labels
    assert labels[0] == "1A" and labels[25] == "1Z" and labels[26] == "1AA" and len(set(labels)) == 30


# ---- pre-flight ----------------------------------------------------------------------------------------------------


def entry(number: int, part: str = COUNCIL, pages: int = 1, kind: str = "", dated: date | None = date(2026, 3, 1),
          received: date | None = None, late: str = "", looked: Looked | None = None) -> Entry:  # fmt: skip
    seen = looked or Looked(pages)
    return Entry(number, f"Paper {number}", part, dated, "", f"paper {number}.pdf", "", Prepared(Path("x"), seen),
                 tuple(range(seen.pages)), kind, received, late)  # fmt: skip


NEEDED = (entry(91, "core", 1, "appeal_form"), entry(92, "core", 1, "response"), entry(93, "core", 1, "decision"))


def found(*entries: Entry, kind: AppealType = AppealType.REFUSAL_TO_ASSESS, chronology: int = 0,
          listed: date | None = date(2026, 1, 5), evidence_by: date | None = None, pages: str = "") -> Preflight:  # fmt: skip
    every = (*NEEDED, *entries)
    picks = tuple(Pick(e.document, e.part, e.kind, pages=pages, name=e.filename) for e in every)
    made = BundleList(kind, picks, listed=listed, evidence_by=evidence_by)
    return preflight(Built(made, every, chronology, {}, DAY), bundle_rules())


def fixes(result: Preflight, check: str) -> list[Fix]:
    return [fix for fix in result.fixes if fix.check == check]


def test_a_bundle_within_everything_passes() -> None:
    result = found(entry(1, pages=75), chronology=97)
    assert result.ok and not [f for f in result.fixes if f.serious]
    assert {row.part: (row.pages, row.limit) for row in result.limits} == {
        "core": (100, 100), "council": (75, 75), "parent": (0, 75)}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        ("refusal_to_assess", 75), ("refusal_to_issue", 100), ("contents", 100), ("placement", 75),
        ("contents_and_placement", 100), ("cease", 75), ("extended", 75),
    ],
)  # fmt: skip
def test_evidence_has_the_limit_of_its_type_of_appeal(kind: str, limit: int) -> None:
    over = found(entry(1, pages=limit + 1), kind=AppealType(kind))
    row = next(r for r in over.limits if r.part == "council")
    assert (row.limit, row.ok) == (limit, False)
    assert "from summaries" in row.source
    assert next(r for r in found(entry(1, pages=limit), kind=AppealType(kind)).limits if r.part == "council").ok


def test_the_core_counts_the_chronology() -> None:
    assert not found(chronology=98).ok
    assert "1 over the limit of 100" in fixes(found(chronology=98), "limit")[0].words


@pytest.mark.parametrize(("listed", "applies", "ok"), [
    (date(2025, 7, 15), False, True), (date(2025, 7, 16), True, False), (None, None, False),
])  # fmt: skip
def test_the_limits_apply_to_hearings_listed_after_the_day(listed: date | None, applies: bool | None, ok: bool) -> None:
    result = found(entry(1, pages=76), listed=listed)
    assert (result.applies, all(row.ok for row in result.limits)) == (applies, ok)
    assert bool(fixes(result, "listing")) is (applies is not True)


def test_an_expert_report() -> None:
    fine = Looked(15, numbered=True, summary=True, summary_pages=2)
    assert found(entry(1, kind="report", looked=fine)).ok
    long = found(entry(1, kind="report", looked=replace(fine, pages=16)))
    assert fixes(long, "limit")[0].document == 1
    assert fixes(found(entry(1, kind="report", looked=fine, dated=date(2023, 10, 29))), "age")
    assert not fixes(found(entry(1, kind="report", looked=fine, dated=date(2023, 10, 30))), "age")
    assert fixes(found(entry(1, kind="report", looked=replace(fine, summary=False))), "summary")[0].serious is False
    assert fixes(found(entry(1, kind="report", looked=replace(fine, summary_pages=3))), "summary")[0].serious
    assert fixes(found(entry(1, kind="report", looked=replace(fine, numbered=False))), "paragraphs")


def test_a_witness_statement_has_ten_pages() -> None:
    assert found(entry(1, kind="statement", pages=10)).ok
    assert not found(entry(1, kind="statement", pages=11)).ok


def test_evidence_after_the_directed_day_needs_leave_that_somebody_logged() -> None:
    last = date(2026, 9, 1)
    on_the_day = found(entry(1, received=last), evidence_by=last)
    assert on_the_day.ok and not fixes(on_the_day, "late")
    late = found(entry(1, received=date(2026, 9, 2)), evidence_by=last)
    assert not late.ok and "needs leave" in fixes(late, "late")[0].words and "SEND7" in fixes(late, "late")[0].where
    logged = found(entry(1, received=date(2026, 9, 2), late="SEND7 sent on 3 September"), evidence_by=last)
    assert logged.ok and "SEND7 sent on 3 September" in fixes(logged, "late")[0].words


def test_what_is_missing_undated_wordless_broken_or_out_of_order_is_said() -> None:
    result = found(entry(1, dated=date(2026, 5, 1)), entry(2), entry(3, dated=None), kind=AppealType.CONTENTS)
    assert "document 2" in fixes(result, "order")[0].where.casefold()
    (undated,) = fixes(result, "undated")
    assert undated.document == 3 and undated.serious
    (stands,) = fixes(found(replace(entry(3, dated=None), day=date(2026, 5, 2))), "undated")
    assert not stands.serious and "2 May 2026" in stands.words
    assert {f.words for f in fixes(result, "missing")} == {
        "There is no document marked as the plan.", "There is no document marked as the working document."}  # fmt: skip
    assert "pages 2, 3 are only pictures" in fixes(found(entry(1, looked=Looked(3, wordless=(2, 3)))), "words")[0].words
    slip = found(entry(1, looked=Looked(1, trouble="It is protected by a password.")))
    assert not slip.ok and "slip page" in fixes(slip, "unreadable")[0].words
    assert "there is no page 9" in fixes(found(entry(1, pages=3), pages="2-9"), "pages")[0].words


def test_a_chosen_paper_is_never_silently_lost() -> None:
    picks = (*(Pick(e.document, e.part, e.kind) for e in NEEDED), Pick(5, COUNCIL, name="Gone.pdf"))
    made = BundleList(AppealType.REFUSAL_TO_ASSESS, picks, listed=DAY)
    lost = fixes(preflight(Built(made, NEEDED, 0, {}, DAY), bundle_rules()), "lost")
    assert [(f.document, f.serious) for f in lost] == [(5, True)]


def test_the_note_names_each_part_that_is_over() -> None:
    note = explanatory_note(found(entry(1, pages=80)), "Wilf Thornbury", "SEN/1")
    assert any("80 pages; the limit is 75" in words for words in note)
    assert "Wilf Thornbury" in note[1] and "SEND7" in note[-2]
    assert note[2].endswith("Practice Direction No. 1 of 2025 (SEND bundles).")
    assert not any("has not been read" in words for words in note), "how sure we are is for us, not for the tribunal"


# ---- versions and the data file ------------------------------------------------------------------------------------


def test_what_changed_between_versions() -> None:
    spans = fresh_numbers([("document 1", 2), ("document 2", 1)])
    one = BundleList(
        AppealType.CONTENTS, (Pick(1, "core", name="a"), Pick(2, COUNCIL, name="b")), 1, spans=spans, pages=3
    )
    now = replace(one, picks=(Pick(1, PARENT, name="a"), Pick(2, COUNCIL, left_out="not needed", name="b"),
                              Pick(3, "core", name="c")),
                  spans=fresh_numbers([("document 3", 1), ("document 1", 2)]))  # fmt: skip
    told = what_changed(one, now)
    assert "Document 1 (a) moved from Core documents to Parent’s or young person’s evidence." in told
    assert "Document 2 (b) is left out: not needed." in told
    assert "Document 3 (c) was added to Core documents, on page 1." in told
    assert "Document 1 (a) was on pages 1 to 2 and is on 2 to 3." in told
    assert what_changed(one, one) == ()


def test_a_switched_off_limit_is_shown_and_never_fails() -> None:
    rules = bundle_rules()
    off = replace(rules, parts={**rules.parts, "core": replace(rules.parts["core"], apply=False)})
    made = BundleList(AppealType.REFUSAL_TO_ASSESS, tuple(Pick(e.document, e.part, e.kind) for e in NEEDED), listed=DAY)
    row = preflight(Built(made, NEEDED, 200, {}, DAY), off).limits[0]
    assert (row.pages, row.limit, row.ok) == (203, 100, True) and "switched off" in row.source


@pytest.mark.parametrize("text", ["", "not toml [", '[direction]\nname = "x"'])
def test_a_rule_file_that_is_wrong_is_named(text: str) -> None:
    with pytest.raises(RuleError, match=r"bundle_limits\.toml"):
        read_rules(text)


def test_choices_are_checked() -> None:
    made = BundleList(AppealType.CONTENTS, (Pick(1, "core"),))
    with pytest.raises(BadInput, match="no document number 2"):
        made.with_pick(Pick(2, "core"))
    with pytest.raises(BadInput, match="no part called attic"):
        made.with_pick(Pick(1, "attic"))


def test_a_section_of_the_plan_keeps_its_capital_within_a_sentence() -> None:
    assert AppealType.CONTENTS.within == "contents of the plan (sections B and F)"
    assert AppealType.REFUSAL_TO_ASSESS.within == "refusal to assess"
