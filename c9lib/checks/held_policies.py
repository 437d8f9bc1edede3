"""The policies that a user, a group or a role carries, read from IAM: inline, attached, by groups, and the boundary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from c9lib.checks.principals import Iam
from c9lib.checks.reader import Inapplicable, Unread
from c9lib.policy import Policies, Policy


def held(iam: Iam, kind: str, name: str) -> Policies:
    """Everything that IAM shows of it; service control policies and a session's policies aren't there.

    A policy is named as a person finds it: by its ARN, as `inline NAME of user ANN`, `ARN of group CLASS`.
    Raises `Inapplicable` when there is no such one, `Unread` when a part of it isn't shown.
    """
    found = iam.entity(kind, name)
    if found is None:
        raise Inapplicable(f"there is no {kind} {name} in account {iam.reader.session.account_id}")
    _ahead(iam, kind, name)
    own = tuple(_own(iam, kind, name))
    groups = iam.groups_of(name) if kind == "user" else []
    by_groups = tuple(policy for group in groups for policy in _own(iam, "group", group, f" of group {group}"))
    boundary = found.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    limits = (Policy(iam.document(boundary), boundary),) if boundary else None
    return Policies(identity=own + by_groups, boundary=limits)


def _ahead(iam: Iam, kind: str, name: str) -> None:
    """Ask at once for what is read below: what it carries, and then what each of these says."""
    attached, inline = partial(iam.attached, kind, name), partial(iam.inline, kind, name)
    groups = [partial(iam.groups_of, name)] if kind == "user" else []
    iam.reader.ahead(inline, attached, *groups)
    with suppress(Unread):
        documents = [partial(iam.document, arn) for arn in attached() or []]
        iam.reader.ahead(*documents, *(partial(iam.inline_document, kind, name, one) for one in inline()))


def _own(iam: Iam, kind: str, name: str, whose: str = "") -> Iterator[Policy]:
    for policy in iam.inline(kind, name):
        yield Policy(iam.inline_document(kind, name, policy), f"inline {policy} of {kind} {name}")
    for arn in iam.attached(kind, name) or []:
        yield Policy(iam.document(arn), f"{arn}{whose}")


def is_called(policy: Policy, source: str) -> bool:
    """Whether IAM's policy simulator means this policy by a `SourcePolicyId`.

    It gives a name without a path, and before an inline one's also `user_ANN_` (as people's outputs show; AWS's pages
    don't say). An ARN is taken, too.
    """
    name = policy.name.partition(" of group ")[0] if policy.name.startswith("arn:") else policy.name
    if not name.startswith("inline "):
        return source in (name, name.rpartition("/")[2])
    inline, _, whose = name.removeprefix("inline ").partition(" of ")
    return source in (name, inline, f"{whose.replace(' ', '_', 1)}_{inline}")
