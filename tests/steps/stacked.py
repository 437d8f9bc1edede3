"""What several tests of stacks set up and look at: progress that is kept, another process on the account, failures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from c9lib.aws import Session, connect
from c9lib.parameters import Parameters

NAME = "c9lib-no-ingress"
TEMPLATE = """
Parameters:
  Name: { Type: String, Default: theirs }
  Subnet: { Type: 'AWS::EC2::Subnet::Id' }
Resources:
  Room:
    Type: AWS::Cloud9::EnvironmentEC2
    Properties:
      Name: !Ref Name
      ConnectionType: CONNECT_SSM
      InstanceType: t3.small
      ImageId: amazonlinux-2023-x86_64
      SubnetId: !Ref Subnet
"""
"""As somebody else might write it: other names, no outputs."""


@dataclass
class Told:
    """The lines of progress of sessions."""

    lines: list[str] = field(default_factory=list)

    def holds(self, *words: str) -> bool:
        return any(all(word in line for word in words) for line in self.lines)


def by_stack(address: str, told: Told | None = None, **given: Any) -> Session:
    """A session that launches with CloudFormation."""
    kept = told or Told()
    return connect(Parameters(endpoint_url=address, launch_with="cloudformation", **given), kept.lines.append)


def stack(session: Session, name: str = NAME) -> dict[str, Any] | None:
    """A stack as it is now, None when there is none."""
    try:
        return dict(session.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0])
    except ClientError as error:
        if "does not exist" not in str(error):
            raise
        return None


def foreign(session: Session, subnet: str, name: str = "theirs", tags: list[dict[str, str]] | None = None) -> str:
    """A stack with an environment that somebody makes by hand, some minutes later; gives the environment's id."""
    given = [{"ParameterKey": "Subnet", "ParameterValue": subnet}, {"ParameterKey": "Name", "ParameterValue": name}]
    session.client("cloudformation").create_stack(
        StackName=name, TemplateBody=TEMPLATE, Parameters=given, Tags=tags or []
    )
    session.target.let_pass(900)
    found = session.client("cloudformation").describe_stack_resources(StackName=name)["StackResources"]
    assert [one["ResourceStatus"] for one in found] == ["CREATE_COMPLETE"]
    return str(found[0]["PhysicalResourceId"])


def statuses(session: Session, name: str) -> dict[str, str]:
    """The status of each stack of a name, deleted ones, too: by id."""
    there = session.pages("cloudformation", "list_stacks", "StackSummaries")
    return {one["StackId"]: one["StackStatus"] for one in there if one["StackName"] == name}


Sessions = Callable[..., Session]
