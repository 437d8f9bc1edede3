"""What the policy of a VPC endpoint decides on the agent, and the policy changed as little as lets it through.

Pure functions over plain data, for the checks and for the steps alike (facts 1.6, 7.2, 7.3).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from c9lib.checks.agent_requests import Agent, Through, of_anybody
from c9lib.checks.buckets import dependencies
from c9lib.checks.commands import as_json, command
from c9lib.policy import EVERYTHING, Decision, Document, Request, statements, trusted

Thing = Mapping[str, Any]
SOME_FILE = "cloud9.tar.gz"
"""Stands for any object below `content/dependencies/`."""
ALLOWING = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


@dataclass(frozen=True)
class Need:
    """A request that has to get through, and the resource of a statement that allows it and its like."""

    request: Request
    pattern: str = EVERYTHING

    @property
    def action(self) -> str:
        return self.request.action


@dataclass(frozen=True)
class Ruling:
    """How one endpoint's policy decides on one need."""

    endpoint: Thing
    need: Need
    decision: Decision

    @property
    def place(self) -> str:
        """The statement that denies; "" when none does."""
        return str(self.decision.statement) if self.decision.outcome == "explicitDeny" else ""

    @property
    def reason(self) -> str:
        """`explicitDeny ssm:UpdateInstanceInformation; statement 2 (Guard)`."""
        return f"{self}; {self.place}" if self.place else str(self)

    def __str__(self) -> str:
        """`explicitDeny ssm:UpdateInstanceInformation`."""
        return f"{self.decision.outcome} {self.need.action}"


def rulings(endpoint: Thing, service: str, agent: Agent) -> list[Ruling]:
    """How the endpoint's policy decides on what the agent needs of a service; nothing where it has no policy."""
    document = endpoint.get("PolicyDocument")
    if not document:
        return []
    through = Through(str(endpoint["VpcEndpointId"]), str(endpoint["VpcId"]))
    return [Ruling(endpoint, need, decision(document, need)) for need in _needs(service, agent, through)]


def decision(document: Document | str, need: Need) -> Decision:
    """How a policy decides on a need."""
    return trusted(_parsed(document), need.request)


def letting_through(document: Document | str, needs: Sequence[Need]) -> dict[str, Any]:
    """The policy without the statements that deny one of the needs for certain, and with one more for what nothing
    allows. A denial that isn't meant for the agent stays, and so does one of which that isn't known.
    """
    parsed = _parsed(document)
    kept = [dict(one) for one in statements(parsed) if not any(_denies(one, need) for need in needs)]
    allowing = {"Statement": [one for one in kept if one["Effect"] == "Allow"]}
    lacking = [need for need in needs if not decision(allowing, need).allowed]
    return {**parsed, "Statement": [*kept, *_allowing(lacking)]}


def mending(region: str, wrong: Sequence[Ruling]) -> str:
    """The command that lets through what one endpoint doesn't; words where a statement that may deny has to stay."""
    endpoint, needs = wrong[0].endpoint, [one.need for one in wrong]
    name, mended = str(endpoint["VpcEndpointId"]), letting_through(endpoint["PolicyDocument"], needs)
    after = [decision(mended, need) for need in needs]
    if all(one.allowed for one in after):
        words = ("--vpc-endpoint-id", name, "--policy-document", as_json(mended))
        return command(region, "ec2", "modify-vpc-endpoint", *words)
    open_still = dict.fromkeys(str(miss) for one in after for miss in one.misses)
    return f"# Except the role of the instance from the denials of {name} that may concern it: {'; '.join(open_still)}"


def _needs(service: str, agent: Agent, through: Through) -> list[Need]:
    """Of Systems Manager what sessions take; of Amazon S3 one object that stands for all.

    Who fetches that isn't said (facts 1.6), and a gateway endpoint takes an account for its root user alone (VPC User
    Guide, "Control access to VPC endpoints using endpoint policies"): what depends on who asks stays open there.
    """
    if service != "s3":
        return [Need(one) for one in agent.requests(service, through)]
    where = dependencies(agent.region)
    fetching = Request("s3:GetObject", where.replace("*", SOME_FILE), of_anybody(through))
    return [Need(fetching, where)] if where else []


def _denies(statement: Document, need: Need) -> bool:
    beside = {"Statement": [ALLOWING, statement]}
    return statement["Effect"] == "Deny" and decision(beside, need).outcome == "explicitDeny"


def _allowing(needs: Iterable[Need]) -> list[dict[str, Any]]:
    """One statement for each resource."""
    by_pattern: dict[str, list[str]] = {}
    for need in needs:
        by_pattern.setdefault(need.pattern, []).append(need.action)
    return [
        {"Effect": "Allow", "Principal": "*", "Action": actions, "Resource": pattern}
        for pattern, actions in by_pattern.items()
    ]


def _parsed(document: Document | str) -> dict[str, Any]:
    return json.loads(document) if isinstance(document, str) else dict(document)
