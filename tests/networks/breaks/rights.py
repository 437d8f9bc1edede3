"""Breaks the instance itself and its profile's rights."""

from __future__ import annotations

import json
from typing import Any

from c9lib.checks.documented import PROFILE, ROLE, ROLE_POLICY_ARN, TRUST
from tests.networks.case import Break
from tests.networks.topologies import Net


def no_profile(net: Net) -> None:
    """The launch asks for none; a running instance loses its own."""
    net.profile = ""
    if net.instance:
        _disassociate(net)


def _disassociate(net: Net) -> None:
    filters = [{"Name": "instance-id", "Values": [net.instance]}]
    found = net.ec2.describe_iam_instance_profile_associations(Filters=filters)["IamInstanceProfileAssociations"]
    net.ec2.disassociate_iam_instance_profile(AssociationId=found[0]["AssociationId"])


def no_policy(net: Net) -> None:
    net.account.iam.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)


def no_trust(net: Net) -> None:
    """The role trusts another service than EC2."""
    document = json.dumps(TRUST).replace("ec2.amazonaws.com", "lambda.amazonaws.com")
    net.account.iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=document)


def trusts_only(*statements: dict[str, Any]) -> Break:
    """The role's trust policy: the documented statement, once for each of these changes to it."""
    told = {**TRUST, "Statement": [{**TRUST["Statement"][0], **one} for one in statements]}
    return lambda net: net.account.iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(told))


def no_role_in_profile(net: Net) -> None:
    net.account.iam.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)


def role_denies(action: str) -> Break:
    """A policy of the role's own denies an action."""
    told = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": action, "Resource": "*"}]}
    return lambda net: net.account.iam.put_role_policy(
        RoleName=ROLE, PolicyName="denies", PolicyDocument=json.dumps(told)
    )


def bound(action: str) -> Break:
    """A permissions boundary of the role's allows this, and nothing else."""
    told = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}

    def set_on(net: Net) -> None:
        made = net.account.iam.create_policy(PolicyName="rail", PolicyDocument=json.dumps(told))["Policy"]["Arn"]
        net.account.iam.put_role_permissions_boundary(RoleName=ROLE, PermissionsBoundary=made)

    return set_on


def scp(action: str) -> Break:
    """A service control policy of the account's organization denies an action to everybody."""
    told = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": action, "Resource": "*"}]}
    return lambda net: net.account.control("scps", {"policies": [{"name": "no-channels", "document": told}]})


def other_profile(net: Net) -> None:
    """The instance has somebody else's profile, whose role may do nothing (facts 10.9)."""
    iam = net.account.iam
    iam.create_role(RoleName="other", AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.create_instance_profile(InstanceProfileName="other")
    iam.add_role_to_instance_profile(InstanceProfileName="other", RoleName="other")
    net.account.wait(60)
    net.profile = "other"
    if net.instance:
        _disassociate(net)
        net.ec2.associate_iam_instance_profile(InstanceId=net.instance, IamInstanceProfile={"Name": "other"})


def stopped(net: Net) -> None:
    net.ec2.stop_instances(InstanceIds=[net.instance])
