"""The role's checks: break it on the simulated AWS, see it, apply the printed remedy, see it well."""

from __future__ import annotations

import json

import pytest

from c9lib.checks.documented import PROFILE, ROLE, ROLE_POLICY_ARN, TRUST

CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"


def trust(*services: str, **more: object) -> str:
    one = {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": "sts:AssumeRole", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [one]})


def test_a_role_as_documented_is_well(ask, pair):
    for check_id in ("role.exists", "role.path", "role.trust", "role.policy"):
        assert ask(check_id).status == "ok"
    assert ask("role.exists").evidence == "arn:aws:iam::123456789012:role/service-role/AWSCloud9SSMAccessRole"


def test_a_missing_role_is_made_by_its_remedy(ask, mend):
    check = ask("role.exists")
    assert (check.status, check.reason) == ("fail", "NoSuchEntity")
    assert "123456789012" in check.evidence
    mend(check)
    for check_id in ("role.exists", "role.path", "role.trust", "role.policy"):
        assert ask(check_id).status == "ok"


def test_a_role_under_another_path_is_made_again_with_all_that_holds_it(ask, mend, aws):
    iam = aws("iam")
    iam.create_role(RoleName=ROLE, Path="/", AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.attach_role_policy(RoleName=ROLE, PolicyArn=CORE)
    iam.put_role_policy(RoleName=ROLE, PolicyName="mine", PolicyDocument=_allowing("s3:GetObject"))
    iam.create_instance_profile(InstanceProfileName=PROFILE, Path="/cloud9/")
    iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    check = ask("role.path")
    assert check.status == "fail"
    assert "path is / (arn:aws:iam::123456789012:role/AWSCloud9SSMAccessRole)" in check.evidence
    assert "iam:PassRole" in check.reason
    mend(check)
    for check_id in ("role.path", "role.policy", "profile.role"):
        assert ask(check_id).status == "ok"


@pytest.mark.parametrize(
    ("document", "missing"),
    [
        (trust("ec2.amazonaws.com"), "cloud9.amazonaws.com may not"),
        (trust("cloud9.amazonaws.com"), "ec2.amazonaws.com may not"),
        (trust("lambda.amazonaws.com"), "ec2.amazonaws.com and cloud9.amazonaws.com may not"),
        (
            trust(
                "ec2.amazonaws.com",
                "cloud9.amazonaws.com",
                Condition={"StringEquals": {"aws:SourceAccount": "123456789012"}},
            ),
            "ec2.amazonaws.com and cloud9.amazonaws.com may not",
        ),
        (trust("ec2.amazonaws.com", "cloud9.amazonaws.com", Effect="Deny"), "and cloud9.amazonaws.com may not"),
    ],
)
def test_both_services_must_be_trusted(ask, pair, document, missing):
    pair.update_assume_role_policy(RoleName=ROLE, PolicyDocument=document)
    check = ask("role.trust")
    assert check.status == "fail"
    assert missing in check.evidence


def test_a_trust_policy_is_replaced_by_the_remedy(ask, mend, pair):
    pair.update_assume_role_policy(RoleName=ROLE, PolicyDocument=trust("ec2.amazonaws.com"))
    mend(ask("role.trust"))
    assert ask("role.trust").status == "ok"


def test_an_instance_alone_needs_ec2_only(ask, pair, launch):
    pair.update_assume_role_policy(RoleName=ROLE, PolicyDocument=trust("ec2.amazonaws.com"))
    found = launch()
    assert ask("role.trust", instance_id=found).evidence == "ec2.amazonaws.com may"
    assert ask("role.path", instance_id=found).status == "skip"


def test_a_role_without_a_policy_gets_the_documented_one(ask, mend, pair):
    pair.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    check = ask("role.policy")
    assert check.status == "fail"
    assert check.reason == "implicitDeny ssm:UpdateInstanceInformation"
    assert "no policy attached" in check.evidence
    mend(check)
    assert ask("role.policy").status == "ok"


def test_another_policy_with_the_five_actions_is_as_good(ask, pair):
    pair.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    pair.attach_role_policy(RoleName=ROLE, PolicyArn=CORE)
    check = ask("role.policy")
    assert check.status == "ok"
    assert CORE in check.evidence


def test_one_action_too_few_is_named(ask, pair):
    pair.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    pair.put_role_policy(RoleName=ROLE, PolicyName="most", PolicyDocument=_allowing("ssm:*", "ssmmessages:Create*"))
    check = ask("role.policy")
    assert check.status == "fail"
    assert "implicitDeny ssmmessages:OpenControlChannel" in check.evidence
    assert "ssmmessages:CreateDataChannel" not in check.evidence
    assert "inline most" in check.evidence


def test_a_denial_outweighs_and_no_command_is_offered(ask, pair):
    denial = {"Effect": "Deny", "Action": "ssmmessages:*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": denial})
    pair.put_role_policy(RoleName=ROLE, PolicyName="guard", PolicyDocument=document)
    check = ask("role.policy")
    assert check.status == "fail"
    assert check.reason == "explicitDeny ssmmessages:CreateControlChannel"
    assert check.remedy[0].startswith("# Remove the statement")


def test_a_right_with_a_condition_is_not_judged(ask, pair):
    pair.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    allowed = json.loads(_allowing("ssm:*", "ssmmessages:*"))
    allowed["Statement"]["Condition"] = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    pair.put_role_policy(RoleName=ROLE, PolicyName="some", PolicyDocument=json.dumps(allowed))
    check = ask("role.policy")
    assert check.status == "warn"
    assert check.reason.startswith("conditional ")


def _allowing(*actions: str) -> str:
    one = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": one})
