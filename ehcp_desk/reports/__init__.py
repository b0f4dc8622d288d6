"""Papers: values in, a document out, rendered to PDF and to its accessible web twin."""

from ehcp_desk.reports.chronology import chronology_document
from ehcp_desk.reports.forecast import forecast_document
from ehcp_desk.reports.handover import pick_up_document
from ehcp_desk.reports.html import render_html
from ehcp_desk.reports.letter import letter_document
from ehcp_desk.reports.monthly_return import monthly_return_document
from ehcp_desk.reports.pdf import render_pdf
from ehcp_desk.reports.plan import plan_document
from ehcp_desk.reports.small_papers import (
    introduction_document,
    list_document,
    lists_document,
    proof_document,
    words_document,
)

__all__ = [
    "chronology_document",
    "forecast_document",
    "introduction_document",
    "letter_document",
    "list_document",
    "lists_document",
    "monthly_return_document",
    "pick_up_document",
    "plan_document",
    "proof_document",
    "render_html",
    "render_pdf",
    "words_document",
]
