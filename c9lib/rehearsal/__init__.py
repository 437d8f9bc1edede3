"""A run rehearsed on a private simulated account, to know beforehand what has to be allowed for it.

least(parameters, account, ("run",)).documents   # the least IAM policy
permissions(session)                             # may the caller do all of it?
"""

from __future__ import annotations

from c9lib.rehearsal.least import Least, least
from c9lib.rehearsal.nouns import Purpose
from c9lib.rehearsal.permissions import permissions, refuse

__all__ = ["Least", "Purpose", "least", "permissions", "refuse"]
