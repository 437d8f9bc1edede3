"""Whether a policy allows what a rehearsal needed: by the evaluator, without an account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from c9lib.policy import Context, Policies, Policy, Request, Value, evaluate
from c9lib.rehearsal.nouns import Need

Document = Mapping[str, Any]


def allowed(documents: Iterable[Document], need: Need, username: str = "Administrator") -> bool:
    """Whether whoever holds the documents, and nothing else, may do it."""
    context: dict[str, Value] = {
        **need.context,
        "aws:RequestedRegion": need.region,
        "aws:username": username,
        **({"aws:CalledVia": need.via, "aws:CalledViaFirst": need.via[0]} if need.via else {}),
    }
    return allows(documents, need.action, need.resource, Context(context))


def allows(documents: Iterable[Document], action: str, resource: str, context: Context) -> bool:
    """Whether the documents allow one action on one resource."""
    held = Policies(identity=tuple(Policy(one) for one in documents))
    return evaluate(Request(action, resource, context), held).allowed


def idle(documents: Sequence[Document], needs: Sequence[Need]) -> list[tuple[str, str]]:
    """The actions and resources of statements, with the Sid, without which everything would still be allowed."""
    found = []
    for at, document in enumerate(documents):
        for number, statement in enumerate(document["Statement"]):
            for part in ("Action", "Resource"):
                for one in statement[part]:
                    narrower = {**statement, part: [other for other in statement[part] if other != one]}
                    if _suffices(_changed(documents, at, number, narrower), needs, statement["Action"]):
                        found.append((statement["Sid"], one))
    return found


def _suffices(documents: list[Document], needs: Sequence[Need], actions: list[str]) -> bool:
    return all(allowed(documents, need) for need in needs if need.action in actions)


def _changed(documents: Sequence[Document], at: int, number: int, narrower: Document) -> list[Document]:
    held = list(documents[at]["Statement"])
    held[number : number + 1] = [narrower] if narrower["Action"] and narrower["Resource"] else []
    return [*documents[:at], {**documents[at], "Statement": held}, *documents[at + 1 :]]
