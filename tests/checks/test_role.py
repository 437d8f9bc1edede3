"""The role's checks: break it on the simulated AWS, see it, apply the printed remedy, see it well."""

from __future__ import annotations

import json

import pytest

from c9lib import checks
from c9lib.checks.documented import PROFILE, ROLE, ROLE_POLICY_ARN, TRUST
from tests.checks.documents import allowing
from tests.checks.refusing import refusing

CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
ALL = ("role.exists", "role.path", "role.trust", "role.policy")
OTHER_CAPITALS = "awscloud9ssmaccessrole"


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
    iam.put_role_policy(RoleName=ROLE, PolicyName="mine", PolicyDocument=allowing("s3:GetObject"))
    iam.create_instance_profile(InstanceProfileName=PROFILE, Path="/cloud9/")
    iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    check = ask("role.path")
    assert check.status == "fail"
    assert "path is / (arn:aws:iam::123456789012:role/AWSCloud9SSMAccessRole)" in check.evidence
    assert "iam:PassRole" in check.reason
    mend(check)
    for check_id in ("role.path", "role.policy", "profile.role"):
        assert ask(check_id).status == "ok"


def test_a_role_in_other_capitals_is_taken_away_before_the_right_one_is_made(ask, mend, aws):
    iam = aws("iam")
    iam.create_role(RoleName=OTHER_CAPITALS, Path="/service-role/", AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.attach_role_policy(RoleName=OTHER_CAPITALS, PolicyArn=ROLE_POLICY_ARN)
    iam.put_role_policy(RoleName=OTHER_CAPITALS, PolicyName="mine", PolicyDocument=allowing("s3:GetObject"))
    iam.put_role_permissions_boundary(RoleName=OTHER_CAPITALS, PermissionsBoundary=ROLE_POLICY_ARN)
    iam.create_instance_profile(InstanceProfileName=PROFILE, Path="/cloud9/")
    iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=OTHER_CAPITALS)
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(RoleName=ROLE, Path="/service-role/", AssumeRolePolicyDocument=json.dumps(TRUST))
    check = ask("role.exists")
    assert (check.status, check.reason) == ("fail", "EntityAlreadyExists")
    assert f"role/service-role/{OTHER_CAPITALS}" in check.evidence
    assert "If nothing else needs it" in check.cause
    told = [line.split()[2] for line in check.remedy]
    assert told == [
        "remove-role-from-instance-profile",
        "delete-role-policy",
        "detach-role-policy",
        "delete-role",
        "create-role",
        "attach-role-policy",
        "add-role-to-instance-profile",
    ]
    mend(check)
    for check_id in (*ALL, "profile.role"):
        assert ask(check_id).status == "ok"


def test_who_may_not_see_what_hangs_on_a_role_with_another_path_is_told_of_the_path(session, aws):
    aws("iam").create_role(RoleName=ROLE, Path="/", AssumeRolePolicyDocument=json.dumps(TRUST))
    denied = ("AccessDenied", "not authorized to perform: iam:ListInstanceProfilesForRole")
    one = refusing(session(), "iam", list_instance_profiles_for_role=denied)
    check = next(one for one in checks.of(one, ["role"]).checks if one.id == "role.path")
    assert (check.status, check.evidence.partition(" (")[0]) == ("fail", "its path is /")
    (words,) = check.remedy
    assert words.startswith("# Delete the role AWSCloud9SSMAccessRole: take it out of its instance profiles")
    assert "iam:ListInstanceProfilesForRole is refused" in words


def test_who_may_not_list_roles_is_told_that_one_in_other_capitals_may_be_there(session, aws):
    aws("iam").create_role(RoleName=OTHER_CAPITALS, AssumeRolePolicyDocument=json.dumps(TRUST))
    one = refusing(session(), "iam", list_roles=("AccessDenied", "not authorized to perform: iam:ListRoles"))
    check = next(one for one in checks.of(one, ["role"]).checks if one.id == "role.exists")
    assert (check.status, check.reason) == ("fail", "NoSuchEntity")
    assert "iam:ListRoles is refused" in check.evidence


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


BOTH = TRUST["Statement"][0]
FOR_LAMBDA = {**BOTH, "Principal": {"Service": "lambda.amazonaws.com"}}


def trusting(*statements: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def test_a_trust_policy_is_extended_by_the_remedy_and_keeps_who_else_is_in_it(ask, mend, pair):
    pair.update_assume_role_policy(RoleName=ROLE, PolicyDocument=trusting(FOR_LAMBDA))
    check = ask("role.trust")
    assert check.reason == "implicitDeny sts:AssumeRole"
    mend(check)
    assert ask("role.trust").status == "ok"
    now = pair.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert now[0] == FOR_LAMBDA


@pytest.mark.parametrize(
    "document",
    [
        trusting({**BOTH, "Principal": "*"}),
        trusting({**BOTH, "Principal": {"AWS": "*"}}),
        trusting({**BOTH, "Action": ["sts:TagSession", "sts:AssumeRole"]}),
        trusting(BOTH, {**FOR_LAMBDA, "Effect": "Deny"}),
        trusting({**BOTH, "Condition": {"StringEqualsIfExists": {"aws:SourceAccount": "123456789012"}}}),
        trusting(
            BOTH, {**BOTH, "Effect": "Deny", "Condition": {"StringEquals": {"aws:SourceAccount": "999999999999"}}}
        ),
    ],
)
def test_a_trust_policy_is_judged_by_what_it_decides(ask, pair, document):
    pair.update_assume_role_policy(RoleName=ROLE, PolicyDocument=document)
    assert ask("role.trust").status == "ok"


@pytest.mark.parametrize(
    ("denial", "reason"),
    [
        ({"Sid": "Guard", **BOTH, "Effect": "Deny"}, "explicitDeny sts:AssumeRole; statement 2 (Guard)"),
        ({**BOTH, "Principal": "*", "Effect": "Deny"}, "explicitDeny sts:AssumeRole; statement 2"),
        (
            {**BOTH, "Effect": "Deny", "Condition": {"StringNotEquals": {"aws:SourceAccount": "123456789012"}}},
            "conditional sts:AssumeRole",
        ),
    ],
)
def test_a_denial_of_trust_is_for_a_person_to_take_away(ask, pair, denial, reason):
    pair.update_assume_role_policy(RoleName=ROLE, PolicyDocument=trusting(BOTH, denial))
    check = ask("role.trust")
    assert (check.status, check.reason) == ("fail", reason)
    (words,) = check.remedy
    assert words.startswith("# Remove what denies from the trust policy of AWSCloud9SSMAccessRole")
    assert "statement 2" in words


def test_a_condition_that_nobody_can_decide_is_a_warning_where_the_agent_is_heard(ask, mend, pair, launch):
    instance = launch()
    guarded = trusting({**BOTH, "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}})
    pair.update_assume_role_policy(RoleName=ROLE, PolicyDocument=guarded)
    assert ask("agent.online", instance_id=instance).status == "ok"
    check = ask("role.trust", instance_id=instance)
    assert (check.status, check.reason) == ("warn", "conditional sts:AssumeRole")
    assert "aws:SourceAccount wants 123456789012; it isn't known" in check.evidence
    assert ask("role.trust").status == "fail", "without an agent nobody has seen it work"
    mend(check)
    assert ask("role.trust", instance_id=instance).status == "ok"


def test_two_faults_are_mended_one_after_the_other(ask, mend, pair):
    pair.update_assume_role_policy(RoleName=ROLE, PolicyDocument=trusting(FOR_LAMBDA))
    pair.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    mend(ask("role.trust"))
    assert ask("role.trust").status == "ok"
    assert ask("role.policy").status == "fail"
    mend(ask("role.policy"))
    assert [ask(check_id).status for check_id in ALL] == ["ok"] * 4


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
    assert check.evidence.startswith(f"{CORE}: 5 of 5 actions allowed; besides: ec2messages:AcknowledgeMessage, ")
    assert check.evidence.endswith(" more")


def test_one_action_too_few_is_named(ask, mend, pair):
    pair.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    pair.put_role_policy(RoleName=ROLE, PolicyName="most", PolicyDocument=allowing("ssm:*", "ssmmessages:Create*"))
    check = ask("role.policy")
    assert check.status == "fail"
    assert "implicitDeny ssmmessages:OpenControlChannel" in check.evidence
    assert "ssmmessages:CreateDataChannel" not in check.evidence
    assert "inline most" in check.evidence
    mend(check)
    now = ask("role.policy")
    assert (
        now.evidence == f"{ROLE_POLICY_ARN}, inline most: 5 of 5 actions allowed; besides: ssm:*, ssmmessages:Create*"
    )


def test_a_denial_outweighs_and_no_command_is_offered(ask, pair):
    denial = {"Effect": "Deny", "Action": "ssmmessages:*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": denial})
    pair.put_role_policy(RoleName=ROLE, PolicyName="guard", PolicyDocument=document)
    check = ask("role.policy")
    assert check.status == "fail"
    statement = "statement 1 of inline guard of role AWSCloud9SSMAccessRole"
    assert check.reason == f"explicitDeny ssmmessages:CreateControlChannel; {statement}"
    assert check.remedy[0].startswith("# Remove the statement")
    assert statement in check.remedy[0]


def test_a_right_with_a_condition_is_not_judged(ask, pair):
    pair.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    some = allowing("ssm:*", "ssmmessages:*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})
    pair.put_role_policy(RoleName=ROLE, PolicyName="some", PolicyDocument=some)
    check = ask("role.policy")
    assert check.status == "warn"
    assert check.reason.startswith("conditional ")
    assert "IpAddress aws:SourceIp wants 10.0.0.0/8; it isn't known" in check.evidence


@pytest.mark.parametrize(
    ("key", "value", "status"),
    [
        ("aws:PrincipalAccount", "123456789012", "ok"),
        ("aws:RequestedRegion", "us-east-1", "ok"),
        ("aws:RequestedRegion", "eu-west-1", "fail"),
    ],
)
def test_a_condition_on_what_is_known_of_the_agent_is_judged(ask, pair, key, value, status):
    pair.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    some = allowing("ssm:*", "ssmmessages:*", Condition={"StringEquals": {key: value}})
    pair.put_role_policy(RoleName=ROLE, PolicyName="some", PolicyDocument=some)
    assert ask("role.policy").status == status
