"""The command that explains the field's words: words."""

from __future__ import annotations

import argparse
from typing import Any

from ehcp_desk.cli.answers import OK, Call
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.field_words import FieldWord, words_matching


def add_commands(commands: Any, shared: argparse.ArgumentParser) -> None:
    """Add this room's command to the parser."""
    words = commands.add_parser("words", parents=[shared], help="the field's words in plain English; needs no database")
    words.add_argument("word", nargs="*", metavar="WORD", help="such as: amendment notice; all of them where left out")
    words.set_defaults(run=_words)


def _words(call: Call) -> int:
    typed = " ".join(call.args.word)
    found = words_matching(typed)
    if not found:
        raise BadInput(f"No word explained here is like '{typed}'. `ehcp-desk words` lists them all.")
    document = {
        "words": [{"word": w.word, "also": w.also, "means": w.means, "source": w.source or None} for w in found]
    }
    call.answer(document, lambda: "\n".join(_lines(word) for word in found))
    return OK


def _lines(word: FieldWord) -> str:
    also = f" (also: {', '.join(word.also)})" if word.also else ""
    source = f" [{word.source}]" if word.source else ""
    return f"{word.word}{also}\n  {word.means}{source}"
