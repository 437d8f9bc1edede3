"""An instance whose launcher may not use the keys of its volumes ends, or stops again, and says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.durations import INSTANCE_FAIL, INSTANCE_STOP
from c9lib.simulator.services.ec2.volume_keys import TO_LAUNCH
from tests.simulator.people import allow, deny, make_user
from tests.simulator.place import Place

Aws = Callable[..., Any]
ROOT = {"AWS": "arn:aws:iam::123456789012:root"}
ANN = "arn:aws:iam::123456789012:user/ann"
ADMINISTER = {"Effect": "Allow", "Principal": ROOT, "Action": ["kms:Put*", "kms:*able*", "kms:Sch*"], "Resource": "*"}
TO_ACCOUNT = {**ADMINISTER, "Action": "kms:*"}
USE = {"Effect": "Allow", "Principal": {"AWS": ANN}, "Action": [*TO_LAUNCH], "Resource": "*"}
FOR_RESOURCES = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
LAUNCHES = allow("ec2:*", "iam:PassRole", "ssm:GetParameter*")
CLIENT_ERROR = {"Code": "Client.InternalError", "Message": "Client.InternalError: Client error on launch"}


class Encrypted:
    """Volumes are encrypted by default, with a key of the account."""

    def __init__(self, place: Place, kms: Any) -> None:
        self.place, self.kms = place, kms
        self.key = str(kms.create_key()["KeyMetadata"]["Arn"])
        place.ec2.enable_ebs_encryption_by_default()
        place.ec2.modify_ebs_default_kms_key_id(KmsKeyId=self.key)

    def let_in(self, *statements: dict[str, Any]) -> None:
        text = json.dumps({"Version": "2012-10-17", "Statement": [ADMINISTER, *statements]})
        self.kms.put_key_policy(KeyId=self.key, Policy=text)

    def state(self, instance_id: str) -> tuple[str, dict[str, str]]:
        found = self.place.instance(instance_id)
        return found["State"]["Name"], found.get("StateReason", {})


@pytest.fixture
def encrypted(place: Place, aws: Aws) -> Encrypted:
    return Encrypted(place, aws("kms"))


@pytest.fixture
def as_ann(place: Place, aws: Aws) -> Callable[..., Place]:
    """`as_ann(policy, …)`: the same place for a user with these policies besides those that a launch needs."""

    def make(*inline: str) -> Place:
        key = make_user(aws("iam"), "ann", LAUNCHES, *inline)
        return Place(aws("ec2", key=key), place.iam, place.ssm, place.wait, subnet=place.subnet)

    return make


def test_it_ends_and_says_why(encrypted: Encrypted, as_ann: Callable[..., Place]) -> None:
    instance = as_ann().launch()
    assert encrypted.state(instance)[0] == "pending"
    encrypted.place.wait(INSTANCE_FAIL)
    assert encrypted.state(instance) == ("shutting-down", CLIENT_ERROR)
    encrypted.place.wait(INSTANCE_STOP)
    assert encrypted.state(instance) == ("terminated", CLIENT_ERROR)
    assert encrypted.place.instance(instance)["StateTransitionReason"] == "Client.InternalError"
    assert encrypted.place.ping(instance) == "absent"


@pytest.mark.parametrize(
    ("statements", "own"),
    [
        ([TO_ACCOUNT], [allow("kms:*")]),
        ([TO_ACCOUNT], [allow(*TO_LAUNCH)]),
        ([USE], []),
        (
            [
                {
                    **USE,
                    "Action": ["kms:*"],
                    "Condition": {"StringEquals": {"kms:ViaService": "ec2.us-east-1.amazonaws.com"}},
                }
            ],
            [],
        ),
        (
            [
                {**USE, "Action": [*TO_LAUNCH[:2], *TO_LAUNCH[3:]]},
                {**USE, "Action": "kms:*", "Condition": FOR_RESOURCES},
            ],
            [],
        ),
    ],
)
def test_it_runs_for_who_is_let_in(
    encrypted: Encrypted, as_ann: Callable[..., Place], statements: list[dict[str, Any]], own: list[str]
) -> None:
    ann = as_ann(*own)
    encrypted.let_in(*statements)
    instance = ann.launch()
    encrypted.place.wait(60)
    assert encrypted.state(instance)[0] == "running"


@pytest.mark.parametrize("action", TO_LAUNCH)
def test_each_action_is_needed(encrypted: Encrypted, as_ann: Callable[..., Place], action: str) -> None:
    ann = as_ann()
    encrypted.let_in({**USE, "Action": [one for one in TO_LAUNCH if one != action]})
    instance = ann.launch()
    encrypted.place.wait(60)
    assert encrypted.state(instance) == ("terminated", CLIENT_ERROR)


@pytest.mark.parametrize(
    ("statements", "own"),
    [
        ([], [allow("kms:*")]),
        ([TO_ACCOUNT, USE], [deny("kms:Decrypt")]),
        ([TO_ACCOUNT, {**USE, "Effect": "Deny", "Action": "kms:CreateGrant"}], [allow("kms:*")]),
        ([{**USE, "Condition": {"StringEquals": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com"}}}], []),
        ([{**USE, "Condition": {"Bool": {"kms:GrantIsForAWSResource": "false"}}}], []),
    ],
)
def test_it_ends_for_who_is_not(
    encrypted: Encrypted, as_ann: Callable[..., Place], statements: list[dict[str, Any]], own: list[str]
) -> None:
    ann = as_ann(*own)
    encrypted.let_in(*statements)
    instance = ann.launch()
    encrypted.place.wait(60)
    assert encrypted.state(instance) == ("terminated", CLIENT_ERROR)


def test_a_grant_lets_in(encrypted: Encrypted, as_ann: Callable[..., Place]) -> None:
    ann = as_ann()
    operations = [
        "DescribeKey",
        "GenerateDataKeyWithoutPlaintext",
        "CreateGrant",
        "Decrypt",
        "ReEncryptFrom",
        "ReEncryptTo",
    ]
    encrypted.kms.create_grant(KeyId=encrypted.key, GranteePrincipal=ANN, Operations=operations)
    instance = ann.launch()
    encrypted.place.wait(60)
    assert encrypted.state(instance)[0] == "running"


def test_aws_own_key_needs_nothing(encrypted: Encrypted, as_ann: Callable[..., Place]) -> None:
    encrypted.place.ec2.reset_ebs_default_kms_key_id()
    instance = as_ann().launch()
    encrypted.place.wait(60)
    assert encrypted.state(instance)[0] == "running"


@pytest.mark.parametrize("lost", ["disable_key", "schedule_key_deletion"])
def test_a_key_that_is_asleep(encrypted: Encrypted, lost: str) -> None:
    getattr(encrypted.kms, lost)(KeyId=encrypted.key)
    instance = encrypted.place.launch()
    encrypted.place.wait(60)
    told = "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state"
    assert encrypted.state(instance) == ("terminated", {"Code": "Client.InternalError", "Message": told})


@pytest.mark.parametrize("name", ["alias/nowhere", "arn:aws:kms:us-east-1:999999999999:key/x", "asymmetric"])
def test_a_key_that_cannot_encrypt_a_volume(encrypted: Encrypted, name: str) -> None:
    if name == "asymmetric":
        name = encrypted.kms.create_key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]["Arn"]
    encrypted.place.ec2.modify_ebs_default_kms_key_id(KmsKeyId=name)
    instance = encrypted.place.launch()
    encrypted.place.wait(60)
    assert encrypted.state(instance) == ("terminated", CLIENT_ERROR)


def test_an_instance_that_cannot_be_started_again_stays_stopped(encrypted: Encrypted) -> None:
    """re:Post, "kms-iam-ec2-permission": pending, then stopped."""
    place = encrypted.place
    instance = place.launch()
    place.wait(60)
    place.ec2.stop_instances(InstanceIds=[instance])
    place.wait(INSTANCE_STOP)
    encrypted.let_in()
    assert (
        place.ec2.start_instances(InstanceIds=[instance])["StartingInstances"][0]["CurrentState"]["Name"] == "pending"
    )
    place.wait(60)
    assert encrypted.state(instance) == ("stopped", CLIENT_ERROR)
    encrypted.let_in(TO_ACCOUNT)
    place.ec2.start_instances(InstanceIds=[instance])
    place.wait(60)
    assert encrypted.state(instance)[0] == "running"


def test_the_aws_cli_sees_it(encrypted: Encrypted, cli: Callable[..., Any], wait: Callable[[float], None]) -> None:
    def told(*words: str) -> Any:
        done = cli(*words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "null")

    key = told("kms", "create-key", "--description", "mine")["KeyMetadata"]["KeyId"]
    told("kms", "create-alias", "--alias-name", "alias/mine", "--target-key-id", key)
    assert told("ec2", "modify-ebs-default-kms-key-id", "--kms-key-id", "alias/mine")["KmsKeyId"].endswith(key)
    told("kms", "disable-key", "--key-id", key)
    image = "resolve:ssm:/aws/service/cloud9/amis/amazonlinux-2023-x86_64"
    launched = told("ec2", "run-instances", "--image-id", image, "--instance-type", "t3.small")
    instance = launched["Instances"][0]["InstanceId"]
    wait(60)
    query = ("--instance-ids", instance, "--query", "Reservations[0].Instances[0].StateReason.Message")
    assert "Client.InvalidKMSKey.InvalidState" in told("ec2", "describe-instances", *query)
    refused = cli("kms", "encrypt", "--key-id", key, "--plaintext", "fileb:///dev/null")
    assert "NotSimulated" in refused.stderr
