"""No outbound rule but HTTPS to the endpoints and to Amazon S3: `restrict_egress` (facts 1.7).

The group is Cloud9's: its stack made it, so CloudFormation sees a drift there. It goes with the environment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from c9lib.aws import Session
from c9lib.checks.commands import as_json, command
from c9lib.checks.documented import ENVIRONMENT_TAG, OF_SESSIONS
from c9lib.checks.surroundings import RUNNING
from c9lib.errors import WaitError
from c9lib.nouns import Change, Plan, Seen, Wait
from c9lib.path import Network
from c9lib.steps.endpoint_guard import Guard
from c9lib.steps.endpoint_parts import Endpoints, service_name
from c9lib.steps.endpoint_use import way
from c9lib.steps.forecast import endpoints_first, first
from c9lib.steps.group_rules import ANYWHERE, Rule, Thing, allow, held, permissions, revoke_others
from c9lib.steps.launching import ONLINE
from c9lib.steps.reading import in_words, tag
from c9lib.steps.remedies import mend_with
from c9lib.steps.whatif import PLANNED, with_rules

TOLD = "c9lib restrict_egress"
REPORTED = Wait(
    "SSM Agent has reported through the endpoints since",
    300,
    900,
    15,
    "the agent reports every 5 minutes (facts 7.4)",
)
WARNINGS = (
    "With restrict_egress the instance reaches the endpoints and Amazon S3, and nothing else: packages and libraries"
    " that keep the environment up to date come no more unless they are in Amazon S3, and some services of AWS, such"
    " as Lambda functions, may not work as intended (AWS's page). Names are still resolved: a security group doesn't"
    " filter what goes to the VPC's resolver.",
    "The security group belongs to Cloud9's CloudFormation stack, which tells of a drift from now on; it goes with the"
    " environment.",
)
WITHOUT_S3 = (
    "s3 isn't in endpoint_services: with restrict_egress the IDE's dependencies don't reach the instance either."
)


@dataclass(frozen=True)
class Agent:
    """What Systems Manager knows of SSM Agent on an instance."""

    ping: str
    seen: datetime | None
    connected: bool

    @property
    def channel(self) -> str:
        return "connected" if self.connected else "without a channel"

    @property
    def online(self) -> bool:
        return self.ping == "Online" and self.connected


def agent(session: Session, instance_id: str) -> Agent:
    """In two calls: the registration, and the control channel of sessions."""
    ssm = session.client("ssm")
    wanted = [{"Key": "InstanceIds", "Values": [instance_id]}]
    told = ssm.describe_instance_information(Filters=wanted)["InstanceInformationList"]
    status = ssm.get_connection_status(Target=instance_id)["Status"]
    ping, last = (str(told[0]["PingStatus"]), told[0]["LastPingDateTime"]) if told else ("not registered", None)
    return Agent(ping, last, status == "connected")


class Egress:
    """The outbound rules of the instance's security group, as they are and as `restrict_egress` wants them."""

    def __init__(self, session: Session, there: Endpoints, guard: Guard) -> None:
        self.session = session
        self._there = there
        self._guard = guard

    def plan(self, after: Network) -> Plan:
        """What restricts the egress, last of all changes of the step; `after` is the network as the others leave it."""
        instance, name = self._there.instance, "endpoints"
        if instance is None:
            return self._too_early()
        own = self._own_group(instance)
        if own is None:
            told = (
                f"No security group of {instance['InstanceId']} is Cloud9's; its outbound rules are left as they are."
            )
            return Plan(name, refusals=(f"{told} Set restrict_egress to false.",))
        wanted = self._wanted(self._guard.group_id or PLANNED)
        done = held(own, "egress") == wanted
        now = agent(self.session, instance["InstanceId"]) if instance["State"]["Name"] in RUNNING else None
        if done and (now is None or now.online):
            return Plan(name)
        if done:
            return Plan(name, (self._proof(own, instance),), self._warnings)
        before = () if now and now.online else (self._until_online(instance),)
        changes = (*before, self._restrict(own), self._proof(own, instance))
        return Plan(name, changes, self._warnings, tuple(self._hindrances(after, own, wanted, instance)))

    @property
    def _warnings(self) -> tuple[str, ...]:
        return WARNINGS if "s3" in self.session.parameters.endpoint_services else (*WARNINGS, WITHOUT_S3)

    def _too_early(self) -> Plan:
        told = "There is no instance yet whose outbound rules restrict_egress could take away."
        if endpoints_first(self.session.parameters):
            return Plan("endpoints", notes=(f"{told} The run comes back to it after the launch.", *self._warnings))
        return Plan("endpoints", notes=self._warnings, waits_for=(f"{told} {first('environment')}",))

    def _hindrances(self, after: Network, own: Thing, wanted: frozenset[Rule], instance: Thing) -> Iterator[str]:
        """Why nothing may be taken from this instance: no proof is possible, or it would fall silent."""
        name = instance["InstanceId"]
        if instance["State"]["Name"] not in RUNNING:
            start = command(self.session.region, "ec2", "start-instances", "--instance-ids", name)
            yield (
                f"{name} is {instance['State']['Name']}, so there would be no proof that its agent is still online"
                f" without other outbound rules. Start it, wait until it is online, and run again: {start}"
            )
        more = [str(one["GroupId"]) for one in instance["SecurityGroups"] if one["GroupId"] != own["GroupId"]]
        if more:
            yield (
                f"{name} is also in {in_words(more)}, which isn't Cloud9's group and may let traffic out. Take it out"
                " of there, or set restrict_egress to false."
            )
        restricted = with_rules(after, str(own["GroupId"]), "egress", wanted)
        for service in OF_SESSIONS:
            path = way(self._there, service, restricted)
            if not path.reachable:
                yield (
                    f"With these outbound rules SSM Agent would fall silent, as {service} would be out of reach:"
                    f" {path.explanation}{mend_with(path.remedy)}"
                )

    def _own_group(self, instance: Thing) -> Thing | None:
        """The group that Cloud9 made for the instance, by the tag that nobody else can set."""
        ids = {one["GroupId"] for one in instance["SecurityGroups"]}
        near = [one for one in self._there.groups if one["GroupId"] in ids]
        return next((one for one in near if tag(one.get("Tags", ()), ENVIRONMENT_TAG)), None)

    def _wanted(self, own_guard: str) -> frozenset[Rule]:
        """HTTPS to the groups of the endpoints in use, and to Amazon S3 by the gateway endpoint."""
        peers: set[str] = set()
        for service in self.session.parameters.endpoint_services:
            found = self._there.interface(service) if service != "s3" else None
            groups = [str(one["GroupId"]) for one in found.get("Groups", ())] if found else [own_guard]
            peers |= {self._prefix_list()} if service == "s3" else set(groups)
        return frozenset(Rule(peer) for peer in peers if peer)

    def _prefix_list(self) -> str:
        held = self._there.network.prefix_list_of(service_name(self.session, "s3"))
        return str(held["PrefixListId"]) if held else ""

    def _restrict(self, own: Thing) -> Change:
        group_id = str(own["GroupId"])

        def run() -> None:
            wanted = self._wanted(self._guard.group_id)
            allow(self.session, group_id, "egress", wanted - held(own, "egress"), TOLD)
            revoke_others(self.session, group_id, "egress", wanted)

        rules = in_words(rule.peer for rule in self._wanted(self._guard.group_id or "the endpoints' group"))
        return Change(
            "restrict",
            f"outbound rules of the instance's group {group_id} to TCP 443 to {rules}",
            "restrict_egress is true: the agent reaches the endpoints, and the instance reaches nothing else",
            ("ec2:AuthorizeSecurityGroupEgress", "ec2:DescribeSecurityGroupRules", "ec2:RevokeSecurityGroupEgress"),
            f"run {command(self.session.region, 'ec2', 'authorize-security-group-egress', *_open_again(group_id))}",
            run=run,
        )

    def _until_online(self, instance: Thing) -> Change:
        instance_id = str(instance["InstanceId"])

        def look() -> Seen:
            now = agent(self.session, instance_id)
            return Seen(f"{now.ping}, {now.channel}", done=now.online)

        return Change(
            "wait",
            f"until {ONLINE.condition}",
            "nothing is taken from an instance whose agent is silent: one couldn't tell what silenced it",
            ("ssm:DescribeInstanceInformation", "ssm:GetConnectionStatus"),
            "nothing to undo",
            run=lambda: self.session.wait(ONLINE, look),
        )

    def _proof(self, own: Thing, instance: Thing) -> Change:
        instance_id = str(instance["InstanceId"])

        def run() -> None:
            began = self.session.now()
            try:
                self.session.wait(REPORTED, lambda: _reported(self.session, instance_id, began))
            except WaitError as vain:
                raise WaitError(vain.title, details=vain.details, remedy=(again, *vain.remedy)) from None

        again = command(
            self.session.region, "ec2", "authorize-security-group-egress", *_open_again(str(own["GroupId"]))
        )
        return Change(
            "wait",
            f"until {REPORTED.condition}",
            f"the proof that the instance is still reached; should it fail, this lets everything out again: {again}",
            ("ssm:DescribeInstanceInformation", "ssm:GetConnectionStatus"),
            "nothing to undo",
            run=run,
        )


def _reported(session: Session, instance_id: str, since: datetime) -> Seen:
    now = agent(session, instance_id)
    fresh = now.seen is not None and now.seen > since
    return Seen(f"{now.ping}, {now.channel}, {'reported' if fresh else 'no report yet'}", done=now.online and fresh)


def _open_again(group_id: str) -> tuple[str, ...]:
    return ("--group-id", group_id, "--ip-permissions", as_json(permissions([ANYWHERE])))


def opening_again(session: Session, instance: Thing | None, guards: list[Thing]) -> tuple[Change, ...]:
    """Let an instance that stays reach everything again, before the endpoints that it reaches now are removed."""
    if instance is None or not guards:
        return ()
    ids = [str(one["GroupId"]) for one in instance["SecurityGroups"]]
    filters = [{"Name": "group-id", "Values": ids}]
    groups = session.pages("ec2", "describe_security_groups", "SecurityGroups", Filters=filters) if ids else []
    removed = {str(one["GroupId"]) for one in guards}
    naming = [one for one in groups if {rule.peer for rule in held(one, "egress")} & removed]
    return tuple(_open(session, one, removed) for one in naming)


def _open(session: Session, group: Thing, removed: set[str]) -> Change:
    group_id, now = str(group["GroupId"]), held(group, "egress")

    def run() -> None:
        allow(session, group_id, "egress", {ANYWHERE} - now, TOLD)
        # What a rule names can't be deleted.
        revoke_others(session, group_id, "egress", {ANYWHERE} | {rule for rule in now if rule.peer not in removed})

    return Change(
        "replace",
        f"outbound rules of the instance's group {group_id} by the one that lets everything out",
        "restrict_egress left it only the endpoints, which are removed next",
        ("ec2:AuthorizeSecurityGroupEgress", "ec2:DescribeSecurityGroupRules", "ec2:RevokeSecurityGroupEgress"),
        "run step endpoints with restrict_egress",
        run=run,
    )
