"""What several tests of the endpoints set up and look at: somebody else's endpoints, rules of security groups."""

from __future__ import annotations

import json
from typing import Any

from c9lib.aws import Session
from c9lib.steps.endpoint_parts import Endpoints, endpoints
from c9lib.steps.group_rules import Direction, Rule, held

SUBNET = Rule("10.0.0.0/24")


def seen(session: Session) -> Endpoints:
    """What there is of endpoints now."""
    found = endpoints(session)
    assert found is not None
    return found


def group_of(session: Session, service: str) -> dict[str, Any]:
    """The first security group of the endpoint that answers for a service."""
    found = seen(session).interface(service)
    assert found is not None
    ids = [found["Groups"][0]["GroupId"]]
    return dict(session.client("ec2").describe_security_groups(GroupIds=ids)["SecurityGroups"][0])


def guard(session: Session) -> frozenset[Rule]:
    """What this deployment's endpoints let in."""
    found = seen(session).own_group
    return held(found, "ingress") if found else frozenset()


def own_groups(session: Session) -> list[str]:
    """The security groups of the deployment's instance."""
    instance = seen(session).instance
    assert instance is not None
    return [str(one["GroupId"]) for one in instance["SecurityGroups"]]


def rules(session: Session, group_id: str, direction: Direction) -> frozenset[Rule]:
    """The rules of a group as they are now."""
    return held(session.client("ec2").describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0], direction)


def foreign(session: Session, service: str, cidr: str = "", **more: Any) -> str:
    """An endpoint that somebody else made in the VPC; its security group lets in HTTPS from `cidr`."""
    ec2, here = session.client("ec2"), seen(session).here
    name = f"of-somebody-{service}"
    group = ec2.create_security_group(GroupName=name, Description="x", VpcId=here.vpc_id)["GroupId"]
    if cidr:
        ec2.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp=cidr)
    asked = {
        "VpcEndpointType": "Interface",
        "VpcId": here.vpc_id,
        "ServiceName": f"com.amazonaws.us-east-1.{service}",
        "SubnetIds": [here.subnet_id],
        "SecurityGroupIds": [group],
        "PrivateDnsEnabled": True,
    }
    return str(ec2.create_vpc_endpoint(**{**asked, **more})["VpcEndpoint"]["VpcEndpointId"])


def document(*actions: str, effect: str = "Allow", resource: str = "*") -> str:
    """A policy of an endpoint with one statement for everybody."""
    told = {"Effect": effect, "Principal": "*", "Action": list(actions), "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [told]})


def modify(session: Session, service: str, **changed: Any) -> str:
    """Change the endpoint that answers for a service, as anybody might; returns its id."""
    found = seen(session).interface(service)
    assert found is not None
    session.client("ec2").modify_vpc_endpoint(VpcEndpointId=found["VpcEndpointId"], **changed)
    return str(found["VpcEndpointId"])
