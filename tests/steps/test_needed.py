"""Who needs the role and the profile, in any Region."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.aws import Session
from c9lib.aws.failures import CLOSED
from c9lib.checks.documented import PROFILE
from c9lib.parameters.choices import REGIONS
from c9lib.steps import environments, needed
from c9lib.steps.leaving import Leaving
from c9lib.steps.needed import Needs
from tests.steps.conftest import Connected

Done = Callable[..., None]


def asked(session: Session, service: str) -> list[str]:
    """The Regions in which a service was asked whether somebody needs the pair."""
    operations = ("ListEnvironments", "DescribeIamInstanceProfileAssociations")
    return sorted(call.region for call in session.calls if call.service == service and call.operation in operations)


def image(session: Session, region: str) -> str:
    """Amazon Linux 2023."""
    name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    return str(session.client("ssm", region).get_parameter(Name=name)["Parameter"]["Value"])


@pytest.mark.usefixtures("every_region")
def test_nobody_needs_the_pair_in_an_account_without_environments(session: Session, done: Done) -> None:
    done(session, "role", "profile")
    assert Needs(session).reason == ""
    enabled = {one["RegionName"] for one in session.client("ec2").describe_regions()["Regions"]}
    assert asked(session, "cloud9") == sorted(enabled & set(REGIONS))
    assert asked(session, "ec2") == sorted(enabled)
    assert len(enabled & set(REGIONS)) > 10


def test_an_instance_in_a_region_without_cloud9_needs_it_too(
    session: Session, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(session, "role", "profile")
    monkeypatch.setattr(Needs, "_enabled", lambda _: ["ap-southeast-3", "us-east-1"])
    session.target.let_pass(60)
    told = session.client("ec2", "ap-southeast-3").run_instances(
        ImageId=image(session, "ap-southeast-3"),
        MinCount=1,
        MaxCount=1,
        InstanceType="t3.micro",
        IamInstanceProfile={"Name": PROFILE},
    )
    instance = told["Instances"][0]["InstanceId"]
    assert Needs(session).reason == f"in ap-southeast-3 the instances {instance} use it"
    assert asked(session, "cloud9") == ["us-east-1"]


def test_an_environment_in_another_region_needs_it(connected: Connected, session: Session, done: Done) -> None:
    elsewhere = connected(region="eu-west-1", deployment="other")
    done(elsewhere, "role", "profile", "network", "environment")
    (environment,) = environments.ours(elsewhere)
    instance = environments.instances_of(elsewhere, [environment["id"]])[environment["id"]]["InstanceId"]
    told = Needs(session).reason
    assert f"in eu-west-1 the no-ingress environments {environment['id']} need it" in told
    assert f"in eu-west-1 the instances {instance} use it" in told
    gone = Leaving(frozenset({environment["id"]}), frozenset({instance}))
    assert Needs(session, gone).reason == ""


def test_an_instance_of_somebody_with_the_profile_uses_it(session: Session, done: Done) -> None:
    done(session, "role", "profile")
    session.target.let_pass(60)
    told = session.client("ec2", "us-west-2").run_instances(
        ImageId=image(session, "us-west-2"),
        MinCount=1,
        MaxCount=1,
        InstanceType="t3.micro",
        IamInstanceProfile={"Name": PROFILE},
    )
    assert told["Instances"][0]["InstanceId"] in Needs(session).reason


def refusing(code: str, message: str) -> Callable[..., Any]:
    def described(session: Session, region: str | None = None, **_: Any) -> list[Any]:
        if region == "sa-east-1":
            raise ClientError({"Error": {"Code": code, "Message": message}}, "ListEnvironments")
        return []

    return described


def test_a_region_that_cannot_be_read_may_hold_what_needs_it(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needed, "described", refusing("AccessDeniedException", "not authorized"))
    assert Needs(session).reason == "sa-east-1 can't be read (AccessDeniedException), so it may hold what needs it"


def test_a_region_in_which_cloud9_is_closed_to_the_account_holds_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needed, "described", refusing("AccessDeniedException", f"This account {CLOSED}"))
    assert Needs(session).reason == ""
