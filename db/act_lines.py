"""Lines of the journal that tell of an act on many cases: which cases they name, as SQL that both databases read.

Such a line belongs to no case.  What it says is JSON without blanks, where nothing typed has a bare quotation mark, so
``"case":4,`` is the number of a case there and ``"SEN/4"`` a whole reference, and no words of anybody's.
"""

from __future__ import annotations

from ehcp_desk.domain.journal import ACTS_ON_MANY

CALLED_BEFORE = "replace({0}.ref, ' (taken out ' || {0}.{1} || ')', '')"
"""What a case was called before it was taken out (``services/upkeep/taking_out.py``); of any other, its reference."""
_QUOTED = """'"' || replace(replace({0}, '\\', '\\\\'), '"', '\\"') || '"'"""
_WHY = "'\"reason\":'"
_KINDS = ", ".join(f"'{kind}'" for kind in ACTS_ON_MANY)


def _says(line: str, words: str) -> str:
    return f"replace({line}payload, {words}, '') <> {line}payload"


def says_why_of_disposed(line: str = "") -> str:
    """Whether a line (``OLD.``, say) says why cases were moved of which one is on the list of disposals: the words, which
    only releases before this one wrote there, may be about that child."""
    number, ref = "'\"case\":' || d.case_id || ','", _QUOTED.format(CALLED_BEFORE.format("d", "case_id"))
    named = f"({_says(line, number)} OR {_says(line, ref)})"
    of_many = f"{line}case_id IS NULL AND {line}kind IN ({_KINDS}) AND {_says(line, _WHY)}"
    return f"({of_many} AND EXISTS (SELECT 1 FROM disposals d WHERE {named}))"
