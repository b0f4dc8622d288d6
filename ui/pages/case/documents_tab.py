"""The documents of a case: what each is, who wrote it and when, and what it is evidence of."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.document_details import FiledDocument
from ehcp_desk.domain.happenings import happened
from ehcp_desk.services.records.case_view import CaseView
from ehcp_desk.services.records.heads import local
from ui.models.cells import TwoLine
from ui.models.columns import Column, Kind, words_of
from ui.pages.case.tables import TableTab
from ui.widgets.buttons import ActionButton
from ui.widgets.notices import EmptyState
from ui.widgets.sizes import size_words

Document = tuple[FiledDocument, CaseView]


class DocumentsTab(TableTab[Document]):
    """Enter opens a copy that can only be read, or shows the picture; Space says what the document is."""

    attach_asked = Signal(list)
    about_asked = Signal(int)
    copy_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        columns: list[Column[Document]] = [
            Column("n", "No.", lambda r: str(r[0].number), 50, Kind.SECOND, right=True),
            Column(
                "name",
                "Document",
                _name,
                stretch=True,
                kind=Kind.TWO_LINE,
                narrow=True,
                text=_whole_name,
                spoken=_whole_name,
            ),
            Column("author", "Written by", lambda r: r[0].details.author or "–", 150),
            Column("dated", "Dated", lambda r: _days(r[0]), 170, Kind.TWO_LINE, narrow=True),
            Column("about", "Evidence of", lambda r: TwoLine(_evidence(r), wrap=True), 270, Kind.TWO_LINE),
            Column("filed", "Filed", _filed, 160, Kind.TWO_LINE, narrow=True),
            Column("size", "Size", lambda r: size_words(r[0].row.size), 80, Kind.SECOND, right=True),
        ]
        acts = [
            ActionButton("File documents", lambda: self.attach_asked.emit([]), "paperclip", dense=True),
            ActionButton("Details", self._about_now, "pencil-simple-line", dense=True),
            ActionButton("Make a copy for somebody", self._copy_now, "printer", dense=True),
        ]
        words = "Drop files or emails anywhere on this page, paste them with Ctrl+V, or choose them here."
        empty = EmptyState("file-text", "No documents yet", words)
        self.build("Documents", columns, 42, empty, acts, row_id=lambda r: r[0].row.id)
        self.table.lasting = True
        self.table.keyed[Qt.Key.Key_Space] = self.about_asked.emit

    def show_case(self, view: CaseView) -> None:
        """Fill it, the newest first."""
        self.show_rows([(d, view) for d in reversed(view.filed)], f"kept whole, each with its digest{_copies(view)}")

    def _copy_now(self) -> None:
        row = self.table.row_now() or self.table.model_of_rows.row_at(0)
        self.copy_asked.emit(row[0].number if row is not None else 0)

    def _about_now(self) -> None:
        row = self.table.row_now() or self.table.model_of_rows.row_at(0)
        if row is not None:
            self.about_asked.emit(row[0].row.id)


def _copies(view: CaseView) -> str:
    """How many copies were made for somebody, and the last of them; each stands in the History."""
    made = [f for f in view.facts if f.fact.kind == "disclosure" and f.stands]
    if not made:
        return ""
    last = made[-1]
    many = "1 copy" if len(made) == 1 else f"{len(made)} copies"
    return f" · {many} made for others, the last for {last.fact.attrs.get('to', '')}, {in_words(last.fact.on)}"


def _name(row: Document) -> TwoLine:
    document = row[0]
    newer = f"replaced by document {document.newer}" if document.newer else ""
    parts = (document.details.what, document.details.version, newer, _searchable(document.row.unread))
    return TwoLine(document.row.filename, " · ".join(p for p in parts if p), bold=True)


def _searchable(unread: str) -> str:
    """``not searchable``, ``partly searchable`` where only the first of its pages are; empty where all of it is."""
    return "" if not unread else "partly searchable" if unread.startswith("Only ") else "not searchable"


def _whole_name(row: Document) -> str:
    """The name and what stands under it, with the reason where its words cannot be searched: spoken, and the tool tip."""
    return ". ".join(filter(None, (words_of(_name(row)), row[0].row.unread)))


def _days(document: FiledDocument) -> TwoLine:
    dated, received = document.details.dated, document.details.received
    return TwoLine(in_words(dated) if dated else "–", f"received {in_words(received)}" if received else "")


def _evidence(row: Document) -> str:
    document, view = row
    found = [happened(f.fact) for f in view.facts if f.id in document.entries]
    said = [" ".join(words.split())[:80] for words in found]
    return "; ".join(said) or "–"


def _filed(row: Document) -> TwoLine:
    return TwoLine(in_words(local(row[0].row.filed_at).date()), row[0].row.filed_by)
