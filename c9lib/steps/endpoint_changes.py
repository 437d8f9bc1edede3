"""The changes that make endpoints. The id of the security group is kept for the changes after it."""

from __future__ import annotations

import json
from typing import Any

from c9lib.aws import Session
from c9lib.nouns import Change, Seen, Wait
from c9lib.steps import costs
from c9lib.steps.buckets import BUCKETS, policy
from c9lib.steps.endpoint_parts import HTTPS, Endpoints, endpoints, group_name, service_name, state
from c9lib.steps.reading import in_words, specified

AVAILABLE = Wait("the VPC endpoints are available", 120, 900, 10, "estimate; AWS publishes no figure (facts 7.2)")
GIVEN_BACK = Wait("a former endpoint has given the service's name back", 90, 600, 10, "estimate (facts 7.2)")


class EndpointChanges:
    """Changes on the endpoints around a subnet; `there` is None when there is no subnet yet."""

    def __init__(self, session: Session, there: Endpoints | None) -> None:
        self.session = session
        self._there = there
        own = there.own_group if there else None
        self.group_id = str(own["GroupId"]) if own else ""

    def group(self) -> Change:
        """Make the security group of the endpoints."""

        def run() -> None:
            name = group_name(self.session)
            made = self._ec2.create_security_group(
                GroupName=name,
                Description="HTTPS from the subnet of a Cloud9 instance to VPC endpoints",
                VpcId=self._now.here.vpc_id,
                TagSpecifications=specified(self.session, "security-group", name),
            )
            self.group_id = made["GroupId"]

        return Change(
            "create",
            f"security group {group_name(self.session)}",
            "without a group of its own an endpoint gets the VPC's default one, which lets in only its own members",
            ("ec2:CreateSecurityGroup", "ec2:CreateTags"),
            "delete the security group",
            run=run,
        )

    def rule(self) -> Change:
        """Let in HTTPS from the subnet's range.

        A rule that named the instance's group would keep Cloud9 from deleting that group (facts 6.4).
        """

        def run() -> None:
            told = {"CidrIp": self._now.here.subnet["CidrBlock"], "Description": "SSM Agent"}
            rule = {"IpProtocol": "tcp", "FromPort": HTTPS, "ToPort": HTTPS, "IpRanges": [told]}
            self._ec2.authorize_security_group_ingress(GroupId=self.group_id, IpPermissions=[rule])

        source = self._there.here.subnet["CidrBlock"] if self._there else "the subnet"
        return Change(
            "allow",
            f"TCP {HTTPS} from {source} into the endpoints",
            "SSM Agent speaks HTTPS; the instance itself still lets nothing in",
            ("ec2:AuthorizeSecurityGroupIngress",),
            "goes with the security group",
            run=run,
        )

    def interface(self, service: str) -> Change:
        """Make an interface endpoint with private DNS; from one zone it serves the whole VPC (facts 7.2)."""

        def run() -> None:
            if self._now.leaving(service):
                self.session.wait(GIVEN_BACK, lambda: self._given_back(service))
            self._ec2.create_vpc_endpoint(
                VpcEndpointType="Interface",
                VpcId=self._now.here.vpc_id,
                ServiceName=service_name(self.session, service),
                SubnetIds=[self._now.here.subnet_id],
                SecurityGroupIds=[self.group_id],
                PrivateDnsEnabled=True,
                TagSpecifications=self._tags(service),
            )

        return Change(
            "create",
            f"interface endpoint for {service}, with private DNS",
            WHY[service],
            ("ec2:CreateVpcEndpoint", "ec2:CreateTags", "route53:AssociateVPCWithHostedZone"),
            "delete the endpoint; it costs until then, used or not",
            costs.interface_endpoint(self.session),
            run,
        )

    def gateway(self) -> Change:
        """Make the S3 gateway endpoint on the subnet's route table, with the policy of `buckets`."""

        def run() -> None:
            self._ec2.create_vpc_endpoint(
                VpcEndpointType="Gateway",
                VpcId=self._now.here.vpc_id,
                ServiceName=service_name(self.session, "s3"),
                RouteTableIds=[self._table],
                PolicyDocument=json.dumps(policy(self.session.region)),
                TagSpecifications=self._tags("s3"),
            )

        return Change(
            "create",
            f"gateway endpoint for s3, for {BUCKETS[self.session.region]} and the packages of Amazon Linux 2023",
            WHY["s3"],
            ("ec2:CreateVpcEndpoint", "ec2:CreateTags"),
            "delete the endpoint",
            run=run,
        )

    def extended_gateway(self, endpoint_id: str) -> Change:
        """Put this deployment's own gateway endpoint onto the subnet's route table, too."""
        return Change(
            "add",
            f"route table of the subnet to the gateway endpoint {endpoint_id}",
            WHY["s3"],
            ("ec2:ModifyVpcEndpoint",),
            "goes with the endpoint",
            run=lambda: self._ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, AddRouteTableIds=[self._table]),
        )

    def wait(self, services: list[str]) -> Change:
        def look() -> Seen:
            now = endpoints(self.session)
            found = {service: now.interface(service) if now else None for service in services}
            states = {service: state(one) if one else "gone" for service, one in found.items()}
            lost = in_words(
                f"{service} is {told}" for service, told in states.items() if told not in ("pending", "available")
            )
            told = ", ".join(f"{service} {told}" for service, told in states.items())
            done = all(one == "available" for one in states.values())
            return Seen(told, done=done, hopeless="" if lost == "none" else lost)

        return Change(
            "wait",
            f"until {AVAILABLE.condition}",
            "the names of the services lead to the endpoints only then",
            ("ec2:DescribeVpcEndpoints",),
            "nothing to undo",
            run=lambda: self.session.wait(AVAILABLE, look),
        )

    def _given_back(self, service: str) -> Seen:
        now = endpoints(self.session)
        left = now.leaving(service) if now else []
        return Seen(f"{in_words(left)} still deleting" if left else "given back", done=not left)

    @property
    def _now(self) -> Endpoints:
        assert self._there is not None, "refused otherwise"
        return self._there

    @property
    def _table(self) -> str:
        table = self._now.here.route_table
        assert table is not None, "a VPC has a main route table"
        return str(table["RouteTableId"])

    @property
    def _ec2(self) -> Any:
        return self.session.client("ec2")

    def _tags(self, service: str) -> list[dict[str, Any]]:
        return specified(self.session, "vpc-endpoint", f"{self.session.parameters.deployment}-{service}")


WHY = {
    "ssm": "SSM Agent registers here and gives its sign of life",
    "ssmmessages": "the agent keeps the channels of sessions open here",
    "ec2messages": "Cloud9's page demands it; agents from 3.3.40.0 on use ssmmessages instead",
    "s3": "the IDE fetches its dependencies from Cloud9's bucket; a gateway endpoint costs nothing",
}
