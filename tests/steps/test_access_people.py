"""What the step says of people is what happens to them: they try, on the simulated AWS, which holds them to IAM."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from c9lib.aws import Session
from c9lib.steps.access import AccessStep
from c9lib.steps.environments import instances_of, ours
from c9lib.steps.place import place
from tests.steps.conftest import LEARNER, Connected

Done = Callable[..., None]
ARN = "arn:aws:iam::123456789012:user/c9-learner"


@pytest.fixture
def learner(session: Session, address: str) -> Callable[..., Any]:
    """`learner("cloud9")`: a client of the learner's own."""
    key = session.client("iam").create_access_key(UserName="c9-learner")["AccessKey"]
    keys = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}

    def client(service: str) -> Any:
        made = boto3.session.Session(**keys, region_name="us-east-1")
        return made.client(service, endpoint_url=address)

    return client


def states(session: Session) -> dict[str, str]:
    """What the learner can do, as the step sees it."""
    return {fact.thing.partition(": ")[2]: fact.state for fact in AccessStep(session).observe().facts}


def tries(call: Callable[..., Any], **told: Any) -> bool:
    """Whether AWS lets somebody do it."""
    try:
        call(**told)
    except ClientError as error:
        if error.response["Error"]["Code"] != "AccessDeniedException":
            raise
        return False
    return True


@pytest.mark.parametrize(
    ("policy", "creates", "for_others"),
    [
        ("AWSCloud9EnvironmentMember", "no", "no"),
        ("AWSCloud9User", "yes", "no"),
        ("AWSCloud9Administrator", "yes", "yes"),
        ("statements", "no", "no"),
    ],
)
def test_they_create_for_themselves_and_for_others_as_the_step_says(
    connected: Connected, done: Done, learner: Callable[..., Any], policy: str, creates: str, for_others: str
) -> None:
    session = connected(access_for=(LEARNER,), access_policy=policy)
    done(session, "role", "profile", "network")
    here = place(session)
    assert here is not None
    told = {
        "instanceType": "t3.small",
        "imageId": "amazonlinux-2023-x86_64",
        "connectionType": "CONNECT_SSM",
        "subnetId": here.subnet_id,
    }
    create = learner("cloud9").create_environment_ec2
    assert not tries(create, name="before", **told)
    assert states(session)["create environments"] == "no"
    done(session, "access")
    assert (states(session)["create environments"], states(session)["act for others"]) == (creates, for_others)
    assert tries(create, name="mine", **told) is (creates == "yes")
    assert tries(create, name="another", ownerArn=ARN, **told) is (for_others == "yes")


@pytest.mark.parametrize("policy", ["AWSCloud9EnvironmentMember", "statements"])
def test_nobody_who_may_open_gets_in_from_a_terminal(
    connected: Connected, done: Done, learner: Callable[..., Any], policy: str
) -> None:
    session = connected(access_for=(LEARNER,), access_policy=policy)
    done(session, "role", "profile", "network", "access", "environment")
    assert states(session)["open environments"] == "yes"
    (environment,) = ours(session)
    instance = instances_of(session, [environment["id"]])[environment["id"]]["InstanceId"]
    assert not tries(learner("ssm").start_session, Target=instance)
