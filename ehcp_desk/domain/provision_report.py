"""The wording check in words, alike on paper, on the clipboard and on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ehcp_desk.domain.provision_wording import CheckedLine, Flag

AID = "A reader’s aid in plain rules: it explains what a line leaves open, and stops nobody."
_LONGEST = 300


def report(lines: Sequence[CheckedLine]) -> str:
    """Every line there is something to say about, with its number, and how many there are."""
    return "\n".join([*_told(lines), summary(lines), AID])


def summary(lines: Sequence[CheckedLine]) -> str:
    """``3 of 12 lines leave something open.``  Blank lines are not counted."""
    written = [line for line in lines if line.text.strip()]
    found = sum(bool(line.flags) for line in written)
    if not written:
        return "There is nothing to read: no line has words on it."
    many = f"{len(written)} line{'' if len(written) == 1 else 's'}"
    if not found:
        return f"{many} read; there is nothing to say."
    return f"{found} of {many} leave{'s' if found == 1 else ''} something open."


def flag_words(flag: Flag) -> str:
    """``“Regular”: It can mean once a day or once a year. Not said: how often.``"""
    words = flag.words if len(flag.words) <= _LONGEST else f"{flag.words[:_LONGEST]}…"
    return f"“{words}”: {flag.why}{f' {not_said(flag)}' if flag.missing else ''}"


def not_said(flag: Flag) -> str:
    """``Not said: who, how often.``; empty where nothing is missing."""
    return f"Not said: {', '.join(flag.missing)}." if flag.missing else ""


def _told(lines: Sequence[CheckedLine]) -> Iterator[str]:
    for line in lines:
        if line.flags:
            text = line.text.strip()
            yield f"Line {line.line}: {text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}"
            yield from (f"  {flag_words(flag)}" for flag in line.flags)
            yield ""
