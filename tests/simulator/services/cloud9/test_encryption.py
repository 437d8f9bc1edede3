"""EBS encrypts by default with a key that Cloud9's service-linked role may not use (facts 6.1 row 8, 6.2, 10.7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.api import ACCOUNT
from tests.simulator.services.cloud9.test_creation import events_of, failed, instances_of

Aws = Callable[..., Any]
Wait = Callable[[float], None]
ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/cloud9.amazonaws.com/AWSServiceRoleForAWSCloud9"
USE = {
    "Sid": "Allow use of the key",
    "Effect": "Allow",
    "Principal": {"AWS": ROLE},
    "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    "Resource": "*",
}
ATTACH = {
    "Sid": "Allow attachment of persistent resources",
    "Effect": "Allow",
    "Principal": {"AWS": ROLE},
    "Action": ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
    "Resource": "*",
    "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
}
"""AWS's two statements, word for word (facts 6.2)."""
WHY = "Client.InternalError: Client error on launch"


@pytest.fixture
def key(aws: Aws) -> str:
    """The default key of EBS: one of the account's, with the default policy."""
    aws("iam").create_service_linked_role(AWSServiceName="cloud9.amazonaws.com")
    arn = str(aws("kms").create_key()["KeyMetadata"]["Arn"])
    aws("ec2").enable_ebs_encryption_by_default()
    aws("ec2").modify_ebs_default_kms_key_id(KmsKeyId=arn)
    return arn


def let_in(aws: Aws, key: str, *more: dict[str, Any]) -> None:
    policy = json.loads(aws("kms").get_key_policy(KeyId=key)["Policy"])
    text = json.dumps({**policy, "Statement": [*policy["Statement"], *more]})
    aws("kms").put_key_policy(KeyId=key, PolicyName="default", Policy=text)


@pytest.mark.parametrize("given", [[], [USE], [ATTACH]])
def test_creation_fails(
    key: str, given: list[dict[str, Any]], give_profile: Any, create: Any, described: Any, wait: Wait, aws: Aws
) -> None:
    """The default policy leaves it to the account's policies, and the role's own policy has nothing of KMS."""
    let_in(aws, key, *given)
    give_profile()
    environment_id = create()
    wait(120)
    reason, stack_id = failed(described, environment_id)
    assert reason == (
        "The environment creation failed with the error: The following resource(s) failed to create: [Instance]. ."
        " Rollback requested by user.."
    )
    [instance] = instances_of(aws, environment_id)
    assert instance["State"]["Name"] == "terminated"
    assert instance["StateReason"] == {"Code": "Client.InternalError", "Message": WHY}
    [why] = [why for name, status, why in events_of(aws, stack_id) if (name, status) == ("Instance", "CREATE_FAILED")]
    instance_id = instance["InstanceId"]
    assert why == f"Instance {instance_id} failed to stabilize. Current state: shutting-down. Reason: {WHY}"
    status = aws("cloud9").describe_environment_status(environmentId=environment_id)
    assert (status["status"], status["message"]) == ("error", reason)


def test_with_the_two_statements_it_works(
    key: str, give_profile: Any, create: Any, described: Any, wait: Wait, aws: Aws
) -> None:
    let_in(aws, key, USE, ATTACH)
    give_profile()
    environment_id = create()
    wait(200)
    assert described(environment_id)["lifecycle"] == {"status": "CREATED"}
    [instance] = instances_of(aws, environment_id)
    filters = [{"Name": "attachment.instance-id", "Values": [instance["InstanceId"]]}]
    [volume] = aws("ec2").describe_volumes(Filters=filters)["Volumes"]
    assert (volume["Encrypted"], volume["KmsKeyId"]) == (True, key)


def test_with_a_grant_it_works(key: str, give_profile: Any, create: Any, described: Any, wait: Wait, aws: Aws) -> None:
    """As facts 6.2 has it for another account's key."""
    operations = "Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey"
    aws("kms").create_grant(KeyId=key, GranteePrincipal=ROLE, Operations=[*operations.split(), "CreateGrant"])
    give_profile()
    environment_id = create()
    wait(200)
    assert described(environment_id)["lifecycle"] == {"status": "CREATED"}


def test_aws_own_key_needs_nothing(
    key: str, give_profile: Any, create: Any, described: Any, wait: Wait, aws: Aws
) -> None:
    aws("ec2").reset_ebs_default_kms_key_id()
    give_profile()
    environment_id = create()
    wait(200)
    assert described(environment_id)["lifecycle"] == {"status": "CREATED"}


@pytest.mark.parametrize("lost", ["disable_key", "schedule_key_deletion"])
def test_a_key_that_is_asleep(
    key: str, lost: str, give_profile: Any, create: Any, described: Any, wait: Wait, aws: Aws
) -> None:
    let_in(aws, key, USE, ATTACH)
    getattr(aws("kms"), lost)(KeyId=key)
    give_profile()
    environment_id = create()
    wait(120)
    _, stack_id = failed(described, environment_id)
    told = "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state"
    assert any(told in why for _, _, why in events_of(aws, stack_id))
