"""The changes that make interface endpoints, and those that mend this deployment's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c9lib.aws import Session
from c9lib.nouns import Change, Seen, Wait
from c9lib.path.names import HOLDING
from c9lib.path.network import state_of
from c9lib.steps import costs
from c9lib.steps.endpoint_guard import Guard
from c9lib.steps.endpoint_parts import Endpoints, create_endpoint, endpoints, living, service_name
from c9lib.steps.endpoint_use import policy_flaws
from c9lib.steps.place import Thing
from c9lib.steps.reading import in_words, is_ours

AVAILABLE = Wait("the VPC endpoints are available", 120, 900, 5, "estimate; AWS publishes no figure (facts 7.2)")
GIVEN_BACK = Wait("a former endpoint has given the service's name back", 90, 600, 10, "estimate (facts 7.2)")
WHY = {
    "ssm": "SSM Agent registers here and gives its sign of life",
    "ssmmessages": "the agent keeps the channels of sessions open here",
    "ec2messages": "Cloud9's page demands it; agents from 3.3.40.0 on use ssmmessages instead",
}


class InterfaceEndpoints:
    """Changes on the interface endpoints around a subnet; `there` is None when there is no subnet yet.

    `guard` knows the security group by the time that a change runs.
    """

    def __init__(self, session: Session, there: Endpoints | None, guard: Guard) -> None:
        self.session = session
        self._there = there
        self._guard = guard

    def changes(self, service: str) -> Iterator[Change]:
        """What a service lacks: an endpoint, its name, its guard, its policy. Nothing of somebody else's is touched."""
        there = self._there
        found = (there.interface(service) or there.unnamed(service)) if there else None
        if found is not None:
            yield from self._mend(service, found)
            return
        broken = there.broken(service) if there else []
        yield from (self._remove(one) for one in broken if is_ours(self.session, one))
        yield self._create(service)

    def waiting(self, services: list[str]) -> Iterator[Change]:
        """Wait until all are available, unless they are."""
        found = [self._there.interface(one) if self._there else None for one in services]
        if any(one is None or state_of(one) not in HOLDING for one in found):
            yield self._wait(services)

    def _mend(self, service: str, endpoint: Thing) -> Iterator[Change]:
        assert self._there is not None, "an endpoint was found"
        if not is_ours(self.session, endpoint):
            return
        groups = {str(one["GroupId"]) for one in endpoint.get("Groups", ())}
        unguarded = self._guard.group_id not in groups or not groups
        denying = any(policy_flaws(self._there, service, endpoint))
        unnamed = not endpoint.get("PrivateDnsEnabled")
        told = (
            *(("its private DNS on",) if unnamed else ()),
            *(("with its security group",) if unguarded else ()),
            *(("with AWS's policy, that allows everything",) if denying else ()),
        )
        if not told:
            return

        def run() -> None:
            lacking = {
                **({"PrivateDnsEnabled": True} if unnamed else {}),
                **({"AddSecurityGroupIds": [self._guard.group_id]} if unguarded else {}),
                **({"ResetPolicy": True} if denying else {}),
            }
            self._ec2.modify_vpc_endpoint(VpcEndpointId=endpoint["VpcEndpointId"], **lacking)

        yield Change(
            "mend",
            f"interface endpoint {endpoint['VpcEndpointId']} for {service}: {', '.join(told)}",
            f"this deployment made it, and somebody changed it; {WHY[service]}",
            ("ec2:ModifyVpcEndpoint", *(("route53:AssociateVPCWithHostedZone",) if unnamed else ())),
            "goes with the endpoint",
            run=run,
        )

    def _create(self, service: str) -> Change:
        """Make an interface endpoint with private DNS; from one zone it serves the whole VPC (facts 7.2)."""

        def run() -> None:
            assert self._there is not None, "refused otherwise"
            if self._leaving(service):
                self.session.wait(GIVEN_BACK, lambda: self._given_back(service))
            told = {
                "VpcEndpointType": "Interface",
                "VpcId": self._there.here.vpc_id,
                "ServiceName": service_name(self.session, service),
                "SubnetIds": [self._there.here.subnet_id],
                "SecurityGroupIds": [self._guard.group_id],
                "PrivateDnsEnabled": True,
            }
            create_endpoint(self.session, service, told)

        return Change(
            "create",
            f"interface endpoint for {service}, with private DNS",
            WHY[service],
            (
                "ec2:CreateVpcEndpoint",
                "ec2:CreateTags",
                "ec2:DescribeVpcEndpoints",
                "route53:AssociateVPCWithHostedZone",
            ),
            "delete the endpoint; it costs until then, used or not",
            costs.interface_endpoint(self.session),
            run,
        )

    def _remove(self, broken: Thing) -> Change:
        return Change(
            "delete",
            f"endpoint {broken['VpcEndpointId']}, which is {state_of(broken)}",
            "it never works again, and may hold the service's name",
            ("ec2:DeleteVpcEndpoints",),
            "nothing to undo: it is made anew",
            run=lambda: self._ec2.delete_vpc_endpoints(VpcEndpointIds=[broken["VpcEndpointId"]]),
        )

    def _wait(self, services: list[str]) -> Change:
        return Change(
            "wait",
            f"until {AVAILABLE.condition}",
            "the names of the services lead to the endpoints only then",
            ("ec2:DescribeVpcEndpoints",),
            "nothing to undo",
            run=lambda: self.session.wait(AVAILABLE, lambda: self._available(services)),
        )

    def _available(self, services: list[str]) -> Seen:
        assert self._there is not None, "refused otherwise"
        now = self._there.now()
        found = {service: living(self.session, now, service) for service in services}
        states = {service: state_of(one) if one else "gone" for service, one in found.items()}
        lost = [f"{service} is {told}" for service, told in states.items() if told not in ("pending", *HOLDING)]
        told = ", ".join(f"{service} {told}" for service, told in states.items())
        return Seen(told, done=all(one in HOLDING for one in states.values()), hopeless=in_words(lost, ""))

    def _leaving(self, service: str) -> list[str]:
        """Endpoints that still hold the service's name on their way out."""
        now = endpoints(self.session)
        return now.leaving(service) if now else []

    def _given_back(self, service: str) -> Seen:
        left = self._leaving(service)
        return Seen(f"{in_words(left)} still deleting" if left else "given back", done=not left)

    @property
    def _ec2(self) -> Any:
        return self.session.client("ec2")
