"""Who of the account may do everything: a right that mends whatever IAM refuses, and is never what was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.checks.reader import Reader
from c9lib.checks.rights import Rights
from c9lib.labs.ground import Ground
from c9lib.policy import Policy, decided

ANYBODY = {
    "iam:PutUserPolicy": "arn:aws:iam::{account}:user/anybody",
    "iam:AttachUserPolicy": "arn:aws:iam::{account}:user/anybody",
    "iam:PutRolePolicy": "arn:aws:iam::{account}:role/anything",
    "iam:AttachRolePolicy": "arn:aws:iam::{account}:role/anything",
}
"""Whoever may do one of these to everybody gives itself every other right."""
UNRELATED = {
    "cloudtrail:DeleteTrail": "arn:aws:cloudtrail:{region}:{account}:trail/any",
    "dynamodb:DeleteTable": "arn:aws:dynamodb:{region}:{account}:table/any",
    "rds:DeleteDBInstance": "arn:aws:rds:{region}:{account}:db:any",
    "sns:DeleteTopic": "arn:aws:sns:{region}:{account}:any",
}
"""Actions that no lab is about: a policy that allows all of them lists nothing, or only exceptions (NotAction)."""
OF_AWS = "/aws-service-role/"
"""The path of service-linked roles, whose policies nobody here changes."""


def too_much(ground: Ground) -> str:
    """Which users, groups and roles may do everything, in a sentence; "" for none. Whoever looks, the account's own
    administrator, isn't counted."""
    found = [f"{who} has {policy}" for who, policy in _found(ground)]
    return f"somebody may do everything, where one right was asked for: {'; '.join(found)}" if found else ""


def everything_of(ground: Ground, kind: str, name: str) -> tuple[str, ...]:
    """The policies, by ARN or name, with which this user, group or role may do everything; those of a user's groups
    count. Raises `Inapplicable` when there is no such one."""
    policies = Rights(Reader(ground.session)).policies(kind, name)
    return tuple(one.name for one in policies.identity if _everything(ground, one))


def _found(ground: Ground) -> Iterator[tuple[str, str]]:
    for kind, name in _principals(ground):
        yield from ((f"{kind} {name}", policy) for policy in everything_of(ground, kind, name))


def _principals(ground: Ground) -> Iterator[tuple[str, str]]:
    """Users and roles; what a group gives, its users have."""
    own = ground.session.identity.arn
    for user in ground.session.pages("iam", "list_users", "Users"):
        if user["Arn"] != own:
            yield "user", user["UserName"]
    for role in ground.session.pages("iam", "list_roles", "Roles"):
        if not role["Path"].startswith(OF_AWS):
            yield "role", role["RoleName"]


def _everything(ground: Ground, policy: Policy) -> bool:
    """Whether it allows, perhaps under a condition, to give rights to everybody, or whatever one may think of."""

    def may(action: str, about: str) -> bool:
        resource = about.format(account=ground.session.account_id, region=ground.region)
        return decided([policy.document], action, resource) in ("allowed", "conditional")

    return any(may(*one) for one in ANYBODY.items()) or all(may(*one) for one in UNRELATED.items())
