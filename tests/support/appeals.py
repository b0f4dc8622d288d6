# ruff: noqa: E501 - one paper a line
"""Two complete appeals with forty documents each, from refusal to order (needs.md T1 and T3): everybody is invented.

``python -m tests.support.appeals FILE.db`` makes a record with both.  The days keep the distances of the timelines they
come from and stand in 2025 and 2026, when the Practice Direction of 2025 applies.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from ehcp_desk.bootstrap import open_desk
from ehcp_desk.domain.case import Child, Contactable, YearGroup
from ehcp_desk.domain.document_details import Details
from ehcp_desk.domain.record import NewFact
from ehcp_desk.ports.today import Calendar
from ehcp_desk.services.casework.attaching import Attachment
from ehcp_desk.services.casework.details import add_person
from ehcp_desk.services.casework.emails import file_email
from ehcp_desk.services.casework.filing import file_document
from ehcp_desk.services.casework.recording import NewRequest, open_request, record
from ehcp_desk.services.desk import Desk

DAY = date(2026, 12, 18)
T1, T3 = "SEN/T1-2025", "SEN/T3-2026"
WORDS = (
    "The child finds changes to the day hard and needs warning of them. Work in a group of more than four is left after a "
    "few minutes. With an adult beside them the same work is finished. Words said twice, with a picture, are understood. "
)


@dataclass(frozen=True, slots=True)
class Made:
    """A document to file: its name, its bytes, and what is known of it."""

    name: str
    content: bytes
    details: Details


# ---- making papers -------------------------------------------------------------------------------------------------


def pdf_pages(title: str, pages: int, numbered: bool = True, landscape: bool = False, summary: bool = False,
              size: tuple[float, float] = (595.276, 841.89)) -> bytes:  # fmt: skip
    """A report or a letter of so many pages, its paragraphs numbered or not."""
    from reportlab.lib.utils import simpleSplit
    from reportlab.pdfgen.canvas import Canvas

    held = BytesIO()
    wide, tall = (size[1], size[0]) if landscape else size
    canvas = Canvas(held, pagesize=(wide, tall), invariant=1)
    paragraph = 0
    for page in range(1, pages + 1):
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(60, tall - 70, title if page == 1 else f"{title}, continued")
        canvas.setFont("Helvetica", 12)
        y = tall - 110
        if summary and page == 1:
            canvas.drawString(60, y, "Summary")
            y -= 20
        if summary and page == 2:
            canvas.drawString(60, y, "Background")
            y -= 20
        while y > 120:
            paragraph += 1
            words = f"{paragraph}. {WORDS}" if numbered else WORDS
            for line in simpleSplit(words, "Helvetica", 12, wide - 120):
                canvas.drawString(60, y, line)
                y -= 16
            y -= 10
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def scan(title: str, turn: int = 0, skew: float = 0.0, pale: bool = False, dpi: int = 200, stored: int = 0) -> bytes:
    """A page as a scanner leaves it: askew, pale, on its side.  ``stored`` turns the points themselves."""
    from PIL import Image, ImageDraw, ImageFont

    wide, tall = round(8.27 * dpi), round(11.69 * dpi)
    ink, paper = (150, 205) if pale else (20, 250)
    picture = Image.new("L", (wide, tall), paper)
    draw = ImageDraw.Draw(picture)
    font, head = ImageFont.load_default(dpi // 6), ImageFont.load_default(dpi // 4)
    draw.text((dpi, dpi), title, ink, head)
    words, line, y = (WORDS * 6).split(), "", dpi * 1.8
    for word in words:
        if draw.textlength(f"{line} {word}", font) > wide - 2 * dpi:
            draw.text((dpi, y), line, ink, font)
            line, y = "", y + dpi / 4
        line = f"{line} {word}".strip()
    draw.text((dpi, y), line, ink, font)
    picture = picture.rotate(skew, fillcolor=paper, expand=False, resample=Image.Resampling.BICUBIC)
    picture = picture.rotate(turn or stored, expand=True, fillcolor=paper)
    held = BytesIO()
    picture.save(held, "JPEG", quality=70, dpi=(dpi, dpi))
    return held.getvalue()


def scanned_pdf(pages: Sequence[bytes], rotate: int = 0) -> bytes:
    """Scans as a PDF of pictures, the pages marked as turned."""
    import pikepdf
    from PIL import Image

    frames = [Image.open(BytesIO(page)) for page in pages]
    held = BytesIO()
    frames[0].save(held, "PDF", save_all=True, append_images=frames[1:], resolution=200)
    if not rotate:
        return held.getvalue()
    out = BytesIO()
    with pikepdf.Pdf.open(held) as pdf:
        for page in pdf.pages:
            page.rotate(rotate, relative=True)
        pdf.save(out)
    return out.getvalue()


def word_letter(title: str, paragraphs: int) -> bytes:
    """A Word letter with a table in it."""
    import docx

    made = docx.Document()
    made.add_heading(title, 1)
    for number in range(1, paragraphs + 1):
        made.add_paragraph(f"{number}. {WORDS}")
    table = made.add_table(rows=2, cols=3)
    for place, text in enumerate(("Need", "Provision", "Who")):
        table.cell(0, place).text = text
        table.cell(1, place).text = f"{text} as written"
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def email(subject: str, sender: str, to: str, on: date, attached: tuple[str, bytes] | None = None) -> bytes:
    """A message saved from a mail program."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = datetime(on.year, on.month, on.day, 9, 30).astimezone()
    made["Message-ID"] = f"<{abs(hash((subject, on))):x}@example.org>"
    made.set_content(
        f"Dear colleague,\n\n{WORDS}\n\nPlease tell me what happens next about {subject.lower()}.\n\nWith thanks"
    )
    if attached is not None:
        made.add_attachment(attached[1], maintype="application", subtype="pdf", filename=attached[0])
    return made.as_bytes()


def locked(content: bytes) -> bytes:
    """The same PDF under a password nobody was told."""
    import pikepdf

    held = BytesIO()
    with pikepdf.Pdf.open(BytesIO(content)) as pdf:
        pdf.save(held, encryption=pikepdf.Encryption(user="a word", owner="another", R=6))
    return held.getvalue()


def cropped(content: bytes) -> bytes:
    """Pages larger than A4 with the visible part cut out of them."""
    import pikepdf

    held = BytesIO()
    with pikepdf.Pdf.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            page.cropbox = pikepdf.Array([40, 60, 540, 780])
        pdf.save(held)
    return held.getvalue()


# ---- the two appeals -----------------------------------------------------------------------------------------------


def _d(what: str, author: str, dated: date | None, received: date | None = None) -> Details:
    return Details(what, author, dated, received)


def _t1_papers() -> list[Made]:
    """T1: refused assessment, mediation, tribunal order, no start: forty documents, eight of them emails filed apart."""
    mum, sen, ep = "Ines Thornbury", "Joy Addo", "Dr Mira Castellane"
    day = date(2025, 10, 14)
    on: Callable[[int], date] = lambda days: day + timedelta(days)  # noqa: E731
    made = [
        Made("Appeal form SEND35A.pdf", pdf_pages("Appeal form SEND35A", 8), _d("Appeal form", mum, on(118), on(121))),
        Made("Response to the appeal.docx", word_letter("Response to the appeal", 9), _d("Response to the appeal", sen, on(150))),
        Made("Decision letter.pdf", pdf_pages("Decision letter: refusal to assess", 2), _d("Decision letter", sen, on(38))),
        Made("Registration letter.pdf", pdf_pages("Registration letter", 3), _d("Registration letter", "Tribunal", on(125), on(127))),
        Made("Mediation certificate.jpg", scan("Mediation certificate", skew=1.5), _d("Mediation certificate", "Mediation service", on(108), on(109))),
        Made("Case management directions.pdf", pdf_pages("Directions", 2), _d("Directions", "Tribunal", on(160), on(161))),
        Made("Tribunal order.pdf", pdf_pages("Order of the tribunal", 3), _d("Tribunal order", "Tribunal", on(219), on(221))),
        Made("Request for assessment.pdf", scanned_pdf([scan("Request for an assessment", skew=-2), scan("Page two", skew=1)]), _d("Parent's request for an assessment", mum, on(0), on(0))),
        Made("Private EP report.pdf", pdf_pages("Report of an educational psychologist", 14, summary=True), _d("Independent educational psychology report", ep, on(171), on(174))),
        Made("Private therapy report.pdf", pdf_pages("Speech and language therapy report", 17), _d("Independent speech and language therapy report", "Anwen Pryce", on(180), on(182))),
        Made("Old psychology report.pdf", pdf_pages("Psychology report", 6, summary=True), _d("Psychology report", "Dr Olu Banji", date(2021, 3, 2), on(3))),
        Made("Witness statement of Ines Thornbury.pdf", pdf_pages("Witness statement", 4, numbered=False), _d("Witness statement of the mother", mum, on(190), on(191))),
        Made("School progress.pdf", pdf_pages("Progress over three years", 5, landscape=True), _d("School progress", "Larkspur Primary", on(20), on(21))),
        Made("Attendance plan A3.pdf", pdf_pages("Attendance plan", 1, size=(841.89, 1190.55)), _d("Attendance plan", "Larkspur Primary", on(25), on(27))),
        Made("Panel minutes.docx", word_letter("Panel minutes", 4), _d("Panel minutes", sen, on(35))),
        Made("School letter on its side.pdf", scanned_pdf([scan("Letter of the school", turn=90)], rotate=90), _d("School letter", "Larkspur Primary", on(28), on(29))),
        Made("Drawing by the child.png", _png(scan("What I like at school", dpi=100)), _d("Child's views, a drawing", "", on(160), on(161))),
        Made("Pale scan.jpg", scan("Copy of a copy", pale=True, skew=0.8), _d("Old school letter", "Larkspur Primary", on(5), on(6))),
        Made("Locked record.pdf", locked(pdf_pages("Health record", 3)), _d("Health record", "Community paediatrics", on(44), on(45))),
        Made("Broken.pdf", b"%PDF-1.7 and nothing of use", _d("Nursery record", "Larkspur Nursery", on(2), on(3))),
        Made("Mediation agreement.docx", word_letter("Mediation agreement", 3), _d("Mediation agreement", "Mediation service", on(107), on(109))),
        Made("Costed provision map.pdf", cropped(pdf_pages("Costed provision map", 2)), _d("Costed provision map", "Larkspur Primary", on(33), on(34))),
        Made("Family letter to the council.txt", (WORDS * 20).encode(), _d("Parent's letter", mum, on(240), on(241))),
        Made("Confidential address note.pdf", pdf_pages("Confidential note", 1), _d("Confidential note about an address", sen, on(60))),
        Made("Legal advice.pdf", pdf_pages("Legal advice", 2), _d("Legal advice to the council", "Legal services", on(130))),
        Made("Recording of the meeting.mp3", b"ID3 fictional", _d("Recording of the meeting", mum, on(108), on(110))),
        Made("Request for change SEND7.pdf", pdf_pages("SEND7", 3), _d("SEND7 request for change", mum, on(185), on(186))),
        Made("Undated note.txt", WORDS.encode(), _d("Note of the teaching assistant", "Larkspur Primary", None)),
    ]  # fmt: skip
    while len(made) < 32:
        n = len(made)
        made.append(Made(f"Letter {n}.pdf", pdf_pages(f"Letter {n} about support at school", 1 + n % 3),
                         _d(f"Letter about support, number {n}", sen if n % 2 else "Larkspur Primary", on(40 + 3 * n), on(41 + 3 * n))))  # fmt: skip
    return made


def _t3_papers() -> list[Made]:
    """T3: a post-16 transfer, the final plan fifteen weeks late, then an appeal about contents and placement."""
    mum, sen = "Rhoda Ellingsen", "Thandi Mbeki"
    final = date(2026, 7, 15)
    made = [
        Made("SEND35 appeal form.pdf", pdf_pages("Appeal form SEND35", 10), _d("Appeal form", mum, date(2026, 7, 20), date(2026, 7, 24))),
        Made("Council response.docx", word_letter("The council's response to the appeal", 14), _d("Council's response to the appeal", sen, date(2026, 9, 4))),
        Made("Decision letter with final plan.pdf", pdf_pages("Decision letter", 2), _d("Decision letter", sen, final)),
        Made("Final amended plan.pdf", pdf_pages("Education, health and care plan", 34), _d("Final amended EHC plan", sen, final)),
        Made("Section K appendix 1 EP.pdf", pdf_pages("Appendix K1: psychology", 12, summary=True), _d("Section K appendix: psychology", "Dr Mira Castellane", date(2025, 11, 3))),
        Made("Section K appendix 2 SaLT.pdf", pdf_pages("Appendix K2: therapy", 9), _d("Section K appendix: therapy", "Anwen Pryce", date(2025, 11, 20))),
        Made("Working document v3.docx", word_letter("Working document, version 3", 30), _d("Working document", sen, date(2026, 10, 2))),
        Made("Working document v4.docx", word_letter("Working document, version 4", 31), _d("Working document", sen, date(2026, 10, 16))),
        Made("Annual review report.pdf", pdf_pages("Annual review report", 7), _d("Annual review report", "Larch Hollow College", date(2026, 1, 29), date(2026, 2, 2))),
        Made("Pre-action letter.pdf", scanned_pdf([scan(f"Pre-action letter, page {n}", skew=n - 1.5) for n in range(1, 5)]), _d("Pre-action letter for the family", "Hollis and Wray", date(2026, 5, 9), date(2026, 5, 9))),
        Made("Offer of a place.pdf", pdf_pages("Offer of a place", 2), _d("Offer of a place", "Windle Hill Specialist College", date(2026, 5, 24), date(2026, 5, 24))),
        Made("Letter with 33 amendments.docx", word_letter("Amendments asked for", 33), _d("Parent's letter with amendments", mum, date(2026, 6, 14), date(2026, 6, 14))),
        Made("Independent OT report.pdf", pdf_pages("Occupational therapy report", 15, summary=True), _d("Independent occupational therapy report", "Sefton Akande", date(2026, 6, 2), date(2026, 6, 14))),
        Made("Late psychology report.pdf", pdf_pages("Psychology report", 12, summary=True), _d("Independent psychology report", "Dr Mira Castellane", date(2026, 10, 12), date(2026, 10, 20))),
        Made("Statement of the young person.jpg", scan("What I want", stored=90), _d("Young person's statement", "Kit Ellingsen", date(2026, 8, 30), date(2026, 9, 1))),
        Made("FE college statement.pdf", pdf_pages("Witness statement of the college", 12), _d("Witness statement of the college", "Marsh Gate College", date(2026, 9, 22), date(2026, 9, 23))),
        Made("Timetable.pdf", pdf_pages("Timetable", 2, landscape=True), _d("Timetable of the course", "Marsh Gate College", date(2026, 9, 10), date(2026, 9, 11))),
        Made("Order of the tribunal.pdf", pdf_pages("Order", 6), _d("Tribunal order", "Tribunal", date(2026, 11, 20), date(2026, 11, 23))),
        Made("Directions.pdf", pdf_pages("Directions", 3), _d("Directions", "Tribunal", date(2026, 8, 6), date(2026, 8, 7))),
        Made("Scan upside down.pdf", scanned_pdf([scan("Letter of the college", turn=180)], rotate=180), _d("College letter", "Larch Hollow College", date(2026, 4, 1), date(2026, 4, 3))),
    ]  # fmt: skip
    while len(made) < 32:
        n = len(made)
        made.append(Made(f"Correspondence {n}.pdf", pdf_pages(f"Correspondence {n}", 1 + n % 4),
                         _d(f"Correspondence, number {n}", sen if n % 2 else "Larch Hollow College", date(2026, 2, 1) + timedelta(9 * n), date(2026, 2, 3) + timedelta(9 * n))))  # fmt: skip
    return made


def _png(jpeg: bytes) -> bytes:
    from PIL import Image

    held = BytesIO()
    Image.open(BytesIO(jpeg)).save(held, "PNG")
    return held.getvalue()


def _facts(desk: Desk, ref: str, told: Sequence[tuple[str, date, dict[str, str], str]]) -> None:
    for kind, on, attrs, note in told:
        record(desk, ref, NewFact(kind, on, attrs, note))


def t1(desk: Desk) -> str:
    """The first appeal on a record; its reference."""
    child = Child(0, "Thornbury", "Wilf", date(2017, 4, 2), "M", "", YearGroup(3, 2026), "Larkspur Primary", "autism")
    open_request(desk, NewRequest(T1, child, date(2025, 10, 14), "parent"))
    add_person(desk, T1, Contactable(0, 0, "Ines Thornbury", "Mother", email="ines@example.org"))
    _facts(desk, T1, [
        ("assess_decision_notified", date(2025, 11, 21), {"outcome": "refuse"}, ""),
        ("mediation_requested", date(2025, 12, 15), {}, ""),
        ("mediation_held", date(2026, 1, 29), {}, ""),
        ("mediation_certificate_issued", date(2026, 1, 30), {}, ""),
        ("appeal_received", date(2026, 2, 9), {}, ""),
        ("tribunal_order", date(2026, 5, 21), {"order": "assess"}, ""),
    ])  # fmt: skip
    return _file(desk, T1, _t1_papers(), "Ines Thornbury <ines@example.org>", date(2025, 10, 20))


def t3(desk: Desk) -> str:
    """The second appeal on a record; its reference."""
    child = Child(
        0, "Ellingsen", "Kit", date(2008, 2, 11), "M", "", YearGroup(13, 2026), "Larch Hollow College", "autism"
    )
    open_request(desk, NewRequest(T3, child, date(2024, 3, 4), "parent"))
    add_person(desk, T3, Contactable(0, 0, "Rhoda Ellingsen", "Mother", email="rhoda@example.org"))
    _facts(desk, T3, [
        ("assess_decision_notified", date(2024, 4, 12), {"outcome": "assess"}, ""),
        ("final_plan_sent", date(2024, 7, 20), {}, ""),
        ("review_meeting_held", date(2026, 1, 29), {}, ""),
        ("pre_action_letter", date(2026, 5, 9), {"answer_by": "2026-05-23", "handler": "Legal services"}, "Missed limits"),
        ("place_offered", date(2026, 5, 24), {"setting": "Windle Hill Specialist College", "answer": "none"}, ""),
        ("amended_plan_sent", date(2026, 7, 15), {}, ""),
        ("appeal_received", date(2026, 7, 24), {}, ""),
        ("tribunal_order", date(2026, 11, 20), {"order": "amend_contents"}, ""),
    ])  # fmt: skip
    return _file(desk, T3, _t3_papers(), "Rhoda Ellingsen <rhoda@example.org>", date(2026, 2, 3))


def _file(desk: Desk, ref: str, papers: Sequence[Made], family: str, first: date) -> str:
    """File the papers and eight emails, four of the family and four of the council; forty documents."""
    for paper in papers:
        file_document(desk, ref, Attachment(paper.name, paper.content), paper.details)
    for n in range(8):
        on = first + timedelta(23 * n)
        ours = "SEND team <send@westmarsh.gov.uk>"
        sender, to = (family, ours) if n % 2 == 0 else (ours, family)
        file_email(desk, ref, Attachment(f"Email {n + 1}.eml", email(f"Support at school {n + 1}", sender, to, on)))
    return ref


def main(path: str) -> None:
    """Make the record."""
    from dataclasses import replace

    desk = open_desk(path, "Joy Addo", DAY, create=True)
    desk = replace(desk, days=Calendar(DAY))
    for told in (t1, t3):
        print(told(desk))
    desk.store.close()


if __name__ == "__main__":
    main(str(Path(sys.argv[1])))
