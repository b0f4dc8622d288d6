"""Kinds of facts that have an index of their own, written out because an index cannot be found by bound values.

Here and not beside the tables, so that a list can be read without loading them.
"""

from __future__ import annotations

NEEDS = "kind IN ('appeal_received', 'tribunal_order', 'appeal_not_opposed', 'education_status', 'setting_preferred')"
"""The kinds of ``ehcp_desk.domain.weights.NEED_KINDS``."""
IMPORTS = "kind IN ('imported', 'import_verified', 'taken_out')"
"""The marks an import leaves on cases."""
