"""The record the guide is drawn from: the fictional authority, the same at every run, and an appeal with its papers."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.document_details import Details
from ehcp_desk.reports import render_pdf
from ehcp_desk.reports.model import Document, Heading, Paragraph, words
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.desk import Desk
from ehcp_desk.services.upkeep.demo import build_demo
from tests.guide.hands import DAY

CASES, SEED = 600, 7
APPEALED = "SEN/22-34003"
PAPERS = (
    Details("Appeal form", "The parents", date(2026, 2, 20), date(2026, 2, 24)),
    Details("EHC plan", "Westmarsh Council", date(2023, 5, 5), date(2023, 5, 5), "final"),
    Details("Decision letter", "Westmarsh Council", date(2025, 12, 19), date(2025, 12, 19)),
    Details("Educational psychology report", "Ama Osei", date(2025, 9, 25), date(2025, 9, 29), "signed"),
    Details("School report", "Fenside High", date(2026, 1, 16), date(2026, 1, 19)),
)


def build(folder: Path) -> Path:
    """Build it in a folder; gives its file."""
    where = folder / "westmarsh.db"
    desk = open_desk(str(where), "Joy Addo", DAY, create=True)
    try:
        build_demo(desk, CASES, SEED)
        file_papers(desk)
    finally:
        desk.store.close()
    return where


def file_papers(desk: Desk) -> None:
    """The papers of the appeal, a page each."""
    for about in PAPERS:
        text = (Heading(1, about.what), Paragraph(words(f"A fictional paper of {about.author}.")))
        page = BytesIO()
        render_pdf(Document(about.what, about.what, "", "Westmarsh Council", "", "", "", about.author, text), page)
        file_document(desk, APPEALED, Attachment(f"{about.what}.pdf", page.getvalue()), about)
