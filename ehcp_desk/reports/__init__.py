"""Papers: values in, a document out, rendered to PDF and to its accessible web twin."""

from ehcp_desk.reports.chronology import chronology_document
from ehcp_desk.reports.handover import pick_up_document
from ehcp_desk.reports.html import render_html
from ehcp_desk.reports.monthly_return import monthly_return_document
from ehcp_desk.reports.pdf import render_pdf
from ehcp_desk.reports.plan import plan_document
from ehcp_desk.reports.seals import read_seal
from ehcp_desk.reports.small_papers import list_document, proof_document, words_document

__all__ = [
    "chronology_document",
    "list_document",
    "monthly_return_document",
    "pick_up_document",
    "plan_document",
    "proof_document",
    "read_seal",
    "render_html",
    "render_pdf",
    "words_document",
]
