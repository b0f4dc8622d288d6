"""Checks an exported case record without the program that made it: python check_record.py record.jsonl

Needs nothing but Python 3.10 or newer.  Options: --seal FILE or --seal "WORDS" compares its end with the paper that came by
another way; --documents FOLDER compares files with the digests in the record; --seals FILE compares the record's chain with
a council's daily seal file.  Exit code 0: everything agrees; 1: something
was altered or is missing, and what; 2: the file cannot be read.  The format is described in record-format.md beside this file.
"""

# It stands alone, and prints.
# ruff: noqa: T201
from __future__ import annotations

import hashlib
import json
import re
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Line = dict[str, Any]
Check = tuple[str, bool, str]
FORMAT = 2
ENTRY_KEYS = ("actor", "at", "case", "hash", "kind", "line", "payload", "payload_digest", "previous", "seq")
LINK_KEYS = ("hash", "length", "line", "seq", "state", "tail")
_BLOCK = 64
OPENINGS = ("case_opened", "case_loaded")  # one of them begins a case
NAMINGS = (*OPENINGS, "taken_out")  # entries that give a case its reference
BEFORE = ("another_child",)  # what may stand before the entry that opens a case
COUNTED = "record_counted"  # says how many entries about the case stand before it; every record ends with one


def canonical(value: Any) -> str:
    """JSON in the one form the digests are taken of: sorted keys, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# ---- SHA-256 from the middle ---------------------------------------------------------------------------------------
# An entry of another case is given as the state of SHA-256 after its private part, so that the chain through it can be
# checked and nothing of it read.  Python's own SHA-256 cannot begin in the middle, so it is written out here.


def _roots(power: int, count: int) -> list[int]:
    """The first 32 bits of the fractions of roots of the first primes, as the standard defines its constants."""
    primes: list[int] = []
    number = 2
    while len(primes) < count:
        if all(number % prime for prime in primes):
            primes.append(number)
        number += 1
    found = []
    for prime in primes:
        low, high = 0, 1 << 40
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if middle**power <= prime << (32 * power) else (low, middle)
        found.append(low & 0xFFFFFFFF)
    return found


_START, _ROUND = tuple(_roots(2, 8)), tuple(_roots(3, 64))


def _compress(state: Sequence[int], block: bytes) -> tuple[int, ...]:
    """One step of SHA-256 (FIPS 180-4, 6.2.2)."""
    mask = 0xFFFFFFFF
    words = list(struct.unpack(">16L", block))
    for n in range(16, 64):
        x, y = words[n - 15], words[n - 2]
        small0 = (x >> 7 | x << 25) ^ (x >> 18 | x << 14) ^ x >> 3
        small1 = (y >> 17 | y << 15) ^ (y >> 19 | y << 13) ^ y >> 10
        words.append((words[n - 16] + (small0 & mask) + words[n - 7] + (small1 & mask)) & mask)
    a, b, c, d, e, f, g, h = state
    for constant, word in zip(_ROUND, words, strict=True):
        large1 = ((e >> 6 | e << 26) ^ (e >> 11 | e << 21) ^ (e >> 25 | e << 7)) & mask
        first = h + large1 + (e & f ^ ~e & mask & g) + constant + word
        large0 = ((a >> 2 | a << 30) ^ (a >> 13 | a << 19) ^ (a >> 22 | a << 10)) & mask
        a, b, c, d, e, f, g, h = (first + large0 + (a & b ^ a & c ^ b & c)) & mask, a, b, c, (d + first) & mask, e, f, g
    return tuple((old + new) & mask for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))


def middle_of(text: str) -> tuple[str, int, str]:
    """A text as the state of SHA-256 after its whole blocks, how many bytes those were, and the few that are left."""
    data = text.encode("utf-8")
    whole = len(data) // _BLOCK * _BLOCK
    state: tuple[int, ...] = _START
    for place in range(0, whole, _BLOCK):
        state = _compress(state, data[place : place + _BLOCK])
    # What is left stands inside the digest at the end of an entry, which is plain letters.
    return struct.pack(">8L", *state).hex(), whole, data[whole:].decode("ascii")


def digest_from(state: str, length: int, rest: str) -> str:
    """The SHA-256 of a text whose first ``length`` bytes led to ``state`` and which goes on with ``rest``."""
    data = rest.encode("utf-8")
    size = (length + len(data)) * 8
    data += b"\x80" + b"\0" * ((55 - len(data)) % _BLOCK) + struct.pack(">Q", size)
    now: tuple[int, ...] = struct.unpack(">8L", bytes.fromhex(state))
    for place in range(0, len(data), _BLOCK):
        now = _compress(now, data[place : place + _BLOCK])
    return struct.pack(">8L", *now).hex()


# ---- the checks ----------------------------------------------------------------------------------------------------


def seal_of(entry: Line) -> str:
    """The hash of an entry of this case: everything in it but the payload, and the hash before it."""
    parts = (str(entry["seq"]), entry["at"], entry["actor"], "" if entry["case"] is None else str(entry["case"]),
             entry["kind"], entry["payload_digest"], entry["previous"])  # fmt: skip
    return digest("\x1f".join(parts))


def in_ranges(text: str) -> list[int]:
    """``4-7,9`` as 4, 5, 6, 7 and 9."""
    found: list[int] = []
    for run in filter(None, text.split(",")):
        first, _, last = run.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return found


def read(path: str) -> tuple[list[Line], str]:
    """The lines of a record and the first thing wrong with its form; raises OSError where it cannot be opened."""
    data = Path(path).read_bytes()
    try:
        texts = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return [], "it is not text in UTF-8"
    if texts[-1] != "" or "\r" in texts[0]:
        return [], "it does not end as a record does: it was cut short, or its line ends were changed"
    lines: list[Line] = []
    for number, text in enumerate(texts[:-1], 1):
        try:
            line = json.loads(text)
        except ValueError:
            return lines, f"line {number} is not JSON"
        if not isinstance(line, dict) or canonical(line) != text:
            return lines, f"line {number} is not as the record writes it"
        lines.append(line)
    body = data[: data.rfind(b"\n", 0, len(data) - 1) + 1]
    end = lines[-1] if lines else {}
    if end != {"line": "end", "lines": len(lines) - 1, "sha256": hashlib.sha256(body).hexdigest()}:
        return lines, "its last line does not fit the lines before it: something was changed, added or taken away"
    return lines, ""


def check(path: str) -> list[Check]:
    """(what, whether it agrees, in words) for every check of a record; raises OSError where it cannot be opened."""
    lines, trouble = read(path)
    if trouble:
        return [("form", False, trouble)]
    try:
        return [("form", True, f"{len(lines)} lines, whole"), *_content(lines)]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, struct.error) as fault:
        return [("form", False, f"a line lacks what it must say: {fault}")]


def _content(lines: list[Line]) -> list[Check]:
    order = {"record": 0, "entry": 1, "link": 1, "fact": 2, "document": 3, "end": 4}
    kinds = [order[line["line"]] for line in lines]
    if kinds != sorted(kinds) or kinds.count(0) != 1 or kinds.count(4) != 1:
        return [("order", False, "its lines are not in order")]
    if any(set(line) != {"line", line["line"]} for line in lines if line["line"] in ("fact", "document")):
        return [("order", False, "a line says more than its kind may")]
    chain = [line for line in lines if line["line"] in ("entry", "link")]
    facts = [line["fact"] for line in lines if line["line"] == "fact"]
    documents = [line["document"] for line in lines if line["line"] == "document"]
    own = [line for line in chain if line["line"] == "entry"]
    checks = [_chain(chain, lines[0]), _payloads(own, lines[0])]
    if all(ok for _, ok, _ in checks):  # what an entry does not say, nothing can be held against
        checks += [_whole(chain, own), _facts(own, facts), _documents(own, documents)]
    return checks


def _chain(chain: list[Line], head: Line) -> Check:
    """Every entry follows from the one before it, up to the head the record names."""
    if head["format"] == 1:
        return "chain", False, "it is of an older form, which cannot show that it is whole; ask for it again"
    if head["format"] != FORMAT or sorted(head) != ["case", "format", "head", "line", "ref", "seq"]:
        return "chain", False, "the first line is not that of this format"
    previous: str | None = None
    expected = chain[0]["seq"]
    for line in chain:
        own = line["line"] == "entry"
        if tuple(sorted(line)) != (ENTRY_KEYS if own else LINK_KEYS) or line["seq"] != expected:
            return "chain", False, f"an entry is missing, moved or malformed at number {expected}"
        if own and previous is not None and line["previous"] != previous:
            return "chain", False, f"entry {expected} does not follow from the one before it"
        made = seal_of(line) if own else digest_from(line["state"], line["length"], line["tail"] + str(previous))
        if made != line["hash"]:
            return "chain", False, f"entry {expected} was altered, or the one before it"
        previous, expected = line["hash"], expected + 1
    if (head["seq"], head["head"]) != (chain[-1]["seq"], previous):
        return "chain", False, "the chain does not end at the head that the record names"
    first, last = chain[0]["seq"], chain[-1]["seq"]
    return "chain", True, f"{len(chain)} entries, unbroken from number {first} to number {last}, sealed {previous}"


def _payloads(own: list[Line], head: Line) -> Check:
    """What each entry of this case says is what its digest was taken of, and all of them are of this case."""
    for line in own:
        if line["case"] != head["case"]:
            return "entries", False, "entry {} is of another case".format(line["seq"])
        if line["payload"] is None:
            return "entries", False, "what entry {} says was taken out".format(line["seq"])
        if digest(line["payload"]) != line["payload_digest"]:
            return "entries", False, "what entry {} says was altered".format(line["seq"])
    named = [json.loads(e["payload"])["ref"] for e in own if e["kind"] in NAMINGS]
    if named[-1:] != [head["ref"]]:
        return (
            "entries",
            False,
            "the record is headed {} but its case is {}".format(head["ref"], *named[-1:] or ["not named"]),
        )
    return "entries", True, f"{len(own)} entries of {head['ref']} say what was sealed"


def _whole(chain: list[Line], own: list[Line]) -> Check:
    """It begins with the entry that opened the case, none of its entries is passed off as another's, and it ends where
    the council counted them."""
    if next((e["kind"] for e in own if e["kind"] not in BEFORE), "") not in OPENINGS:
        return "whole", False, "it does not begin with the entry that opened the case: its beginning was cut off"
    if chain[-1]["line"] != "entry" or chain[-1]["kind"] != COUNTED:
        return "whole", False, "it does not end with the entry that counts its entries: its end was cut off or hidden"
    for before, entry in enumerate(own):
        if entry["kind"] == COUNTED and json.loads(entry["payload"])["entries"] != before:
            told = json.loads(entry["payload"])["entries"]
            return "whole", False, f"{before} entries stand before number {entry['seq']}, which counted {told}"
    return "whole", True, f"its {len(own)} entries are as many as the last of them counts"


def _facts(own: list[Line], facts: list[list[Any]]) -> Check:
    """Every fact was sealed when it was written: none changed, none taken away, none slipped in."""
    kept = {fact[0]: fact for fact in facts}
    if [fact[0] for fact in facts] != sorted(kept):
        return "facts", False, "facts are doubled or out of order"
    unsealed = set(kept)
    for entry in own:
        said = json.loads(entry["payload"])
        if "sealed" not in said:
            continue
        numbers = in_ranges(said["sealed"]["facts"])
        unsealed.difference_update(numbers)
        here = [kept[number] for number in numbers if number in kept]
        if digest(canonical({"facts": here})) != said["sealed"]["digest"]:
            return (
                "facts",
                False,
                "facts {} are not as entry {} sealed them".format(said["sealed"]["facts"], entry["seq"]),
            )
    if unsealed:
        return "facts", False, f"fact {min(unsealed)} was never sealed"
    return "facts", True, f"{len(facts)} facts are as they were sealed"


def _documents(own: list[Line], documents: list[Line]) -> Check:
    """The documents listed are those the journal says were filed."""
    said = [json.loads(e["payload"]) for e in own if e["kind"] == "document_filed"]
    filed = sorted((one["document"], one["sha256"], one["filename"]) for one in said)
    listed = [(one["document"], one["sha256"], one["filename"]) for one in documents if sorted(one) == sorted(said[0])]
    if listed != filed or len(listed) != len(documents):
        return "documents", False, "the documents listed are not those that were filed"
    return "documents", True, f"{len(documents)} documents are those that were filed"


def check_folder(path: str, folder: str) -> list[Check]:
    """Each file of a folder, and of those in it, against the digests in the record; and what is not there."""
    lines, _ = read(path)
    listed = (line["document"] for line in lines if line.get("line") == "document")
    known = {document["sha256"]: document["filename"] for document in listed}
    checks: list[Check] = []
    there: set[str] = set()
    next(Path(folder).iterdir(), None)  # a folder that cannot be opened is said, not taken for an empty one
    for file in sorted(Path(folder).rglob("*")):
        if file.is_file():
            made = hashlib.sha256(file.read_bytes()).hexdigest()
            there.add(made)
            found = known.get(made)
            words = f"is {found}, as it was filed" if found else "is no document of this record, or was altered"
            checks.append((file.name, found is not None, words))
    gone = [name for made, name in known.items() if made not in there]
    return [*checks, *((name, False, "is not in the folder, so it was not checked") for name in gone)]


def check_seals(path: str, seals: str) -> list[Check]:
    """The record's chain against a daily seal file: ``day,number,head,…`` on each line."""
    lines, _ = read(path)
    chain = {line["seq"]: line["hash"] for line in lines if line.get("line") in ("entry", "link")}
    compared = 0
    for text in Path(seals).read_text(encoding="utf-8").splitlines():
        parts = text.split(",")
        if len(parts) > 2 and parts[1].isdigit() and int(parts[1]) in chain:
            compared += 1
            if chain[int(parts[1])] != parts[2]:
                return [("seals", False, f"the seal of {parts[0]} does not fit: the history was written again")]
    if not compared:
        return [("seals", False, "none of its days is within this record’s chain, so nothing could be compared")]
    return [("seals", True, f"{compared} daily seals fit the record")]


def seal_text(seq: int, entries: int, head: str) -> str:
    """The seal as the paper has it: number of the last entry, how many are about the case, and the hash in groups."""
    return " ".join((str(seq), str(entries), *(head[place : place + 8] for place in range(0, len(head), 8))))


def read_seal(text: str) -> tuple[int, int, str] | None:
    """The three of them from the words of a paper, or as somebody typed them off it; None where they are not there."""
    found = re.search(r"\b(\d+)\s+(\d+)\s+((?:[0-9a-f]{8}\s*){8})(?![0-9a-f])", text.lower())
    return (int(found[1]), int(found[2]), "".join(found[3].split())) if found else None


def check_seal(path: str, seal: tuple[int, int, str]) -> list[Check]:
    """Whether a record ends where the paper says that came by another way."""
    lines, _ = read(path)
    seq, entries, _ = seal
    here = lines[0]["seq"], sum(line["line"] == "entry" for line in lines), lines[0]["head"]
    if here == seal:
        return [("seal", True, f"it ends where the council’s paper says: number {seq}, {entries} entries of this case")]
    said = f"the paper says number {seq} and {entries} entries of this case, the record number {here[0]} and {here[1]}"
    if here[0] < seq:
        return [("seal", False, f"{said}: its end was cut off, or it is an older one")]
    return [("seal", False, f"{said}: it was written again, or is not the one the paper came with")]


NOT_SHOWN = (
    "NOT SHOWN  end: a file without a key cannot show that its end, or all of it, was not cut off or written again with "
    "every digest made to fit. The seal above does, where the council gave you the same by another way: --seal FILE."
)
_OPTIONS = ("--documents", "--seals", "--seal")


def main(words: Sequence[str]) -> int:
    """Check what is named on the command line; the exit code is the answer."""
    given = list(words)
    options: dict[str, str] = {}
    for name in _OPTIONS:
        if name in given[:-1]:
            place = given.index(name)
            options[name] = given[place + 1]
            del given[place : place + 2]
    if len(given) != 1:
        usage = "[--seal FILE] [--documents FOLDER] [--seals FILE]"
        print(f"Say which record to check: python check_record.py record.jsonl {usage}")
        return 2
    try:
        seal = _seal_given(options.get("--seal", ""))
        if "--seal" in options and seal is None:
            print("--seal names no seal: give the paper, or type its number, its count and its 64 letters and figures.")
            return 2
        checks = check(given[0])
        if all(ok for _, ok, _ in checks):
            checks += check_seal(given[0], seal) if seal is not None else []
            checks += check_folder(given[0], options["--documents"]) if "--documents" in options else []
            checks += check_seals(given[0], options["--seals"]) if "--seals" in options else []
    except OSError as fault:
        print(f"{fault.filename} cannot be read: {fault.strerror}.")
        return 2
    return _answer(checks, seal is not None)


def _seal_given(given: str) -> tuple[int, int, str] | None:
    """The seal from a file, or from the words themselves."""
    try:
        return read_seal(given) or (read_seal(Path(given).read_text(encoding="utf-8")) if given else None)
    except (UnicodeDecodeError, FileNotFoundError):
        return None


def _answer(checks: Sequence[Check], compared: bool) -> int:
    """Print what was found, claiming no more than was shown."""
    for what, ok, said in checks:
        print("{}  {}: {}".format("ok   " if ok else "WRONG", what, said))
    if not all(ok for _, ok, _ in checks):
        print("Something is wrong; see above.")
        return 1
    print("Everything agrees, with the paper too." if compared else f"{NOT_SHOWN}\nWhat is in it agrees with itself.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
