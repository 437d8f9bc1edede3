"""Step endpoints: private ways to Systems Manager and to Cloud9's bucket in Amazon S3 (facts 1.6, 7.1, 7.2)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from c9lib import checks
from c9lib.nouns import Change, Checks, Fact, Observation, Plan
from c9lib.path import Network
from c9lib.path.network import state_of
from c9lib.steps import vpc_dns
from c9lib.steps.base import Step
from c9lib.steps.egress import Egress
from c9lib.steps.endpoint_changes import InterfaceEndpoints
from c9lib.steps.endpoint_guard import Guard
from c9lib.steps.endpoint_parts import Endpoints, endpoints
from c9lib.steps.endpoint_undo import plan_undo
from c9lib.steps.endpoint_use import Flaw, flaws, way
from c9lib.steps.endpoint_words import notes
from c9lib.steps.environments import Environment
from c9lib.steps.forecast import first
from c9lib.steps.group_to_come import under_way, until_known
from c9lib.steps.place import Thing
from c9lib.steps.reading import is_ours
from c9lib.steps.s3_gateway import S3Gateway
from c9lib.steps.whatif import with_endpoints


class EndpointsStep(Step):
    """Interface endpoints for SSM Agent, a gateway endpoint for S3. Existing ones are used, not doubled; this
    deployment's are mended. Then, if asked, the instance gets no other outbound rule.
    """

    name = "endpoints"
    title = "VPC endpoints"
    families = ("dns", "path", "endpoint")

    def _checks(self) -> Checks:
        """The checks of the ways; with restricted egress also whether the agent is still there."""
        if not self.parameters.restrict_egress:
            return super()._checks()
        return checks.of(self.session, (*self.families, "instance", "agent"))

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
        there.read_ahead()
        group = there.own_group
        on = ", ".join(f"{name} {'on' if is_on else 'off'}" for name, is_on in there.dns.items())
        facts = (
            Fact("subnet", "there", f"{there.here.subnet_id} in {there.here.vpc_id}"),
            Fact("DNS of the VPC", "on" if all(there.dns.values()) else "off", on),
            Fact("security group of the endpoints", "there" if group else "missing", group["GroupId"] if group else ""),
            *(self._fact(there, service) for service in self._interfaces),
            *((self._gateway_fact(there),) if self._wants_s3 else ()),
        )
        return Observation(self.name, facts, {"there": there})

    def _fact(self, there: Endpoints, service: str) -> Fact:
        found = there.interface(service) or there.unnamed(service) or next(iter(there.broken(service)), None)
        if found is None:
            return Fact(f"endpoint for {service}", "missing")
        useless = " ".join(flaw.words for flaw in flaws(there, service, found)) if state_of(found) != "pending" else ""
        return self._as_fact(service, found, useless)

    def _gateway_fact(self, there: Endpoints) -> Fact:
        found = there.gateway()
        if found is None:
            elsewhere = [one["VpcEndpointId"] for one in there.gateways()]
            told = f"{', '.join(elsewhere)} is on another route table" if elsewhere else ""
            return Fact("endpoint for s3", "missing", told)
        return self._as_fact("s3", found, S3Gateway(self.session, there).useless())

    def _as_fact(self, service: str, found: Thing, useless: str) -> Fact:
        owner = "" if is_ours(self.session, found) else ", made by somebody else"
        told = f"{found['VpcEndpointId']}{owner}"
        told = f"{told}, {state_of(found)} but of no use: {useless}" if useless else told
        return Fact(f"endpoint for {service}", "useless" if useless else state_of(found), told)

    def _plan(self, seen: Observation) -> Plan:
        there: Endpoints | None = seen.data["there"]
        if not self.parameters.endpoint_services:
            return Plan(self.name, notes=("endpoint_services is empty, so no endpoint is wanted.",))
        coming = self._coming(there)
        guard = Guard(self.session, there, awaited=coming is not None)
        waiting = (until_known(self.session, coming),) if coming else ()
        changes = (*waiting, *self._changes(there, guard))
        told = notes(self.session, there, guard, guarding=self._guarded(there))
        if there is None:
            waits_for = ("This deployment has no subnet yet. " + first("network"),)
            return Plan(self.name, changes, told, waits_for=waits_for)
        after = with_endpoints(there, self._interfaces, guard.wanted)
        egress = self._egress(there, guard, after) if coming is None else Plan(self.name)
        return Plan(
            self.name,
            (*changes, *egress.changes),
            (*told, *self._uncertain(there, after), *egress.notes),
            (*self._refusals(there, after, changes), *egress.refusals),
            waits_for=egress.waits_for,
        )

    def _changes(self, there: Endpoints | None, guard: Guard) -> Iterator[Change]:
        """All but the egress. Who is let in comes before the endpoints, who no longer is after them."""
        guarding, making = self._guarded(there), InterfaceEndpoints(self.session, there, guard)
        yield from self._dns(there)
        yield from guard.opening() if guarding else ()
        for service in self._interfaces:
            yield from making.changes(service)
        yield from S3Gateway(self.session, there).changes() if self._wants_s3 else ()
        yield from making.waiting(self._interfaces)
        yield from guard.narrowing() if guarding else ()

    def _coming(self, there: Endpoints | None) -> Environment | None:
        """The environment whose instance is to be let in alone, or to be restricted, and isn't there yet."""
        if there is None or there.instance is not None:
            return None
        awaited = self.parameters.restrict_egress or (self._guarded(there) and not there.others)
        return under_way(self.session) if awaited else None

    def _refusals(self, there: Endpoints, after: Network, changes: tuple[Change, ...]) -> Iterator[str]:
        yield from self._closed_vpc(there) if changes else ()
        yield from self._closed_endpoints(there, after)
        yield from S3Gateway(self.session, there).refusals() if self._wants_s3 else ()

    def _guarded(self, there: Endpoints | None) -> bool:
        """Whether an endpoint of this deployment is to be made or is there, which its security group guards."""
        found = [there.interface(one) if there else None for one in self._interfaces]
        return any(one is None or is_ours(self.session, one) for one in found)

    def _dns(self, there: Endpoints | None) -> Iterator[Change]:
        if there is None or not self._interfaces:
            return
        vpc_id = there.here.vpc_id
        for attribute, is_on in there.dns.items():
            if not is_on:
                yield vpc_dns.turn_on(self.session, attribute, lambda: vpc_id, "it stays on: it does no harm")

    def _egress(self, there: Endpoints, guard: Guard, after: Network) -> Plan:
        if not self.parameters.restrict_egress:
            return Plan(self.name)
        return Egress(self.session, there, guard).plan(after)

    def _closed_vpc(self, there: Endpoints) -> Iterator[str]:
        """Why nothing may be changed here: the VPC is another account's; or it isn't this deployment's, and `repair`
        doesn't say that its DNS may be turned on, which concerns all in it.
        """
        if there.here.is_shared:
            yield (
                f"The subnet {there.here.subnet_id} belongs to account {there.here.subnet['OwnerId']}, which only"
                " shares it: AWS lets nobody but the owner make endpoints there. Ask the owner for them, set"
                " endpoint_services to [], or give another subnet."
            )
            return
        off = [name for name, is_on in there.dns.items() if not is_on]
        if off and self._interfaces and not self.parameters.repair and not there.is_own_vpc:
            yield (
                f"{there.here.vpc_id} isn't this deployment's, and {' and '.join(off)} is off; private DNS needs it on."
                " Set repair to true to turn it on for the whole VPC."
            )

    def _closed_endpoints(self, there: Endpoints, after: Network) -> Iterator[str]:
        """What keeps the agent from a service once everything is done: somebody else's endpoint that is closed or
        broken, or the network in between. Its name leads there, so no session would work.
        """
        for service in self._interfaces:
            found = there.interface(service)
            if found is None or is_ours(self.session, found):
                path = way(there, service, after)
                if not path.reachable and path.certain and not there.here.is_shared:
                    yield f"The endpoint for {service} wouldn't help: {Flaw(path.explanation, path.remedy)}"
                continue
            now = after.endpoint(found["VpcEndpointId"]) or found
            for flaw in flaws(there, service, now, after):
                yield f"The endpoint {found['VpcEndpointId']} for {service} isn't this deployment's. {flaw}"

    def _uncertain(self, there: Endpoints, after: Network) -> Iterator[str]:
        """What can't be judged of the ways."""
        paths = map(partial(way, there, network=after), self._interfaces)
        yield from dict.fromkeys(caveat for path in paths for caveat in path.caveats)

    def _plan_undo(self, seen: Observation) -> Plan:
        return plan_undo(self.session, self.leaving)
