"""Documents alone: which actions they carry, and how they decide on everything or on one resource, whoever asks.

`decided` is for documents whose requests aren't there yet: an endpoint's policy that an agent will pass, a role's
rights. What depends on a condition or a principal is `conditional`, unless the caller says what is known of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from c9lib.policy.layers import Question, survey
from c9lib.policy.nouns import EVERYTHING, UNKNOWN, Context, Document, Outcome, Policy
from c9lib.policy.principals import Who
from c9lib.policy.reading import read


def decided(
    documents: Iterable[Document | str],
    action: str,
    resource: str = EVERYTHING,
    *,
    who: Collection[str] = (),
    context: Context = UNKNOWN,
) -> Outcome:
    """How the documents (parsed, or JSON text) together decide on an action, on every resource or on one by its ARN.

    `who` are all names of the one that asks: its account's id, that account's root ARN, its role's ARN. With them a
    statement for one of these applies to it, and a statement for other accounts or ARNs doesn't. `context` are the
    condition keys that are known; `Context({…}, complete=False)` says that there may be others.
    """
    question = Question(action, resource, context, Who.called(who), every=resource == EVERYTHING)
    found = survey(map(Policy, documents), question)
    if found.denies:
        return "explicitDeny"
    allows = found.allowing()
    if allows is False:  # whatever a condition of a denial says, nothing allows it
        return "implicitDeny"
    return "allowed" if allows and not found.perhaps_denies else "conditional"


def carries(document: Document | str, action: str) -> bool:
    """Whether a statement allows the action at all, under whatever condition."""
    return any(one.allows for one in read(document).about(action))
