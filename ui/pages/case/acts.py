"""What can be done to a case from its page: each act reaches a service on a worker, or a dialog by its key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ehcp_desk.domain.advice import AdviceLine, chaser, escalation
from ehcp_desk.domain.advisers import advice_inside
from ehcp_desk.domain.appeals import appeal_of, email_subject
from ehcp_desk.domain.documents import IMAGE_SUFFIXES, suffix_of, why_not_opened
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.happenings import happened
from ehcp_desk.domain.matters import Matter, Owed
from ehcp_desk.domain.record import NewFact
from ehcp_desk.domain.working_document import WorkingDocument
from ehcp_desk.ports.work import Progress
from ehcp_desk.services.casework.contacts import keep_promise
from ehcp_desk.services.casework.recording import record
from ehcp_desk.services.desk import Changes
from ehcp_desk.services.letters.working import file_working_document, write_working_document
from ehcp_desk.services.oversight.sheets.escalation_pack import print_escalation_pack
from ehcp_desk.services.records.case_view import CaseView
from ehcp_desk.services.records.documents import read_only_copy
from ehcp_desk.services.records.inspection_pack import print_inspection_pack
from ehcp_desk.services.records.issuing import print_issued, print_pick_up
from ehcp_desk.services.records.plan_paper import plan_paper
from ehcp_desk.services.records.sheets import proof_paper
from ui.context import PageContext
from ui.dialogs.clipboard import dropped_in
from ui.dialogs.copies import Copies
from ui.dialogs.files import Files, file_name
from ui.dialogs.taking_back import take_back


class CaseActs:
    """Acts on one case.  ``page`` owns the work, so that a result for a page that has gone is dropped."""

    def __init__(self, context: PageContext, page: QWidget, files: Files | None = None) -> None:
        self._context, self._page = context, page
        self._files = files or Files()
        self._copies = Copies(page)
        self.view: CaseView | None = None

    @property
    def ready(self) -> CaseView:
        """The case on the page.  Raises BadInput before it has been read."""
        if self.view is None:
            raise BadInput("The case has not been read yet.")
        return self.view

    # -- dialogs ----------------------------------------------------------------------------------------------

    def ask(self, dialog: str, **kw: object) -> None:
        """Open a dialog about this case."""
        if self.view is not None:
            self._context.ask(dialog, case_id=self.view.case.id, **kw)

    def record_fact(self, kind: str = "", **attrs: str) -> None:
        """Add a fact, of a kind where one is given."""
        self.ask("record_fact", kind=kind, attrs=attrs)

    def end(self, entry: int) -> None:
        """Say that a statement about the child is no longer so."""
        if entry:
            self.ask("no_longer", entry=entry)
        else:
            self._context.messages.status("Choose an address, a care status, a banner or the like first.")

    def assign(self) -> None:
        """F8: who has the case."""
        if self.view is not None:
            self._context.ask("assign", case_ids=[self.view.case.id])

    # -- small acts that need no dialog -----------------------------------------------------------------------

    def chase(self, line: AdviceLine | None) -> None:
        """Record that an adviser was chased today; the first that is late or soonest where none is chosen."""
        view = self.ready
        waiting = [a for a in view.advice if a.received_on is None and a.asked_on is not None]
        chosen = line if line is not None and line.received_on is None else (waiting[0] if waiting else None)
        if chosen is None:
            self._context.messages.status("All the advice is in. There is nobody to chase.")
            return
        self._record(NewFact("advice_chased", view.as_at, {"body": chosen.body}))

    def chaser(self, line: AdviceLine | None) -> None:
        """Put the words of a chaser on the clipboard; that it was sent is recorded with Chased it."""
        view, say = self.ready, self._context.messages
        waiting = [a for a in view.advice if not a.in_hand]
        chosen = line if line is not None and not line.in_hand else next(iter(waiting), None)
        if chosen is None:
            say.status("All the advice is in. There is nobody to chase.")
            return
        QGuiApplication.clipboard().setText(chaser(chosen, view.case.ref, view.as_at, self._context.desk.user))
        say.status(f"A chaser for {advice_inside(chosen.body)} is on the clipboard. Once it is sent, choose Chased it.")

    def escalation(self, line: AdviceLine | None) -> None:
        """Put the words to the head of the service on the clipboard, where it was chased and is late."""
        view, say = self.view, self._context.messages
        words = (
            escalation(line, view.case.ref, view.as_at, self._context.desk.user) if view and line is not None else ""
        )
        if not words:
            say.status("Choose advice that is late and was chased; a service is asked before its head is.")
            return
        QGuiApplication.clipboard().setText(words)
        say.status("A letter to the head of the service is on the clipboard. Once it is sent, choose Chased it.")

    def received(self, line: AdviceLine | None) -> None:
        """Record advice that has arrived, in the dialog, so that the day and the document go with it."""
        waiting = [a for a in self.ready.advice if a.received_on is None]
        chosen = line or (waiting[0] if waiting else None)
        self.record_fact("advice_received", **({"body": chosen.body} if chosen is not None else {}))

    def settle(self, matter: Matter) -> None:
        """Record that a promise was kept, today; anything else that waits needs words, so it opens the form."""
        desk, view = self._context.desk, self.ready
        if matter.owed is not Owed.PROMISE:
            kind, attrs = matter.answered_by
            self.ask("record_fact", kind=kind, attrs=attrs)
            return

        def work(_progress: Progress) -> Changes:
            return keep_promise(desk, view.case.ref, matter.fact_id, view.as_at)

        self._write(work, f"Kept: {matter.what}", undo=True)

    def keep(self, promise: int) -> None:
        """Record that a promise, by its entry, was kept today."""
        matter = next((m for m in self.ready.matters if m.fact_id == promise), None)
        if matter is None:
            self._context.messages.status("Choose an obligation that is still owed first.")
            return
        self.settle(matter)

    def attach(self, paths: Sequence[str]) -> None:
        """File documents: what each is, is asked first."""
        chosen = [Path(p) for p in paths] or self._files.open_files(self._page, "File documents")
        if chosen:
            self.ask("file_documents", items=chosen)

    def attach_held(self, held: QMimeData) -> None:
        """The same for what was dropped or copied: files, a picture or words."""
        items, why_not = dropped_in(held, self._context.desk.today())
        if items:
            self.ask("file_documents", items=items)
        else:
            self._context.messages.status(why_not)

    def _record(self, fact: NewFact) -> None:
        desk, ref = self._context.desk, self.ready.case.ref
        self._write(lambda _progress: record(desk, ref, fact), happened(fact.as_fact()), undo=True)

    def _write(self, work: Callable[[Progress], Changes], words: str, undo: bool = False, title: str = "") -> None:
        context = self._context

        def done(changes: Changes) -> None:
            context.events.tell(changes.kinds, changes.cases, self._page)
            context.messages.done(words, (lambda: take_back(context, changes.facts)) if undo else None)

        context.dispatcher.write(self._page, work, done, context.messages.failed, title=title)

    # -- papers and documents ---------------------------------------------------------------------------------

    def pick_up(self) -> None:
        """F9: the pick-up sheet, saved where the person says and opened."""
        view, desk = self.ready, self._context.desk

        def work(path: Path) -> None:
            print_pick_up(desk, view.case.ref, [path])

        self._print("Pick-up sheet", work)

    def inspection_pack(self) -> None:
        """What an inspector who samples the case asks for, saved where the person says and opened."""
        view, desk = self.ready, self._context.desk
        self._print("Inspection pack", lambda path: print_inspection_pack(desk, view.case.ref, [path]))

    def escalation_pack(self) -> None:
        """The course of the complaints and challenges of the case, saved where the person says and opened."""
        view, desk = self.ready, self._context.desk
        self._print("Escalation pack", lambda path: print_escalation_pack(desk, [path], view.case.ref))

    def chronology(self) -> None:
        """Ctrl+P: the chronology, looked at, chosen from, marked and printed."""
        self.ask("chronology")

    def print_plan(self, version: int) -> None:
        """The working copy of a version of the plan, saved where the person says and opened."""
        view, desk = self.ready, self._context.desk

        def work(path: Path) -> None:
            papers = desk.papers
            if papers is None:
                raise BadInput("Printing is not set up on this computer; ask whoever installed the desk.")
            paper = plan_paper(desk, view.case.ref, version)
            print_issued(desk, "plan", [path], paper.head, lambda file: papers.plan(paper, file), view.case.ref)

        self._print("Plan", work)

    def proof(self, title: str, lines: tuple[tuple[str, str], ...], about: str) -> None:
        """Print the proof of one date."""
        ref, desk = self.ready.case.ref, self._context.desk

        def work(path: Path) -> None:
            papers = desk.papers
            if papers is None:
                raise BadInput("Printing is not set up on this computer; ask whoever installed the desk.")
            paper = proof_paper(desk, ref, title, lines, about)
            print_issued(desk, "proof of a date", [path], paper.head, lambda file: papers.proof(paper, file), ref)

        self._print("Proof of a date", work)

    def working_document(self, file: bool) -> None:
        """Write the next working document as a Word file, or file it on the case with its number."""
        view, desk, ref = self.ready, self._context.desk, self.ready.case.ref
        if file:
            self._write(
                lambda _p: file_working_document(desk, ref, desk.user), "A working document was filed", undo=True
            )
            return
        path = self._files.save_any(
            self._page, "Save the working document", f"Working document {ref.replace('/', '-')}.docx"
        )
        if path is None:
            return

        def done(made: WorkingDocument) -> None:
            self._context.messages.done(f"{made.title} saved as {path.name}")
            self._files.show(path)

        self._context.dispatcher.read(
            self._page, lambda _p: write_working_document(desk, view.case.ref, path), done, self._context.messages.failed,
            title="Writing the working document",
        )  # fmt: skip

    def email_subject(self) -> None:
        """Put the subject line the Tribunal asks for on the clipboard."""
        view = self.ready
        line = email_subject(appeal_of(view.facts, view.timeline), view.case.child.name, "…")
        QGuiApplication.clipboard().setText(line)
        self._context.messages.status(f"On the clipboard: {line}. Write what the email is about in place of the dots.")

    def _print(self, what: str, work: Callable[[Path], object]) -> None:
        view = self.ready
        path = self._files.save_as(self._page, f"Save the {what.lower()}", file_name(what, view.case.ref))
        if path is None:
            return

        def done(_nothing: object) -> None:
            self._context.messages.done(f"{what} for {view.case.child.name} saved as {path.name}")
            self._files.show(path)

        self._context.dispatcher.read(
            self._page, lambda _progress: work(path), done, self._context.messages.failed, title=f"Printing: {what}"
        )

    def open_document(self, document_id: int) -> None:
        """Open a copy that can only be read; a picture, or what is never opened, is looked at in the desk."""
        document = next((d for d in self.ready.documents if d.id == document_id), None)
        if document is None:
            return
        if suffix_of(document.filename) in IMAGE_SUFFIXES or why_not_opened(document.filename):
            self.ask("document", document=document_id)
            return
        folder, desk = self._copies.folder(), self._context.desk
        self._context.dispatcher.read(
            self._page, lambda progress: read_only_copy(desk, document, folder, progress), self._files.show,
            self._context.messages.failed, title=f"Opening {document.filename}",
        )  # fmt: skip
