"""What somebody else has decided for the account: whether Cloud9 is open to it, and which service control policies its
organization has attached. Set through the control addresses; the account itself can't change either.
"""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.policy.nouns import Policy
from c9lib.simulator.world import World

FULL_ACCESS = Policy(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]},
    "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess",
)
"""The policy that AWS Organizations attaches to every level until somebody takes it away."""


@dataclass
class _Account:
    closed: bool = False
    scps: tuple[tuple[Policy, ...], ...] = ()


def _account(world: World) -> _Account:
    return world.store("account", "", _Account)


def is_closed(world: World) -> bool:
    """Whether the account is one of those that never used Cloud9 before 25 July 2024 (facts 3.7)."""
    return _account(world).closed


def set_closed(world: World, closed: bool) -> None:  # noqa: FBT001 (its name says what True is)
    """Close Cloud9 to the account, or open it again."""
    _account(world).closed = closed


def scps(world: World) -> tuple[tuple[Policy, ...], ...]:
    """The service control policies of each level of the organization; empty while the account is in none."""
    return _account(world).scps


def set_scps(world: World, policies: tuple[Policy, ...], *, full_access: bool = True) -> None:
    """Attach these, and no others, to the account: beside FullAWSAccess, or instead of it. None at all, and
    `full_access`: there is no organization.
    """
    level = (FULL_ACCESS, *policies) if full_access else policies
    _account(world).scps = (level,) if policies or not full_access else ()
    world.changes += 1
    world.rights += 1
