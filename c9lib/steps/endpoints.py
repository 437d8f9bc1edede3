"""Step endpoints: private ways to Systems Manager and to Cloud9's bucket in Amazon S3 (facts 1.6, 7.1, 7.2)."""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.nouns import Change, Fact, Observation, Plan
from c9lib.steps import vpc_dns
from c9lib.steps.base import Step
from c9lib.steps.endpoint_changes import EndpointChanges
from c9lib.steps.endpoint_parts import Endpoints, endpoints, lets_in, state
from c9lib.steps.endpoint_undo import plan_undo
from c9lib.steps.forecast import first
from c9lib.steps.place import Thing
from c9lib.steps.reading import is_ours

OPTIONAL = (
    "In this subnet the endpoints are optional: its instance reaches Systems Manager through the internet gateway, too."
    " With private DNS the traffic takes the endpoints from now on."
)
ONLY_CLOUD9 = (
    "With the policy of the S3 endpoint whatever uses the subnet's route table reaches two places in Amazon S3:"
    " Cloud9's bucket, and the packages of Amazon Linux 2023, which the policy on AWS's page would cut off."
)


class EndpointsStep(Step):
    """Interface endpoints for SSM Agent, a gateway endpoint for S3. Existing ones are used, not doubled."""

    name = "endpoints"
    title = "VPC endpoints"
    families = ("dns", "path")

    @property
    def _interfaces(self) -> list[str]:
        return [service for service in self.parameters.endpoint_services if service != "s3"]

    @property
    def _wants_s3(self) -> bool:
        return "s3" in self.parameters.endpoint_services

    def _observe(self) -> Observation:
        there = endpoints(self.session)
        if there is None:
            return Observation(self.name, (Fact("subnet", "missing", "step network makes it"),), {"there": None})
        group = there.own_group
        on = ", ".join(f"{name} {'on' if is_on else 'off'}" for name, is_on in there.dns.items())
        facts = (
            Fact("subnet", "there", f"{there.here.subnet_id} in {there.here.vpc_id}"),
            Fact("DNS of the VPC", "on" if all(there.dns.values()) else "off", on),
            Fact("security group of the endpoints", "there" if group else "missing", group["GroupId"] if group else ""),
            *(self._fact(service, there.interface(service)) for service in self._interfaces),
            *((self._fact("s3", there.gateway()),) if self._wants_s3 else ()),
        )
        return Observation(self.name, facts, {"there": there})

    def _fact(self, service: str, found: Thing | None) -> Fact:
        if found is None:
            return Fact(f"endpoint for {service}", "missing")
        owner = "" if is_ours(self.session, found) else ", made by somebody else"
        return Fact(f"endpoint for {service}", state(found), f"{found['VpcEndpointId']}{owner}")

    def _plan(self, seen: Observation) -> Plan:
        there: Endpoints | None = seen.data["there"]
        if not self.parameters.endpoint_services:
            return Plan(self.name, notes=("endpoint_services is empty, so no endpoint is wanted.",))
        changing = EndpointChanges(self.session, there)
        changes = (
            *self._dns(there),
            *self._guard(changing, there),
            *(changing.interface(one) for one in self._interfaces if not (there and there.interface(one))),
            *self._s3(changing, there),
            *self._wait(changing, there),
        )
        return Plan(self.name, changes, self._notes(there), self._refusals(there))

    def _dns(self, there: Endpoints | None) -> Iterator[Change]:
        if there is None or not self._interfaces:
            return
        vpc_id = there.here.vpc_id
        for attribute, is_on in there.dns.items():
            if not is_on:
                yield vpc_dns.turn_on(self.session, attribute, lambda: vpc_id, "it stays on: it does no harm")

    def _guard(self, changing: EndpointChanges, there: Endpoints | None) -> Iterator[Change]:
        """The security group, as far as an endpoint of this deployment is to be made or is there."""
        own = [
            one
            for one in self._interfaces
            if not (found := there and there.interface(one)) or is_ours(self.session, found)
        ]
        if not own:
            return
        group = there.own_group if there else None
        if group is None:
            yield changing.group()
        if there is None or group is None or not lets_in(group, there.here.subnet["CidrBlock"]):
            yield changing.rule()

    def _s3(self, changing: EndpointChanges, there: Endpoints | None) -> Iterator[Change]:
        if not self._wants_s3 or (there and there.gateway()):
            return
        own = [one for one in there.gateways() if is_ours(self.session, one)] if there else []
        yield changing.extended_gateway(own[0]["VpcEndpointId"]) if own else changing.gateway()

    def _wait(self, changing: EndpointChanges, there: Endpoints | None) -> Iterator[Change]:
        found = [there.interface(one) if there else None for one in self._interfaces]
        if any(one is None or state(one) != "available" for one in found):
            yield changing.wait(self._interfaces)

    def _notes(self, there: Endpoints | None) -> tuple[str, ...]:
        if there is None:
            return ()
        public = (OPTIONAL,) if there.here.way == "open" and self._interfaces else ()
        return (*public, *((ONLY_CLOUD9,) if self._wants_s3 else ()))

    def _refusals(self, there: Endpoints | None) -> tuple[str, ...]:
        if there is None:
            return ("This deployment has no subnet yet. " + first("network"),)
        return (*self._closed_vpc(there), *self._closed_endpoints(there))

    def _closed_vpc(self, there: Endpoints) -> Iterator[str]:
        """A VPC that isn't this deployment's is changed only when `repair` says so: DNS concerns all in it."""
        off = [name for name, is_on in there.dns.items() if not is_on]
        if off and self._interfaces and not self.parameters.repair and not is_ours(self.session, there.here.around.vpc):
            yield (
                f"{there.here.vpc_id} isn't this deployment's, and {' and '.join(off)} is off; private DNS needs it on."
                " Set repair to true to turn it on for the whole VPC."
            )

    def _closed_endpoints(self, there: Endpoints) -> Iterator[str]:
        """An endpoint of somebody else that this subnet may not use: its name leads there, so no session would work."""
        for service in self._interfaces:
            found = there.interface(service)
            if found is None or is_ours(self.session, found) or there.lets_in(found):
                continue
            group = next((one["GroupId"] for one in found.get("Groups", ())), "its security group")
            cidr = there.here.subnet["CidrBlock"]
            yield (
                f"The endpoint {found['VpcEndpointId']} for {service} isn't this deployment's, and doesn't let in HTTPS"
                f" from {cidr}. Mend it with: aws ec2 authorize-security-group-ingress --group-id {group} --protocol"
                f" tcp --port 443 --cidr {cidr} --region {self.session.region}"
            )

    def _plan_undo(self, seen: Observation) -> Plan:
        return plan_undo(self.session)
