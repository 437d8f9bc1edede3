"""The key of new volumes: what its policy decides on Cloud9's service-linked role, and the remedies that mend it."""

from __future__ import annotations

import json

import pytest

from c9lib import checks
from c9lib.checks.documented import SERVICE_LINKED_ROLE
from c9lib.checks.key_policy import FOR_RESOURCES, GRANTING, USING, Key, deciding, letting_in
from tests.checks.refusing import refusing

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/{SERVICE_LINKED_ROLE}"
FOR_ACCOUNT = {
    "Sid": "Enable IAM User Permissions",
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    "Action": "kms:*",
    "Resource": "*",
}
"""The statement with which KMS makes a key where nothing else is asked for."""
USE = {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": [*USING], "Resource": "*"}
GRANT = {**USE, "Action": [*GRANTING], "Condition": {"Bool": {FOR_RESOURCES: "true"}}}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": [FOR_ACCOUNT, *statements]})


@pytest.fixture
def linked(aws):
    """The service-linked role, as Cloud9 makes it with the first environment."""
    aws("iam").create_service_linked_role(AWSServiceName="cloud9.amazonaws.com")


@pytest.fixture
def key(aws):
    """`key(statement, …)`: a key of the account with these statements encrypts new volumes; its ARN."""

    def chosen(*statements, **told):
        aws("ec2").enable_ebs_encryption_by_default()
        made = aws("kms").create_key(Policy=policy(*statements), **told)["KeyMetadata"]["Arn"]
        aws("ec2").modify_ebs_default_kms_key_id(KmsKeyId=made)
        return str(made)

    return chosen


@pytest.fixture
def launched(aws, place, session, wait):
    """Whether Cloud9 makes an environment now: the other witness."""

    def creates():
        aws("cloud9").create_environment_ec2(
            name="no-ingress",
            instanceType="t3.small",
            imageId="amazonlinux-2023-x86_64",
            connectionType="CONNECT_SSM",
            subnetId=place.subnet,
            tags=session().tags(),
        )
        wait(1800)
        listed = aws("cloud9").list_environments()["environmentIds"]
        (found,) = aws("cloud9").describe_environments(environmentIds=listed)["environments"]
        return found["lifecycle"]["status"] == "CREATED"

    return creates


def test_without_encryption_by_default_no_key_counts(ask, aws, key):
    key()
    aws("ec2").disable_ebs_encryption_by_default()
    check = ask("kms.default-key")
    assert (check.status, check.evidence) == ("ok", "volumes aren't encrypted by default in us-east-1: no key is used")


def test_awss_own_key_needs_nothing(ask, aws):
    aws("ec2").enable_ebs_encryption_by_default()
    check = ask("kms.default-key")
    assert check.status == "ok"
    assert "AWS's own key" in check.evidence


def test_a_key_that_names_only_the_account_is_the_cause_and_its_remedy_mends_it(ask, mend, key, pair, launched):
    arn = key()
    check = ask("kms.default-key")
    assert (check.status, check.reason) == ("fail", "implicitDeny kms:DescribeKey")
    assert arn in check.evidence
    assert "implicitDeny kms:GenerateDataKeyWithoutPlaintext" in check.evidence
    assert [line.split()[1:3] for line in check.remedy] == [
        ["iam", "create-service-linked-role"],
        ["kms", "put-key-policy"],
    ]
    mend(check)
    assert ask("kms.default-key").status == "ok"
    assert launched()


def test_without_the_remedy_the_creation_fails(ask, key, pair, linked, launched):
    key()
    assert not launched()
    check = ask("kms.default-key")
    assert check.status == "fail"
    assert len(check.remedy) == 1, "the service-linked role is there by now"


def test_the_remedy_keeps_what_the_policy_says(ask, mend, aws, key, linked):
    mine = {**FOR_ACCOUNT, "Sid": "Mine", "Action": "kms:Describe*"}
    arn = key(mine)
    mend(ask("kms.default-key"))
    told = json.loads(aws("kms").get_key_policy(KeyId=arn, PolicyName="default")["Policy"])["Statement"]
    assert told[:2] == [FOR_ACCOUNT, mine]
    assert [one["Principal"] for one in told[2:]] == [{"AWS": ROLE}, {"AWS": ROLE}]
    assert told[3]["Condition"] == {"Bool": {FOR_RESOURCES: "true"}}


@pytest.mark.parametrize(
    "statements",
    [
        (USE, GRANT),
        ({**USE, "Action": "kms:*"},),
        (
            {
                **USE,
                "Principal": {"AWS": "*"},
                "Action": "kms:*",
                "Condition": {
                    "StringEquals": {
                        "kms:CallerAccount": ACCOUNT,
                        "kms:ViaService": "ec2.us-east-1.amazonaws.com",
                    }
                },
            },
        ),
    ],
)
def test_a_key_that_lets_the_service_linked_role_in_is_well(ask, key, linked, pair, launched, statements):
    key(*statements)
    assert ask("kms.default-key").status == "ok"
    assert launched()


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        ((USE,), "implicitDeny kms:CreateGrant"),
        ((GRANT,), "implicitDeny kms:DescribeKey"),
        (({**USE, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}, GRANT), "implicitDeny kms:DescribeKey"),
        ((USE, {**GRANT, "Condition": {"Bool": {FOR_RESOURCES: "false"}}}), "implicitDeny kms:CreateGrant"),
    ],
)
def test_half_of_it_is_not_enough(ask, mend, key, linked, statements, reason):
    key(*statements)
    check = ask("kms.default-key")
    assert (check.status, check.reason) == ("fail", reason)
    mend(check)
    assert ask("kms.default-key").status == "ok"


def test_a_denial_is_for_a_person_to_take_away(ask, key, linked):
    denial = {"Sid": "Guard", "Effect": "Deny", "Principal": {"AWS": ROLE}, "Action": "kms:Decrypt", "Resource": "*"}
    key(USE, GRANT, denial)
    check = ask("kms.default-key")
    assert (check.status, check.reason) == ("fail", "explicitDeny kms:Decrypt; statement 4 (Guard)")
    (words,) = check.remedy
    assert words.startswith("# ")
    assert "statement 4 (Guard)" in words


def test_what_depends_on_a_key_that_nobody_knows_is_a_warning(ask, mend, key, linked):
    condition = {"StringEquals": {"kms:EncryptionContext:aws:ebs:id": "vol-1"}}
    key({**USE, "Condition": condition}, GRANT)
    check = ask("kms.default-key")
    assert (check.status, check.reason) == ("warn", "conditional kms:DescribeKey")
    assert "kms:EncryptionContext:aws:ebs:id wants vol-1; it isn't known" in check.evidence
    mend(check)
    assert ask("kms.default-key").status == "ok"


def test_a_grant_is_as_good_as_a_statement(ask, aws, key, linked, pair, launched):
    arn = key()
    operations = ["Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKeyWithoutPlaintext", "DescribeKey"]
    aws("kms").create_grant(KeyId=arn, GranteePrincipal=ROLE, Operations=[*operations, "CreateGrant"])
    check = ask("kms.default-key")
    assert (check.status, check.evidence) == ("ok", f"{arn}, which a grant lets {SERVICE_LINKED_ROLE} use")
    assert launched()


def test_a_key_that_is_switched_off_is_switched_on(ask, mend, aws, key, linked):
    arn = key(USE, GRANT)
    aws("kms").disable_key(KeyId=arn)
    check = ask("kms.default-key")
    assert (check.status, check.reason) == ("fail", "KMSInvalidStateException Disabled")
    mend(check)
    assert ask("kms.default-key").status == "ok"


def test_a_key_on_its_way_out_is_brought_back(ask, mend, aws, key, linked):
    arn = key(USE, GRANT)
    aws("kms").schedule_key_deletion(KeyId=arn, PendingWindowInDays=7)
    check = ask("kms.default-key")
    assert check.evidence == f"{arn} is PendingDeletion"
    mend(check)
    assert ask("kms.default-key").status == "ok"


def test_a_key_that_is_gone_or_of_another_kind_is_somebodys_choice(ask, mend, aws, key):
    gone = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/00000000-0000-4000-8000-000000000000"
    key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")
    check = ask("kms.default-key")
    assert (check.status, check.reason) == ("fail", "InvalidKeyUsageException")
    aws("ec2").modify_ebs_default_kms_key_id(KmsKeyId=gone)
    check = ask("kms.default-key")
    assert (check.status, check.reason) == ("fail", "NotFoundException")
    (words,) = check.remedy
    assert words.startswith("# Choose another default key")
    assert "aws ec2 reset-ebs-default-kms-key-id --region us-east-1" in words


def test_another_accounts_key_is_not_shown_and_needs_a_grant(ask, aws):
    aws("ec2").enable_ebs_encryption_by_default()
    theirs = "arn:aws:kms:us-east-1:999999999999:key/00000000-0000-4000-8000-000000000000"
    aws("ec2").modify_ebs_default_kms_key_id(KmsKeyId=theirs)
    check = ask("kms.default-key")
    assert check.status == "warn"
    (words,) = check.remedy
    assert f"aws kms create-grant --key-id {theirs} --grantee-principal {ROLE} --operations Encrypt Decrypt" in words


@pytest.mark.parametrize(("method", "action"), [("describe_key", "DescribeKey"), ("get_key_policy", "GetKeyPolicy")])
def test_who_may_not_read_the_key_is_told_what_it_needs(session, key, method, action):
    key()
    one = refusing(session(), "kms", **{method: ("AccessDeniedException", "not authorized")})
    (check,) = checks.of(one, ["kms"]).checks
    assert check.status == "warn"
    assert f"kms:{action}" in check.evidence
    assert "kms:ReEncrypt*" in check.remedy[0]
    assert f"allow kms:{action} to" in check.remedy[0]


def test_once_the_instance_is_launched_the_key_counts_for_the_next_one_only(ask, session, environment, key):
    arn = key()
    check = ask("kms.default-key")
    assert check.status == "skip"
    assert arn in check.evidence
    assert checks.verdict(session()).verdict == "ok"


def test_what_is_added_lets_the_role_in_whatever_the_policy_says():
    some = Key(f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/x", "eu-west-1", ACCOUNT)
    for statements in ((), (USE,), (GRANT,)):
        decisions = deciding(letting_in(policy(*statements), some), some)
        assert all(one.allowed for one in decisions.values())
