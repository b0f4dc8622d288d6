"""Kinds of facts that have an index of their own, written out because an index cannot be found by bound values.

Here and not beside the tables, so that a list can be read without loading them.
"""

from __future__ import annotations

from ehcp_desk.domain.weights import NEED_KINDS

NEEDS = f"kind IN ({', '.join(map(repr, NEED_KINDS))})"
"""What makes an open case weigh more."""
IMPORTS = "kind IN ('imported', 'import_verified', 'taken_out')"
"""The marks an import leaves on cases."""
