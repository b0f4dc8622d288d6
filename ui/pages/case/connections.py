"""What the parts of the case page ask for, and who does it: the acts, or the page itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.pages.case.page import CasePage


def connect_parts(page: CasePage) -> None:
    """Every part of the page to what it asks for."""
    _dates_and_entries(page)
    _work(page)
    _papers_and_people(page)


def _dates_and_entries(page: CasePage) -> None:
    acts, overview = page.acts, page.overview
    page.strip.why_asked.connect(lambda: page.why(None))
    overview.why_asked.connect(page.why)
    overview.tab_asked.connect(page.go_to_tab)
    overview.promise_asked.connect(lambda: acts.ask("promise"))
    overview.kept.connect(acts.settle)
    overview.chase_asked.connect(acts.chase)
    overview.entry_opened.connect(page.show_entry)
    overview.ring_asked.connect(lambda person: acts.ask("record_contact", who=person.name))
    page.clock.print_asked.connect(acts.proof)
    page.clock.document_asked.connect(acts.open_document)
    page.timeline.read_asked.connect(lambda entry: acts.ask("entry", entry=entry))
    page.timeline.correct_asked.connect(lambda fact: acts.ask("correct_fact", fact_id=fact))
    page.timeline.withdraw_asked.connect(lambda fact: acts.ask("withdraw_fact", fact_id=fact))
    page.timeline.document_asked.connect(acts.open_document)
    page.timeline.about_document_asked.connect(lambda number: acts.ask("document", document=number))
    page.timeline.print_with(acts.chronology, acts.inspection_pack)
    page.timeline.copy_asked.connect(lambda: acts.ask("last_look"))


def _work(page: CasePage) -> None:
    acts = page.acts
    page.advice.connect_acts(acts)
    page.contacts.asked.connect(lambda: acts.ask("record_contact"))
    page.contacts.table.opened.connect(lambda entry: acts.ask("entry", entry=entry, elsewhere=True))
    page.plan.record_asked.connect(lambda kind, attrs: acts.record_fact(kind, **attrs))
    page.plan.asked.connect(lambda dialog, about: acts.ask(dialog, **about))
    page.plan.print_asked.connect(acts.print_plan)
    page.school.connect_acts(acts)
    page.school.why_asked.connect(page.why)
    page.letters.connect_acts(acts)
    page.appeal.connect_acts(acts)
    for tab in (page.plan, page.school, page.appeal):
        tab.entry_opened.connect(page.show_entry)


def _papers_and_people(page: CasePage) -> None:
    acts = page.acts
    page.documents.attach_asked.connect(acts.attach)
    page.documents.table.opened.connect(acts.open_document)
    page.documents.about_asked.connect(lambda number: acts.ask("document", document=number))
    page.documents.copy_asked.connect(lambda number: acts.ask("last_look", document=number))
    page.people.add_asked.connect(lambda: acts.ask("person"))
    page.people.change_asked.connect(lambda person: acts.ask("person", person_id=person))
    page.child.add_asked.connect(acts.record_fact)
    page.child.end_asked.connect(acts.end)
    page.child.details_asked.connect(lambda: acts.ask("child_details"))
    page.child.duplicates_asked.connect(lambda: acts.ask("duplicates"))
