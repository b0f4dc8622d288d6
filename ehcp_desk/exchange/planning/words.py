"""The short words of a tracker's cells: yes and no, who asked, sex, school year, nobody, and claimed exceptions."""

from __future__ import annotations

import re
from functools import lru_cache

from ehcp_desk.exchange.cells import Cell, text_of


def _words(listed: str) -> frozenset[str]:
    return frozenset(word.strip() for word in listed.split(","))


VACANCY_WORDS = _words("""
vacant, vacancy, tbc, tba, tbd, none, unassigned, unallocated, not allocated, to be allocated, awaiting allocation,
nobody, no one, n/a, na, -, --, ?, ??, to allocate, no officer, not assigned
""")
_YES = _words("y, yes, true, t, 1, agreed, agree, assess, agreed to assess, proceed, yes to assess, approved")
_NO = _words("""
n, no, false, f, 0, refused, refuse, declined, not agreed, do not assess, no to assess, refused to assess,
not to assess, rejected, disagreed
""")
# Trackers say the same few words thousands of times.  Texts are remembered by type too, for 1 is not TRUE.
_REMEMBERED = 2048
_NO_EXCEPTION = frozenset({"n", "no", "none", "nil", "false", "0", "-", "n/a", "na"})
_SOURCES = (
    ("young_person", re.compile(r"young person|\byp\b|student|self")),
    ("social_care", re.compile(r"social|\bcsc\b|children'?s services|\bisw\b")),
    ("health", re.compile(r"health|\bnhs\b|\bgp\b|paed|hospital|therap|doctor|\bsalt\b|camhs|\bcdc\b|\bhv\b|nurse\b")),
    ("college", re.compile(r"college|post.?16|sixth form|\bfe\b")),
    ("school", re.compile(r"school|setting|nursery|senco|academy|head ?teacher|education|\bpru\b|early years")),
    ("parent", re.compile(r"parent|mother|father|\bmum\b|\bdad\b|carer|famil|guardian|grand")),
    ("other", re.compile(r"\bother\b|psycholog|\byot\b|\byjs\b|charity|sendias|advocate")),
)
_SEXES = {"f": "F", "female": "F", "girl": "F", "g": "F", "m": "M", "male": "M", "boy": "M", "b": "M"}
_YEARS = {"r": 0, "rec": 0, "reception": 0, "yr": 0, "n": -1, "n2": -1, "nursery": -1, "n1": -2}
_YEAR = re.compile(r"(?:year|yr|y|ncy)?\s*(-?\d{1,2})(?:\.0)?")
_ANSWER = re.compile(r"(?:y|yes)\b[\s:,.–-]*")

# Claimed exceptions: what the words point to, or why they are no ground (SEND Regulations 2014, reg 13(3)).
_CLAIMS = (
    (re.compile(r"hospital|bereave|illness|\bill\b|death|died|personal|domestic|crisis|surgery|custody"), True,
     "may be exceptional personal circumstances"),
    (re.compile(r"abroad|absent|away|overseas|out of (?:the )?area|holiday abroad|travel"), True,
     "may be an absence from the area of 4 weeks or more"),
    (re.compile(r"summer|hols|holiday|school clos|closure|six weeks? break|august"), True,
     "may be advice asked for around a school closure of 4 weeks or more"),
    (re.compile(r"\beps?\b|psycholog|ed psych"), False, "a shortage of educational psychologists is no ground in law"),
    (re.compile(r"staff|capacity|officer|sickness|backlog|workload|volume|vacan|resource|budget|fund"), False,
     "the council’s staffing or workload is no ground in law"),
    (re.compile(r"parent|mum|dad|family|agree|amend|mediat|tribunal|appeal"), False,
     "the family not agreeing is no ground in law"),
    (re.compile(r"advice|report|health|nhs|social|salt|paed|cdc|late|wait|panel|consult|placement|school"), False,
     "waiting for others is no ground in law"),
)  # fmt: skip


def folded(cell: Cell) -> str:
    """A cell as it is compared: tidy lower-case text."""
    return " ".join((cell if isinstance(cell, str) else text_of(cell)).split()).lower()


@lru_cache(maxsize=_REMEMBERED, typed=True)
def decision(cell: Cell) -> str:
    """``assess``, ``refuse`` or empty when the words say neither."""
    text = folded(cell)
    return "assess" if text in _YES else "refuse" if text in _NO else ""


@lru_cache(maxsize=_REMEMBERED, typed=True)
def source(cell: Cell) -> str:
    """Who asked, in the clock's words; empty when the words name nobody we know, or more than one."""
    text = folded(cell)
    named = [kind for kind, pattern in _SOURCES if pattern.search(text)]
    return named[0] if len(named) == 1 else ""


@lru_cache(maxsize=_REMEMBERED, typed=True)
def sex(cell: Cell) -> str:
    """``F``, ``M`` or empty."""
    return _SEXES.get(folded(cell), "")


@lru_cache(maxsize=_REMEMBERED, typed=True)
def year_group(cell: Cell) -> int | None:
    """The national curriculum year: 0 is Reception, negative before it; None when it cannot be told."""
    text = folded(cell)
    if text in _YEARS:
        return _YEARS[text]
    found = _YEAR.fullmatch(text)
    return int(found[1]) if found and -4 <= int(found[1]) <= 15 else None


@lru_cache(maxsize=_REMEMBERED, typed=True)
def no_exception(cell: Cell) -> bool:
    """True when the cell says that no exception is claimed."""
    return folded(cell) in _NO_EXCEPTION


@lru_cache(maxsize=_REMEMBERED, typed=True)
def claimed_ground(cell: Cell) -> tuple[bool, str]:
    """Whether the words of a claimed exception could be a ground in law, and what to say about them.

    Nothing is decided here: even words that fit are only a claim, to be checked against evidence by a person.
    """
    text = folded(cell)
    claim = _ANSWER.sub("", text, count=1) if _ANSWER.match(text) else text
    if claim in ("", "true", "1", "x"):
        return False, "no ground is given"
    for pattern, possible, words in _CLAIMS:
        if pattern.search(claim):
            return possible, words
    return False, "not words we know for a ground in law"


def fraction_of_full_time(cell: Cell) -> float | None:
    """Part of full time as a fraction: 0.6, "60%" and "0.6 FTE" are 0.6; None for anything else."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return float(cell) if 0 < cell <= 1 else None
    text = folded(cell).removesuffix("fte").strip()
    try:
        number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return 1.0 if text in ("full time", "full-time", "ft") else None
    return number if 0 < number <= 1 else None
