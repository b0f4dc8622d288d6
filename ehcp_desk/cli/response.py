"""``response``: the council's response to an appeal, its working documents, its dates, and what was sent to whom."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import FOUND_WRONG, OK, Call, say, table
from ehcp_desk.cli.notices import lacking
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.appeals import Appeal, email_subject, sent_lines
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.letters import METHODS
from ehcp_desk.services.desk import Desk


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    response = commands.add_parser("response", parents=[shared], help="the council's response to an appeal, and its dates",
                                   epilog="The appeal is recorded with: record REF appeal_registered, its hearing with: "
                                          "record REF hearing_listed, and the date of the registration letter with: record REF "
                                          "tribunal_direction --set rule=T_RESPONSE --set date=…")  # fmt: skip
    response.add_argument("ref", metavar="REF")
    response.add_argument("--out", type=Path, metavar="FILE", help="write the response: .docx, .pdf or .html")
    response.add_argument("--draft", action="store_true", help="write it in any case, stamped as a draft")
    response.add_argument("--working-document", type=Path, metavar="OUT.docx", help="write the next working document")
    response.add_argument("--file", nargs="?", const="", default=None, metavar="FILE.docx",
                          help="file the next working document: this one, or one made from the plan now")  # fmt: skip
    response.add_argument("--whose", default="the council", metavar="NAME", help="with --file: whose version it is")
    response.add_argument(
        "--email-subject", default="", metavar="SUBJECT", help="the subject line the Tribunal asks for"
    )
    response.add_argument(
        "--sent", default="", metavar="WHAT", help="keep the proof that this was sent; response for the response"
    )
    response.add_argument("--to", default="the Tribunal", metavar="WHOM", help="with --sent")
    response.add_argument("--by", default="email", choices=tuple(METHODS), help="with --sent")
    response.add_argument("--on", default="", metavar="DATE", help="with --sent: the day")
    response.add_argument(
        "--document", type=int, metavar="N", help="with --sent: the number of the document on the case"
    )
    response.set_defaults(run=_response)


def _response(call: Call) -> int:
    args, desk = call.args, call.desk()
    if args.working_document:
        return _working(call, desk)
    if args.file is not None:
        return _file(call, desk)
    if args.sent:
        return _sent(call, desk)
    if args.email_subject:
        return _subject(call, desk)
    return _compile(call, desk)


def _compile(call: Call, desk: Desk) -> int:
    from ehcp_desk.services.letters.response import compile_response, write_response

    args = call.args
    found = compile_response(desk, args.ref, args.draft)
    files = []
    if args.out and (found.ready or args.draft):
        write_response(desk, found, args.out)
        files.append(str(args.out))
    for sentence in (*found.refused, *(state.sentence for state in found.missing)):
        say(sentence)
    document = {
        "ref": args.ref, "ready": found.ready, "refused": list(found.refused),
        "parts": [{"part": s.element.id, "title": s.element.title, "law": s.element.law, "ok": s.fine,
                   "missing": lacking(s)} for s in found.states],
        **_appeal_json(found.appeal), "files": files,
    }  # fmt: skip
    lines = [f"{'  ok' if s.fine else ' red'}  {s.element.title} [{s.element.law}]" for s in found.states]
    lines += [
        "",
        found.appeal.due.heading,
        *(f"  {line}" for line in found.appeal.due.lines or ("not known: no appeal sent is on record",)),
    ]
    lines += [
        f"{in_words(d.on)}  {', '.join(filter(None, (d.what, d.state)))} ({d.source})" for d in found.appeal.dates
    ]
    lines += ["", "Attending:"] if found.appeal.attendance else []
    lines += [
        f"  {f.fact.attrs['name']}, {f.fact.attrs['role']}, for the {f.fact.attrs['side']}"
        for f in found.appeal.attendance
    ]
    lines += ["", "Sent:", *(f"  {line}" for line in sent_lines(found.appeal))] if found.appeal.sent else []
    call.answer(document, "\n".join([*lines, *(f"Written: {name}" for name in files)]))
    return OK if found.ready else FOUND_WRONG


def _appeal_json(appeal: Appeal) -> dict[str, Any]:
    due = appeal.due
    return {
        "appeal": {"number": appeal.number, "type": appeal.type, "hearing": appeal.hearing, "where": appeal.where},
        "response_due": {"due": due.due, "letter": due.letter, "source": due.letter_source, "computed": due.computed,
                         "six_weeks": due.six_weeks, "over": due.over, "lines": list(due.lines)},
        "dates": [{"on": d.on, "what": d.what, "source": d.source, "entry": d.entry, "state": d.state}
                  for d in appeal.dates],
        "attendance": [{**f.fact.attrs, "entry": f.id} for f in appeal.attendance],
        "sent": [{"on": f.fact.on, **f.fact.attrs, "entry": f.id} for f in appeal.sent],
        "working_documents": [{"on": f.fact.on, **f.fact.attrs, "file": f.source, "entry": f.id} for f in appeal.working],
    }  # fmt: skip


def _working(call: Call, desk: Desk) -> int:
    from ehcp_desk.services.letters.working import write_working_document

    path = call.args.working_document
    made = write_working_document(desk, call.args.ref, path)
    call.answer({"ref": call.args.ref, "number": made.number, "versions": made.versions, "file": str(path)},
                f"{call.args.ref}: working document {made.number}, from {made.versions}, written to {path}.")  # fmt: skip
    return OK


def _file(call: Call, desk: Desk) -> int:
    from ehcp_desk.services.letters.response import read_appeal
    from ehcp_desk.services.letters.working import file_working_document

    args = call.args
    changes = file_working_document(desk, args.ref, args.whose, Path(args.file) if args.file else None)
    kept = read_appeal(desk, args.ref).working
    rows = [(f.fact.attrs["number"], in_words(f.fact.on), f.fact.attrs["by"], f.source) for f in kept]
    call.answer({"ref": args.ref, "entries": list(changes.facts), "working_documents": [
        {"number": n, "by": by, "file": file} for n, _, by, file in rows]},
        lambda: table(("No.", "Filed", "By", "File"), rows))  # fmt: skip
    return OK


def _sent(call: Call, desk: Desk) -> int:
    from ehcp_desk.services.letters.working import record_sending

    args = call.args
    on = iso_date(args.on) if args.on else desk.today()
    changes = record_sending(desk, args.ref, args.sent, args.to, args.by, on, args.document)
    said = f"{args.ref}: {args.sent} sent to {args.to} on {in_words(on)}; entries {', '.join(map(str, changes.facts))}."
    call.answer({"ref": args.ref, "entries": list(changes.facts)}, said)
    return OK


def _subject(call: Call, desk: Desk) -> int:
    from ehcp_desk.services.letters.response import read_appeal
    from ehcp_desk.services.records.case_view import case_view

    args = call.args
    appeal = read_appeal(desk, args.ref)
    if not appeal.there:
        raise BadInput(f"{args.ref} has no appeal on the record; record it first: record {args.ref} appeal_registered")
    line = email_subject(appeal, case_view(desk, args.ref).case.child.name, args.email_subject)
    call.answer({"ref": args.ref, "subject": line}, line)
    return OK
