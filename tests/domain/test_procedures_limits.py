"""The council's own limits: the one in force on the day, worked out in working days, said before it is kept, refused in a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from ehcp_desk.bootstrap import law_of_today
from ehcp_desk.domain.errors import BadInput
from ehcp_desk.domain.procedures import Limit, check, given, kept_words, left_empty, limit_on, limits_of, procedures
