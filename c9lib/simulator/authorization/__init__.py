"""Who may do what: IAM enforced on every request, before an operation, or moto, does anything.

    authorize(world, asked)          # raises the refusal in the words of AWS, or returns
    policies_of(world, principal)    # everything that has a say over a principal
    organization(world)              # the service control policies

The account's administrator and AWS itself pass. Order of what is looked at: whose key it is, then what the request
lacks (required members, types, least lengths), then permission, then everything else: so whoever may not ask doesn't
hear whether something exists. A policy counts from the next request on; AWS needs seconds for that (facts 5.11), which
nobody here could tell from a mistake.
"""

from __future__ import annotations

from c9lib.simulator.authorization.asked import Asked, of_call
from c9lib.simulator.authorization.enforcement import authorize, decisions, needed, passes
from c9lib.simulator.authorization.principals import asker, organization, policies_of
from c9lib.simulator.authorization.trace import Traced

__all__ = [
    "Asked",
    "Traced",
    "asker",
    "authorize",
    "decisions",
    "needed",
    "of_call",
    "organization",
    "passes",
    "policies_of",
]
