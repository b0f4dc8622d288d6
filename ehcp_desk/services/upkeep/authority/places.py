"""The schools, colleges and other settings of Westmarsh and its neighbours, all invented."""

from __future__ import annotations

from random import Random

EARLY_YEARS = ("Little Teasels Nursery", "Saltings Children’s Centre", "Bramble Barn Pre-School")
PRIMARIES = (
    "Larkspur Primary", "Canal Street Primary", "Ashgrove Primary", "Beechfield Infants", "Heronsgate Primary",
    "St Wulfric’s Primary", "Millrace Junior", "Teasel Lane Primary", "Quarry Bank Primary", "Oxbow Primary",
    "Marsh Road Primary", "Windle Hill Primary",
)  # fmt: skip
SECONDARIES = (
    "Harbour View Secondary",
    "Northmarsh Academy",
    "Fenside High",
    "The Lyddon School",
    "Sallow Park Academy",
)
SPECIALS = ("Greenacre Special School", "Willowbank School", "The Reeds School", "Anchor House School")
POST16 = ("Northgate Sixth Form", "Kingfisher College", "Westmarsh Technical College")
ALTERNATIVE = ("Stepping Stones Pupil Referral Unit", "The Lock Keepers Centre")
OUT_OF_AREA = ("Highmoor School, Easterdale", "Tollgate School, Sanderham", "Brackwater College, Easterdale")

SPECIAL_SHARE = 0.42
"""Children with plans who are in special schools (needs.md Fig8)."""


def mainstream_for(year_group: int) -> tuple[str, ...]:
    """Ordinary settings for a national curriculum year."""
    if year_group < 0:
        return EARLY_YEARS
    if year_group <= 6:
        return PRIMARIES
    return SECONDARIES if year_group <= 11 else POST16


def setting_for(rng: Random, year_group: int, special: bool) -> str:
    """A setting a child of this year attends."""
    if special and year_group >= -1:
        return rng.choice(SPECIALS)
    return rng.choice(mainstream_for(year_group))
