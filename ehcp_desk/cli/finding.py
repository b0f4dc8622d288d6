"""The command that searches what was written: search."""

from __future__ import annotations

import argparse
from typing import Any

from ehcp_desk.cli.answers import OK, Call
from ehcp_desk.domain.dates import in_words
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.finding import TextHit
from ehcp_desk.domain.terms import fact_title

LIMIT = 50


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    search = commands.add_parser(
        "search", parents=[shared], help="words in notes, contacts and documents, what was written last first"
    )
    search.add_argument("text", metavar="TEXT", help='words that must all be there; a "phrase" in quotation marks')
    search.add_argument("--case", default="", metavar="REF", help="on one case only")
    search.add_argument("--limit", type=int, default=LIMIT, metavar="N", help=f"{LIMIT} by default")
    search.set_defaults(run=_search)


def _search(call: Call) -> int:
    from ehcp_desk.services.records.finding import find_words

    text, limit = call.args.text, call.args.limit
    if limit < 1:
        raise BadInput("--limit takes a number of places from 1 up.")
    hits = find_words(call.desk(), text, limit + 1, call.args.case)
    more, hits = len(hits) > limit, hits[:limit]
    document = {"text": text, "more": more, "hits": [_json(hit) for hit in hits]}
    call.answer(document, lambda: _words(hits, more))
    return OK


def _json(hit: TextHit) -> dict[str, Any]:
    return {
        "ref": hit.ref,
        "name": hit.child,
        "on": hit.on,
        "fact": hit.kind or None,
        "id": hit.fact_id,
        "document": hit.document_id,
        "filename": hit.filename or None,
        "text": hit.passage,
        "found": [words for words, marked in hit.snippet if marked],
        "written_by": hit.written_by,
        "corrected": hit.corrected,
    }


def _words(hits: list[TextHit], more: bool) -> str:
    if not hits:
        return "Nothing on the record holds those words."
    lines: list[str] = []
    for hit in hits:
        what = fact_title(hit.kind) if hit.kind else hit.filename
        corrected = ", corrected later" if hit.corrected else ""
        lines.append(f"{hit.ref}  {hit.child}, {in_words(hit.on)}, {what}{corrected}")
        lines.append("  " + "".join(f"[{words}]" if marked else words for words, marked in hit.snippet))
    tail = f"The first {len(hits)}; there are more. Type another word, or ask for more with --limit." if more else ""
    return "\n".join([*lines, *filter(None, (tail,))])
