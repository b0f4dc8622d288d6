"""Plain text in: UTF-8 with or without its mark, UTF-16 with it, or what British office programs wrote before that."""

from __future__ import annotations

from ehcp_desk.domain.errors import BadInput

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OTHER_KINDS = ((b"PK\x03\x04", "a Word document or another packed file"), (b"%PDF", "a PDF"), (b"{\\rtf", "rich text"),
                (b"\xd0\xcf\x11\xe0", "an old Word document"))  # fmt: skip
_CONTROLS = {*range(32), 127} - {9, 10, 11, 12, 13}


def read_text(data: bytes, name: str) -> str:
    """The text of a file.  Raises BadInput with one sentence where it is not text."""
    for start, kind in _OTHER_KINDS:
        if data.startswith(start):
            raise BadInput(f"{name} is {kind}, not plain text: copy its lines into a text file and save that.")
    codec = next((codec for mark, codec in _MARKS if data.startswith(mark)), "")
    for attempt in (codec,) if codec else ("utf-8", "cp1252"):
        try:
            text = data.decode(attempt)
        except UnicodeDecodeError:
            continue
        if not any(ord(sign) in _CONTROLS for sign in set(text)):
            return text
        break
    raise BadInput(f"{name} is not a text file: save its lines as plain text (UTF-8).")
