"""A tribunal officer's day in the real window: an appeal comes, a paper is filed, a bundle built, a copy made."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader

from ehcp_desk.domain.worklist import CaseQuery, Scope
from ehcp_desk.reports import render_pdf
from ehcp_desk.reports.model import Document, Heading, Paragraph, words
from ehcp_desk.services.records.case_view import CaseView, case_view
from tests.e2e.desk import DAY, Desk, Look, OpenWindow
from tests.e2e.kept import wait_for_picture
from tests.e2e.test_a_working_day import open_case

OFFICER = "Cal Merriweather"
FORM = "Appeal form"


def planned(look: Look, record: Path) -> CaseView:
    """A case with a final plan and nothing appealed, of somebody whose name no other case has."""
    with look(record) as kept:
        with kept.store.read() as work:
            rows = work.case_rows(work.case_ids(CaseQuery(DAY, Scope.ALL)))
        names = [row.name for row in rows]
        views = (case_view(kept, row.ref) for row in rows if names.count(row.name) == 1)
        return next(v for v in views if "final_plan_sent" in kinds(v) and "appeal_sent_to_la" not in kinds(v))


def kinds(view: CaseView) -> set[str]:
    return {fact.fact.kind for fact in view.facts if fact.stands}


def a_paper(folder: Path) -> Path:
    """A page, as it might come from the Tribunal."""
    path = folder / f"{FORM}.pdf"
    blocks = (Heading(1, FORM), Paragraph(words("The parents appeal against sections B, F and I.")))
    render_pdf(Document(FORM, FORM, "", "Fictional tribunal", "", "", "", "The parents", blocks), path)
    return path


def record_the_appeal(desk: Desk) -> None:
    """That it was sent to us, from which the time for the response runs."""
    desk.press("ctrl+shift+a")
    desk.wait_for_title("Add a fact")
    desk.wait_for_keys_in("What happened")
    desk.type("Appeal sent to the council")
    desk.press("Tab", "ctrl+Return")
    desk.wait_for("Recorded:", "label")


def file_the_form(desk: Desk, paper: Path) -> None:
    desk.press("ctrl+shift+d")
    desk.answer_file_dialog(paper, "File documents")
    desk.wait_for("File it", "push button")
    desk.picture("filing")
    desk.press("ctrl+Return")
    desk.wait_for_title(" - EHCP Desk")


def go_to_tab(desk: Desk, tab: str) -> None:
    """To a part of the case by its name, whether its tab has room or not."""
    desk.press("ctrl+k")
    desk.wait_for_keys_in("What do you want to do")
    desk.type(tab)
    desk.wait_for(f"{tab}, Part of this case", "list item")
    desk.press("Return")


def test_an_appeal_is_recorded_its_bundle_built_and_a_copy_made(
    record: Path, window: OpenWindow, look: Look, tmp_path: Path
) -> None:
    view = planned(look, record)
    desk = window(record, OFFICER)
    desk.wait_for_title("Today - EHCP Desk")
    open_case(desk, view)
    record_the_appeal(desk)
    file_the_form(desk, a_paper(tmp_path))
    go_to_tab(desk, "Appeal")
    desk.wait_for("Respond to the appeal")
    desk.picture("appeal")
    go_to_tab(desk, "Bundle")
    desk.wait_for(FORM, "table cell")
    desk.wait_for("Core documents: ")  # the papers have been looked at
    wait_for_picture(desk, "bundle")
    desk.click("Build the bundle", "push button")
    bundle, copy = desk.home / "bundle.pdf", desk.home / "copy.pdf"
    desk.answer_file_dialog(bundle, "Save the bundle")
    desk.wait_for("pages saved as bundle.pdf")
    desk.press("ctrl+shift+p")
    desk.wait_for_title("A copy for somebody")
    desk.wait_for_keys_in("Choose")
    desk.press("Down")
    desk.wait_for("This copy is for")
    desk.click("I have looked at every place", "check box")
    desk.press("ctrl+Return")
    desk.answer_file_dialog(copy, "Save the copy for")
    desk.wait_for("saved as copy.pdf")
    desk.picture("copy")
    assert desk.close() == 0
    bound = PdfReader(bundle)
    assert len(bound.pages) > 3
    assert any("The parents appeal against" in page.extract_text() for page in bound.pages)
    assert PdfReader(copy).pages[0].extract_text().strip()
    with look(record) as kept:
        after = case_view(kept, view.case.ref)
    assert "appeal_sent_to_la" in kinds(after)
    assert after.filed[0].row.filename == f"{FORM}.pdf"
    assert {d.rule for d in after.timeline.deadlines} & {"T_RESPONSE"}
