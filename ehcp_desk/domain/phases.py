"""The phases of education a child moves between, and the school years after which most do (SEND Regulations 2014 reg 18)."""

from __future__ import annotations

from collections.abc import Mapping

from ehcp_desk.clock.facts import FACT_KINDS

PHASE_RULES = ("P_FEB15", "P_MAR31", "P_POST16_5M")
"""The limits by which the next setting is named."""
PHASES: Mapping[str, str] = FACT_KINDS["phase_transfer_planned"].attrs["phase"].values
"""Every move between phases, by its key, in words."""
LAST_YEARS = {-1: "early_years_to_school", 6: "primary_to_secondary", 11: "secondary_to_post16"}
"""The years after which most children change phase, nursery first, and how; a council arranged otherwise says so
(``domain.practice``)."""
