"""One call as the files of this room see it: its parameters by place, ARNs by the formats of AWS, requirements with
their context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from c9lib.policy.actions import conditions
from c9lib.policy.actions.nouns import ActionFacts, Facts, Owners, Params, Related, Requirement, ResourceType, Values
from c9lib.policy.actions.reference import supports

NOTHING: Values = {}
WHOLE_TYPE = re.compile(r"\*|.*:([^:/]*/)?\*(/\*)*")
"""What names no resource in particular: `*`, `…:vpc/*`, `…:environment:*`, `…:stack/*/*`."""


@dataclass(frozen=True)
class Call:
    """An operation with its parameters. `prefix` is IAM's name of the service (`servicequotas`)."""

    prefix: str
    operation: str
    params: Params
    facts: Facts

    @property
    def action(self) -> ActionFacts:
        """What is documented of the action that has the operation's name."""
        return supports(f"{self.prefix}:{self.operation}")

    def raw(self, place: str) -> Iterator[Any]:
        """What stands at a place of the parameters (`NetworkInterfaces.SubnetId`), item by item where it is a list."""
        found: list[Any] = [self.params]
        for name in place.split("."):
            found = [one[name] for one in _items(found) if isinstance(one, dict) and one.get(name) is not None]
        yield from _items(found)

    def values(self, *places: str) -> tuple[str, ...]:
        """The texts at some places, each once."""
        found = (value for place in places for value in self.raw(place))
        return tuple(dict.fromkeys(str(value) for value in found if isinstance(value, str | int) and value != ""))

    def value(self, *places: str) -> str:
        """The first of them, or ""."""
        return next(iter(self.values(*places)), "")

    def told(self, keys: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """Condition keys with what stands at their places; what isn't given isn't told."""
        found = {key: conditions.texts(list(self.raw(place))) for key, place in keys.items()}
        return {key: value for key, value in found.items() if value}

    def arn(self, kind: ResourceType, *names: str) -> str:
        """An ARN in the format of a type of resource, with `*` for names that aren't given. An ARN stays as it is."""
        if names and names[0].startswith("arn:"):
            return names[0]
        account = self.facts.account
        if names and self.prefix == "ec2" and isinstance(self.facts, Owners):
            account = self.facts.owner(names[0]) or account
        return filled(kind.arn, self.facts.region, account, *names)

    def related(self, *names: str) -> tuple[str, ...]:
        """What ids of associations and the like stand for, as far as anybody knows."""
        facts = self.facts
        return tuple(one for name in names for one in facts.related(name)) if isinstance(facts, Related) else ()

    def needs(
        self, kind: ResourceType | None, arn: str, says: Values = NOTHING, *, action: str = "", named: str = ""
    ) -> Requirement:
        """The requirement of the call's own action, or of another one (`iam:PassRole`), on one resource. Of what the
        request `says`, what the action supports becomes context.
        """
        documented = supports(action) if action else self.action
        known = {} if WHOLE_TYPE.fullmatch(arn) else conditions.of_resource(arn, self.facts)
        context = conditions.supported({**known, **says}, documented, kind)
        return Requirement(documented.action, arn, context, named)

    def other(self, action: str, kind: str, arn: str, says: Values = NOTHING, named: str = "") -> Requirement:
        """A requirement of another action, on a resource of one of its types."""
        return self.needs(supports(action).type(kind), arn, says, action=action, named=named)

    def passes(self, role: str, service: str, associated: str = "") -> Requirement:
        """`iam:PassRole` on a role that the call hands to a service (IAM User Guide, "Grant a user permissions to pass
        a role to an AWS service").
        """
        says = {
            "iam:PassedToService": (service,),
            **({"iam:AssociatedResourceArn": (associated,)} if associated else {}),
        }
        return self.other("iam:PassRole", "role", role, says)


def filled(pattern: str, region: str, account: str, *names: str) -> str:
    """A format of the reference with its variables filled in; those for which there is no name become `*`."""
    known = {"Partition": "aws", "Region": region, "Account": account}
    left = iter(names)
    return re.sub(r"\$\{(\w+)\}", lambda match: known.get(match[1]) or next(left, "*"), pattern)


def _items(values: Iterable[Any]) -> Iterator[Any]:
    """The values, lists in them item by item."""
    for value in values:
        if isinstance(value, list | tuple):
            yield from _items(value)
        else:
            yield value
