"""``audit``: draw a sample of files, answer the questions on each, see what recurs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ehcp_desk.cli.answers import OK, Call, table
from ehcp_desk.cli.options import iso_date
from ehcp_desk.domain.amounts import so_many
from ehcp_desk.domain.errors import BadInput


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's commands to the parser."""
    audit = commands.add_parser("audit", parents=[shared], help="file audits: draw a sample, answer, see what recurs")
    acts = audit.add_subparsers(dest="audit_act", required=True, metavar="ACT")
    drawn = acts.add_parser("draw", parents=[shared], help="a random sample that the same seed draws again")
    drawn.add_argument("name", metavar="NAME")
    drawn.add_argument("--of", choices=["open", "plans", "all"], default="plans", help="the cases it is drawn from")
    drawn.add_argument("--number", type=int, default=0, metavar="N")
    drawn.add_argument("--percent", type=float, default=0, metavar="P")
    drawn.add_argument("--seed", type=int, required=True, metavar="S")
    drawn.set_defaults(run=_draw)
    answer = acts.add_parser("answer", parents=[shared], help="the answers, grade and actions of one file")
    answer.add_argument("name", metavar="NAME")
    answer.add_argument("ref", metavar="REF")
    answer.add_argument("--set", action="append", default=[], metavar="QUESTION=ANSWER", dest="answers")
    answer.add_argument("--grade", default="", metavar="GRADE")
    answer.add_argument("--comment", default="", metavar="TEXT")
    answer.add_argument("--action", action="append", default=[], metavar="DATE=TEXT", dest="actions")
    answer.set_defaults(run=_answer)
    form = acts.add_parser("form", parents=[shared], help="the questions, answers and grades in force")
    form.add_argument("--use", type=Path, metavar="FILE.toml", help="ask these questions from the next sample on")
    form.set_defaults(run=_form)
    themes = acts.add_parser("themes", parents=[shared], help="what recurs, the grades, and the actions")
    themes.add_argument("name", metavar="NAME")
    themes.add_argument("--out", type=Path, metavar="FILE.pdf", help="print it")
    themes.add_argument("--html", type=Path, metavar="FILE", help="the accessible twin as well")
    themes.set_defaults(run=_themes)
    listed = acts.add_parser("list", parents=[shared], help="every sample that was drawn, and how far it is")
    listed.set_defaults(run=_list)


def _draw(call: Call) -> int:
    from ehcp_desk.services.oversight.file_audits import POPULATIONS, draw

    args = call.args
    sample = draw(call.desk(), args.name, args.of, args.seed, args.number, args.percent)
    lines = [f"{args.name}: {len(sample.refs)} of {sample.population} {POPULATIONS[sample.of]}, seed {sample.seed}.",
             *sample.refs]  # fmt: skip
    lines += [f"Not drawn from: {ref}, {why}." for ref, why in sample.excluded]
    if sample.hidden:
        lines.append(f"Not drawn from: {sample.hidden} restricted files kept from {sample.by}.")
    call.answer(sample.as_json(), "\n".join(lines))
    return OK


def _answer(call: Call) -> int:
    from ehcp_desk.services.oversight.file_audits import answer

    args = call.args
    answers = dict(_pair(text, "--set takes a question and an answer, such as views=yes") for text in args.answers)
    actions = [(what, iso_date(day)) for day, what in
               (_pair(text, "--action takes a day and what is to be done") for text in args.actions)]  # fmt: skip
    done = answer(call.desk(), args.name, args.ref, answers, args.grade, args.comment, actions)
    call.answer({"audit": args.name, "ref": args.ref, "entries": list(done.facts)},
                f"{args.ref}: {so_many(len(done.facts), 'entry', 'entries')} written for {args.name}.")  # fmt: skip
    return OK


def _pair(text: str, form: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not value.strip():
        raise BadInput(f"{form}; “{text}” is not that.")
    return name.strip(), value.strip()


def _form(call: Call) -> int:
    from ehcp_desk.services.oversight.audit_form import form_in, read_form, use_form

    desk = call.desk()
    if call.args.use is not None:
        use_form(desk, read_form(_text(call.args.use)))
    with desk.store.read() as work:
        form = form_in(work)
    document = {"version": form.version, "questions": dict(form.questions), "answers": list(form.answers),
                "grades": list(form.grades)}  # fmt: skip
    lines = [f"{name}: {asks}" for name, asks in form.questions.items()]
    call.answer(
        document, "\n".join((*lines, f"Answers: {', '.join(form.answers)}", f"Grades: {', '.join(form.grades)}"))
    )
    return OK


def _list(call: Call) -> int:
    from ehcp_desk.services.oversight.file_audits import audits, closed_words

    found = audits(call.desk())
    document = [{**one.sample.as_json(), "audited": one.audited, "actions": one.actions, "actions_waiting": one.waiting}
                for one in found]  # fmt: skip
    lines = [f"{one.sample.name}, drawn on {one.sample.drawn_on}: {one.audited} of {one.sample.size} files audited, "
             f"{one.waiting} of {one.actions} actions not done yet.{closed_words(one.sample.closed)}"
             for one in found]  # fmt: skip
    call.answer({"audits": document}, "\n".join(lines) or "No sample was drawn yet.")
    return OK


def _text(path: Path) -> str:
    from ehcp_desk.exchange.plain_text import read_text

    try:
        return read_text(path.read_bytes(), path.name)
    except OSError as fault:
        raise BadInput(f"{path} cannot be read: {fault.strerror}.") from None


def _themes(call: Call) -> int:
    from ehcp_desk.services.oversight.audit_paper import print_audit
    from ehcp_desk.services.oversight.file_audits import report

    desk, name = call.desk(), call.args.name
    found, files = report(desk, name), [p for p in (call.args.out, call.args.html) if p]
    if files:
        print_audit(desk, name, files)
    for row in (*found["files"], *found["actions"]):
        del row["case_id"]  # a number of the window's, not of the council's
    call.answer({**found, "files_written": [str(f) for f in files]}, lambda: _themes_text(found))
    return OK


def _themes_text(found: dict[str, Any]) -> str:
    from ehcp_desk.services.oversight.file_audits import closed_words

    lines = [f"{found['name']}, drawn on {found['drawn_on']} by {found['by']} with seed {found['seed']}: {found['audited']} of "
             f"{len(found['refs']) + found['closed']} files audited.{closed_words(found['closed'])}"]  # fmt: skip
    rows = [(t["question"], str(t["no"]), str(t["part"]), str(t["yes"]), ", ".join(t["refs"])) for t in found["themes"]]
    lines += ["", table(("question", "no", "part", "yes", "files"), rows), ""]
    lines += [
        f"{q['quarter']}: {q['good_or_better']} of {q['of']} good or better, {q['percent']}%."
        for q in found["by_quarter"]
    ]
    lines += [
        f"{a['ref']}: {a['action']}, due {a['due']}, {'done' if a['done'] else 'not done'}" for a in found["actions"]
    ]
    return "\n".join(lines)
