"""The network of a deployment, or of any instance, as it is now: read once, and told as a `Landscape`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from c9lib.aws import Session
from c9lib.checks import landscape_things as things
from c9lib.checks.environments import ENDED
from c9lib.checks.landscape_outside import outside
from c9lib.checks.network_reads import NetworkReads
from c9lib.checks.reader import Answer, Inapplicable, Unread
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.surroundings import AGENT_SERVICES, GONE
from c9lib.nouns import Landscape, Thing
from c9lib.path import Network
from c9lib.path.names import HOSTNAMES
from c9lib.path.network import is_attached, state_of

Found = TypeVar("Found")
NOTHING = "Nothing to draw yet: in {region}, account {account}, deployment {deployment} has no VPC. Step 03 makes one."
NOT_THERE = "Nothing to draw: {vpc_id} isn't shown to this account in {region}."
NEEDED = (*AGENT_SERVICES, "s3")
"""Endpoints for these services come first."""


def landscape(
    session: Session, environment_id: str | None = None, instance_id: str | None = None, vpc_id: str = ""
) -> Landscape:
    """The VPC of the deployment's instance or subnet, of another environment or instance, or the one named. Reads only.

    What AWS doesn't show is left out and named in `unseen`. Raises `ParameterError` for an id that names nothing,
    `AwsError` when AWS can't be asked at all.
    """
    return Look(Snapshot(session, environment_id, instance_id), vpc_id).landscape()


class Look:
    """One look at a network. `unseen` grows with each answer that AWS refuses."""

    def __init__(self, seen: Snapshot, vpc_id: str = "") -> None:
        self.seen = seen
        self.unseen: list[str] = []
        self.vpc_id = vpc_id or self._vpc_id()
        reads = NetworkReads(seen.reader, (self.vpc_id,))
        self.network: Network = reads.network()
        self.instance = self._instance()
        if self.vpc_id:
            reads.ahead(*self._drawn())

    def landscape(self) -> Landscape:
        session = self.seen.session
        told = {"region": session.region, "account": session.account_id, "deployment": session.parameters.deployment}
        if not self.vpc_id:
            return Landscape(empty=NOTHING.format(**told), unseen=tuple(self.unseen))
        vpc = self.shown("the VPC", lambda: self.network.vpc(self.vpc_id), None)
        if vpc is None and not self._held("subnets", lambda: self.network.subnets):
            return Landscape(empty=NOT_THERE.format(vpc_id=self.vpc_id, **told), unseen=tuple(self.unseen))
        found = tuple(self._things(vpc))
        return Landscape(found, unseen=tuple(dict.fromkeys(self.unseen)))

    def _things(self, vpc: Any) -> Iterator[Thing]:
        """From the outside in."""
        yield from outside(self)
        if vpc is not None:
            yield self.shown("the VPC's DNS attributes", lambda: things.vpc(self.network, vpc), _bare(vpc))
        else:
            yield Thing("vpc", self.vpc_id, facts=("another account's, which shares a subnet",))
        yield from (things.internet_gateway(one, self.vpc_id) for one in self.gateways())
        yield from (things.endpoint(one, self.seen.region) for one in self.endpoints())
        yield from self._in_subnets()
        yield from (things.route_table(one) for one in self._held("route tables", lambda: self.network.route_tables))
        yield from self._acls()
        yield from self._groups()

    def _drawn(self) -> Iterator[Callable[[], object]]:
        """What is drawn besides what a way needs."""
        yield partial(list, self.network.internet_gateways)
        yield partial(list, self.network.nat_gateways)
        yield partial(self.network.attribute, self.vpc_id, HOSTNAMES)
        if self.instance:
            yield from (lambda: self.seen.registration, lambda: self.seen.connection)
        yield lambda: self.seen.status

    def _in_subnets(self) -> Iterator[Thing]:
        for one in sorted(self._held("subnets", lambda: self.network.subnets), key=self._weight):
            yield self.shown("route tables", partial(things.subnet, self.network, one), _bare_subnet(one))
        for one in self._held("NAT gateways", lambda: self.network.nat_gateways):
            if state_of(one) not in GONE:
                yield things.nat_gateway(one)
        if self.instance:
            yield self._instance_thing(self.instance)

    def _instance_thing(self, found: Answer) -> Thing:
        state = found["State"]["Name"]
        facts = [state if state == "running" else f"▲ {state}"]
        facts.append(self.shown("the agent", self._agent, "agent: not shown"))
        facts.append(f"address {found.get('PrivateIpAddress', 'none')}")
        public = found.get("PublicIpAddress")
        facts.append(f"public address {public}" if public else "no public address")
        facts.append(f"profile {self.seen.profile_arn.rsplit('/', 1)[-1] or '✘ none'}")
        facts += [f"guarded by {one['GroupId']}" for one in found.get("SecurityGroups", ())]
        named = things.name_of(found)
        return Thing("instance", found["InstanceId"], named, tuple(facts), within=str(found.get("SubnetId", "")))

    def _agent(self) -> str:
        """What Systems Manager says of the agent (facts 7.5); of an instance that doesn't run, nothing."""
        try:
            found = self.seen.registration
        except Inapplicable:
            return "agent: doesn't run"
        if found is None:
            return "✘ agent: never registered"
        online = found["PingStatus"] == "Online"
        channel = self.seen.connection
        mark = "✔" if online and channel == "connected" else "✘"
        return f"{mark} agent: {found['PingStatus']}, {channel}"

    def gateways(self) -> list[Any]:
        """The VPC's internet gateway; detached ones that carry the deployment's tag, too."""
        tag = {"Key": "c9lib:deployment", "Value": self.seen.session.parameters.deployment}
        found = self._held("internet gateways", lambda: self.network.internet_gateways)
        return [one for one in found if is_attached(one, self.vpc_id) or (_loose(one) and tag in one.get("Tags", ()))]

    def endpoints(self) -> list[Any]:
        """The endpoints that aren't going away, those that an instance needs first."""
        found = [
            one for one in self._held("VPC endpoints", lambda: self.network.vpc_endpoints) if state_of(one) not in GONE
        ]
        order = {f"com.amazonaws.{self.seen.region}.{name}": place for place, name in enumerate(NEEDED)}
        return sorted(found, key=lambda one: (order.get(one["ServiceName"], len(order)), one["ServiceName"]))

    def _acls(self) -> Iterator[Thing]:
        for one in self._held("network ACLs", lambda: self.network.network_acls):
            if not things.is_standard(one) and one.get("Associations"):
                yield things.network_acl(one)

    def _groups(self) -> Iterator[Thing]:
        """The security groups of the instance and of the endpoints."""
        users: dict[str, list[str]] = {}
        own = self.instance or {}
        for group in own.get("SecurityGroups", ()):
            users.setdefault(group["GroupId"], []).append(f"instance {own['InstanceId']}")
        for one in self.endpoints():
            for group in one.get("Groups", ()):
                users.setdefault(group["GroupId"], []).append(one["ServiceName"].rsplit(".", 1)[-1])
        if users:
            found = self._held("security groups", lambda: self.network.security_groups)
            ours = [one for one in found if one["GroupId"] in users]
            ours.sort(key=lambda one: list(users).index(one["GroupId"]))
            yield from (things.security_group(one, users[one["GroupId"]]) for one in ours)

    def _weight(self, subnet: Any) -> tuple[bool, bool, str, str]:
        """First the instance's subnet's tier: public before private, then by zone."""
        table = self.shown("route tables", lambda: self.network.route_table_of(subnet), None)
        public, _ = things.way_out(table)
        return not public, subnet["SubnetId"] != self.home, subnet["AvailabilityZone"], subnet["SubnetId"]

    @property
    def home(self) -> str:
        """The subnet of the instance, "" without one."""
        return str((self.instance or {}).get("SubnetId", ""))

    def shown(self, what: str, read: Callable[[], Found], instead: Found) -> Found:
        """What AWS shows; `instead` of what it doesn't, which is then named."""
        try:
            return read()
        except Unread as refused:
            self.unseen.append(f"{what}: AWS answered {refused.code} to {refused.permission}")
            return instead

    def _held(self, what: str, read: Callable[[], Sequence[Any]]) -> list[Any]:
        return self.shown(what, lambda: [one for one in read() if self._is_here(one)], [])

    def _is_here(self, thing: Any) -> bool:
        return bool(thing.get("VpcId", self.vpc_id) == self.vpc_id)

    def _vpc_id(self) -> str:
        """The VPC of the instance or of the subnet for it, else the one that the parameters or the tags name."""
        try:
            return self.seen.surroundings.vpc_id
        except Inapplicable:
            pass
        except Unread as refused:
            self.unseen.append(f"the subnet: AWS answered {refused.code} to {refused.permission}")
        session = self.seen.session
        if session.parameters.vpc_id or self.seen.instance_id or self.seen.environment_id:
            return session.parameters.vpc_id
        filters = session.tag_filter()
        tagged: list[Answer] = self.shown(
            "VPCs", lambda: self.seen.reader.all("ec2", "describe_vpcs", "Vpcs", Filters=filters), []
        )
        return min((str(one["VpcId"]) for one in tagged), default="")

    def _instance(self) -> Answer | None:
        """The instance, unless it has ended or isn't in this VPC."""
        try:
            found = self.shown("the instance", lambda: self.seen.instance_or_none, None)
        except Inapplicable:
            return None
        if found is None or found["State"]["Name"] in ENDED or found.get("VpcId") != self.vpc_id:
            return None
        return found


def _loose(gateway: Answer) -> bool:
    return not gateway.get("Attachments")


def _bare(vpc: Answer) -> Thing:
    """A VPC of which nothing but its range is known."""
    return Thing("vpc", str(vpc["VpcId"]), things.name_of(vpc), (str(vpc["CidrBlock"]),))


def _bare_subnet(found: Answer) -> Thing:
    facts = (f"{found['CidrBlock']}, {found['AvailabilityZone']}",)
    return Thing("subnet", str(found["SubnetId"]), things.name_of(found), facts, within=str(found["VpcId"]))
