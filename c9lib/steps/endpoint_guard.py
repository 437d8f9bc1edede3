"""The security group of the endpoints: it lets in HTTPS from the instance, and from nobody else (facts 7.2)."""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.aws import Session
from c9lib.checks.commands import command
from c9lib.checks.documented import ENVIRONMENT_TAG
from c9lib.nouns import Change
from c9lib.steps.endpoint_parts import Endpoints, group_name
from c9lib.steps.environments import instances_of
from c9lib.steps.group_rules import HTTPS, Rule, Thing, allow, held, revoke_others
from c9lib.steps.reading import in_words, specified, tag

TOLD = "SSM Agent"


class Guard:
    """The endpoints' security group and its rules; `there` is None when there is no subnet yet.

    The id is kept for the changes after the one that makes the group. `awaited`: Cloud9 is still making the instance,
    and its group is waited for before anything is changed.
    """

    def __init__(self, session: Session, there: Endpoints | None, *, awaited: bool = False) -> None:
        self.session = session
        self._there = there
        self._awaited = awaited
        self._group = there.own_group if there else None
        self.group_id = str(self._group["GroupId"]) if self._group else ""

    @property
    def wanted(self) -> frozenset[Rule]:
        """What is to be let in: the instance's security groups; before the launch its subnet, or all subnets that step
        network made for instances; and in a VPC that others use, too, the whole VPC, as the names lead all of them to
        these endpoints.
        """
        if self._there is None:
            return frozenset()
        if self._there.others:
            return frozenset(Rule(cidr) for cidr in ranges_of(self._there))
        if self._there.instance:
            return frozenset(Rule(str(one["GroupId"])) for one in self._there.instance["SecurityGroups"])
        return frozenset({self.subnet, *(Rule(str(one["CidrBlock"])) for one in self._there.own_subnets)})

    @property
    def subnet(self) -> Rule:
        """HTTPS from the instance's subnet."""
        assert self._there is not None, "refused otherwise"
        return Rule(str(self._there.here.subnet["CidrBlock"]))

    @property
    def there(self) -> frozenset[Rule]:
        """What is let in now."""
        return held(self._group, "ingress") if self._group else frozenset()

    def opening(self) -> Iterator[Change]:
        """Make the group if it is missing, and let in who is to be let in."""
        if self._group is None:
            yield self._create()
        missing = self.wanted - self.there
        if self._awaited:
            yield self._allow(frozenset(), "the instance")
        elif missing or self._there is None:
            yield self._allow(missing)

    def narrowing(self) -> Iterator[Change]:
        """Let in nobody else: only now, as the others were let in for want of the instance's own group."""
        extra = self.there - self.wanted
        if self._there and extra and not self._awaited:
            yield self._revoke(extra)

    def for_a_launch(self) -> Iterator[Change]:
        """Let the subnet in, when this deployment's endpoints are there: Cloud9 makes the instance's group at the
        launch, so that no rule can name it before.
        """
        if self._group is not None and not self._there_others() and self.subnet not in self.there:
            yield self._allow(frozenset({self.subnet}))

    def note(self) -> str:
        """How to delete the environment by other means, as long as a rule names its group; "" when none does."""
        named = sorted(rule.peer for rule in self.wanted if rule.peer.startswith("sg-"))
        if not named:
            return ""
        words = " ".join(("--protocol", "tcp", "--port", str(HTTPS), "--source-group", named[0]))
        region = self.session.region
        asked = command(region, "ec2", "describe-security-groups", "--filters", f"Name=group-name,Values={self._name}")
        group = self.group_id or f'"$({asked} --query "SecurityGroups[0].GroupId" --output text)"'
        return (
            f"Cloud9 can't delete the security group {named[0]} of its instance while the endpoints' group names it."
            " The tear-down takes the rule away first; if you delete the environment by other means, do it yourself"
            f" with `aws ec2 revoke-security-group-ingress --group-id {group} {words} --region {region}`."
        )

    def _there_others(self) -> bool:
        return bool(self._there and self._there.others)

    @property
    def _name(self) -> str:
        return group_name(self.session)

    def _create(self) -> Change:
        def run() -> None:
            assert self._there is not None, "refused otherwise"
            made = self.session.client("ec2").create_security_group(
                GroupName=self._name,
                Description="HTTPS from a Cloud9 instance to VPC endpoints",
                VpcId=self._there.here.vpc_id,
                TagSpecifications=specified(self.session, "security-group", self._name),
            )
            self.group_id = made["GroupId"]

        return Change(
            "create",
            f"security group {self._name}",
            "without a group of its own an endpoint gets the VPC's default one, which lets in only its own members",
            ("ec2:CreateSecurityGroup", "ec2:CreateTags"),
            "delete the security group",
            run=run,
        )

    def _allow(self, rules: frozenset[Rule], nobody: str = "the subnet") -> Change:
        """`nobody`: who it will be, where that isn't known yet."""
        sources = in_words((rule.peer for rule in rules), nobody)
        whose = ", the instance's own group," if any(rule.peer.startswith("sg-") for rule in rules) else ""
        return Change(
            "allow",
            f"TCP {HTTPS} from {sources}{whose} into the endpoints",
            "SSM Agent speaks HTTPS; the instance itself still lets nothing in",
            ("ec2:AuthorizeSecurityGroupIngress", "ec2:CreateTags"),
            "goes with the security group",
            run=lambda: allow(self.session, self.group_id, "ingress", rules, TOLD),
        )

    def _revoke(self, extra: frozenset[Rule]) -> Change:
        def run() -> None:
            revoke_others(self.session, self.group_id, "ingress", self.wanted)

        return Change(
            "revoke",
            f"{in_words(map(str, extra))} into the endpoints",
            f"only {in_words(rule.peer for rule in self.wanted)} is to be let in",
            ("ec2:DescribeSecurityGroupRules", "ec2:RevokeSecurityGroupIngress"),
            "allow it again",
            run=run,
        )


def ranges_of(there: Endpoints) -> list[str]:
    """The IPv4 ranges of the VPC."""
    vpc = there.here.around.vpc
    blocks = [str(one["CidrBlock"]) for one in vpc.get("CidrBlockAssociationSet", ())]
    return blocks or [str(vpc["CidrBlock"])]


def letting_go(session: Session, environment_ids: list[str]) -> tuple[Change, ...]:
    """Let the endpoints' group no longer name the groups of environments that are about to be deleted: Cloud9 couldn't
    delete those groups (facts 6.4). Their subnet is let in instead, so that nothing is cut off if the deletion is
    refused, and the next launch finds its way.
    """
    named = _groups_of(session, environment_ids)
    if not named:
        return ()
    filters = [*session.tag_filter(), {"Name": "group-name", "Values": [group_name(session)]}]
    own = session.pages("ec2", "describe_security_groups", "SecurityGroups", Filters=filters)
    naming = [one for one in own if {rule.peer for rule in held(one, "ingress")} & named.keys()]
    return tuple(_let_go(session, one, named) for one in naming)


def _let_go(session: Session, group: Thing, named: dict[str, str]) -> Change:
    group_id, now = str(group["GroupId"]), held(group, "ingress")
    kept = frozenset(rule for rule in now if rule.peer not in named)
    subnets = frozenset(Rule(named[rule.peer]) for rule in now - kept if named[rule.peer])

    def run() -> None:
        allow(session, group_id, "ingress", subnets - now, TOLD)
        revoke_others(session, group_id, "ingress", kept | subnets)

    instead = in_words((rule.peer for rule in subnets), "nobody")
    return Change(
        "replace",
        f"{in_words(rule.peer for rule in now - kept)} by {instead} in what {group_id} lets into the endpoints",
        "Cloud9 can't delete the security group of its instance while a rule of another group names it",
        ("ec2:AuthorizeSecurityGroupIngress", "ec2:DescribeSecurityGroupRules", "ec2:RevokeSecurityGroupIngress"),
        "run step endpoints",
        run=run,
    )


def _groups_of(session: Session, environment_ids: list[str]) -> dict[str, str]:
    """The security groups of environments, each with the range of its instance's subnet, "" when that is gone."""
    if not environment_ids:
        return {}
    filters = [{"Name": f"tag:{ENVIRONMENT_TAG}", "Values": environment_ids}]
    groups = session.pages("ec2", "describe_security_groups", "SecurityGroups", Filters=filters)
    instances = instances_of(session, environment_ids)
    wanted = sorted({str(one["SubnetId"]) for one in instances.values() if one.get("SubnetId")})
    near = [{"Name": "subnet-id", "Values": wanted}]
    subnets = session.pages("ec2", "describe_subnets", "Subnets", Filters=near) if wanted else []
    cidrs = {str(one["SubnetId"]): str(one["CidrBlock"]) for one in subnets}
    at = {name: cidrs.get(str(one.get("SubnetId")), "") for name, one in instances.items()}
    of_instances = {
        str(one["GroupId"]): at[name] for name, instance in instances.items() for one in instance["SecurityGroups"]
    }
    tagged = {str(one["GroupId"]): at.get(tag(one.get("Tags", ()), ENVIRONMENT_TAG), "") for one in groups}
    return {**tagged, **of_instances}
