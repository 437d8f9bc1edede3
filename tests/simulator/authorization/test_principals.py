"""Everything that has a say over a user or a role's session has it, at once, and only for whom it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator import identity, moto_policies
from c9lib.simulator.authorization import policies_of
from c9lib.simulator.world import World
from tests.simulator.authorization.conftest import ACCOUNT, Make, allow, deny, document, may
from tests.simulator.services.iam.said import refused, trust

GONE = "The security token included in the request is invalid."


def test_an_inline_policy_counts_at_once_and_as_long_as_it_is_there(aws: Callable[..., Any], user: Make) -> None:
    vpcs = aws("ec2", key=user("ann")).describe_vpcs
    assert not may(vpcs)
    aws("iam").put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=allow("ec2:describevpcs"))
    assert may(vpcs)
    aws("iam").put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=allow("ec2:DescribeSubnets"))
    assert not may(vpcs)
    aws("iam").put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=allow("ec2:Describe*"))
    assert may(vpcs)
    aws("iam").delete_user_policy(UserName="ann", PolicyName="p")
    assert not may(vpcs)


def test_a_managed_policy_counts_in_its_default_version(aws: Callable[..., Any], user: Make, policy: Make) -> None:
    iam, arn = aws("iam"), policy("p", allow("ec2:DescribeVpcs"))
    vpcs = aws("ec2", key=user("ann")).describe_vpcs
    iam.attach_user_policy(UserName="ann", PolicyArn=arn)
    assert may(vpcs)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=deny("ec2:*"), SetAsDefault=True)
    assert not may(vpcs)
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    assert may(vpcs)
    iam.detach_user_policy(UserName="ann", PolicyArn=arn)
    assert not may(vpcs)


def test_the_policies_of_a_users_groups_count(aws: Callable[..., Any], user: Make, policy: Make) -> None:
    iam, key = aws("iam"), user("ann")
    ec2 = aws("ec2", key=key)
    for name in ("readers", "others"):
        iam.create_group(GroupName=name)
    iam.put_group_policy(GroupName="readers", PolicyName="p", PolicyDocument=allow("ec2:DescribeVpcs"))
    iam.attach_group_policy(GroupName="readers", PolicyArn=policy("q", allow("ec2:DescribeSubnets")))
    iam.put_group_policy(GroupName="others", PolicyName="p", PolicyDocument=allow("ec2:*"))
    assert not may(ec2.describe_vpcs)
    iam.add_user_to_group(GroupName="readers", UserName="ann")
    assert (may(ec2.describe_vpcs), may(ec2.describe_subnets), may(ec2.describe_instances)) == (True, True, False)
    iam.remove_user_from_group(GroupName="readers", UserName="ann")
    assert not may(ec2.describe_vpcs)
    assert not may(aws("ec2", key=user("bob")).describe_vpcs)


def test_a_denial_in_a_group_is_stronger_than_an_own_policy(aws: Callable[..., Any], user: Make) -> None:
    ec2 = aws("ec2", key=user("ann", allow("*")))
    aws("iam").create_group(GroupName="g")
    aws("iam").put_group_policy(GroupName="g", PolicyName="p", PolicyDocument=deny("ec2:DescribeVpcs"))
    assert may(ec2.describe_vpcs)
    aws("iam").add_user_to_group(GroupName="g", UserName="ann")
    assert (may(ec2.describe_vpcs), may(ec2.describe_subnets)) == (False, True)


def test_a_boundary_allows_nothing_by_itself_and_limits_everything(
    aws: Callable[..., Any], user: Make, policy: Make
) -> None:
    arn, iam = policy("limit", allow("ec2:DescribeVpcs")), aws("iam")
    ec2 = aws("ec2", key=user("ann"))
    iam.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=arn)
    assert not may(ec2.describe_vpcs)
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=allow("ec2:*"))
    assert (may(ec2.describe_vpcs), may(ec2.describe_subnets)) == (True, False)
    iam.delete_user_permissions_boundary(UserName="ann")
    assert may(ec2.describe_subnets)


def test_a_roles_boundary_limits_its_sessions(aws: Callable[..., Any], role: Make, session: Make, policy: Make) -> None:
    arn = role("worker", allow("ec2:*"), PermissionsBoundary=policy("limit", allow("ec2:DescribeVpcs")))
    ec2 = aws("ec2", key=session(arn))
    assert (may(ec2.describe_vpcs), may(ec2.describe_subnets)) == (True, False)


def test_a_session_has_its_roles_policies_and_not_its_makers(
    aws: Callable[..., Any], user: Make, role: Make, session: Make
) -> None:
    arn = role("worker", allow("ec2:DescribeVpcs"))
    key = user("ann", allow("sts:AssumeRole", Resource=arn), allow("ec2:DescribeSubnets"))
    ec2 = aws("ec2", key=session(arn, key=key))
    assert (may(ec2.describe_vpcs), may(ec2.describe_subnets)) == (True, False)


@pytest.mark.parametrize("given", ["Policy", "PolicyArns", "both"])
def test_a_session_policy_is_the_most_that_a_session_may_do(
    aws: Callable[..., Any], role: Make, session: Make, policy: Make, given: str
) -> None:
    arn = role("worker", allow("ec2:DescribeVpcs", "ec2:DescribeSubnets"))
    limit = allow("ec2:DescribeVpcs", "ec2:DescribeInstances")
    asked: dict[str, Any] = {}
    if given != "PolicyArns":
        asked["Policy"] = limit if given == "Policy" else allow("cloud9:*")
    if given != "Policy":
        asked["PolicyArns"] = [{"arn": policy("limit", limit)}]
    ec2 = aws("ec2", key=session(arn, **asked))
    assert (may(ec2.describe_vpcs), may(ec2.describe_subnets), may(ec2.describe_instances)) == (True, False, False)


def test_a_session_policy_that_is_gone_allows_nothing(
    aws: Callable[..., Any], role: Make, session: Make, policy: Make
) -> None:
    limit = policy("limit", allow("ec2:*"))
    vpcs = aws("ec2", key=session(role("worker", allow("ec2:*")), PolicyArns=[{"arn": limit}])).describe_vpcs
    assert may(vpcs)
    aws("iam").delete_policy(PolicyArn=limit)
    assert not may(vpcs)


def test_the_sessions_of_a_deleted_role_are_nobodys_even_when_it_is_made_again(
    aws: Callable[..., Any], role: Make, session: Make
) -> None:
    arn, iam = role("worker", allow("ec2:*")), aws("iam")
    key = session(arn)
    iam.delete_role_policy(RoleName="worker", PolicyName="own1")
    iam.delete_role(RoleName="worker")
    assert refused(aws("sts", key=key).get_caller_identity) == ("InvalidClientTokenId", GONE, 403)
    role("worker", allow("ec2:*"))
    assert refused(aws("ec2", key=key).describe_vpcs)[0] == "AuthFailure"
    assert may(aws("ec2", key=session(arn)).describe_vpcs)


def test_the_keys_and_sessions_of_a_deleted_user_are_nobodys(aws: Callable[..., Any], user: Make) -> None:
    iam, key = aws("iam"), user("ann")
    temporary = aws("sts", key=key).get_session_token()["Credentials"]["AccessKeyId"]
    iam.delete_access_key(UserName="ann", AccessKeyId=key)
    iam.delete_user(UserName="ann")
    user("ann", allow("*"))
    for old in (key, temporary):
        assert refused(aws("sts", key=old).get_caller_identity)[0] == "InvalidClientTokenId"


def test_nothing_is_allowed_to_a_principal_that_is_gone(world: World, aws: Callable[..., Any], user: Make) -> None:
    user("ann", allow("*"))
    principal = identity.principal(
        world, aws("iam").list_access_keys(UserName="ann")["AccessKeyMetadata"][0]["AccessKeyId"]
    )
    assert policies_of(world, principal).identity
    aws("iam").delete_access_key(
        UserName="ann", AccessKeyId=aws("iam").list_access_keys(UserName="ann")["AccessKeyMetadata"][0]["AccessKeyId"]
    )
    aws("iam").delete_user_policy(UserName="ann", PolicyName="own1")
    aws("iam").delete_user(UserName="ann")
    assert not policies_of(world, principal).identity
    user("ann", allow("*"))
    assert not policies_of(world, principal).identity, "another one of the same name is somebody else"


def test_a_renamed_user_stays_themselves(aws: Callable[..., Any], user: Make) -> None:
    key = user("ann", allow("ec2:DescribeVpcs"))
    temporary = aws("sts", key=key).get_session_token()["Credentials"]["AccessKeyId"]
    aws("iam").update_user(UserName="ann", NewUserName="anna", NewPath="/team/")
    assert aws("sts", key=temporary).get_caller_identity()["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/team/anna"
    assert may(aws("ec2", key=temporary).describe_vpcs)


def test_a_session_token_is_held_to_the_users_policies(aws: Callable[..., Any], user: Make) -> None:
    key = user("ann", allow("ec2:DescribeVpcs", "iam:*"))
    temporary = aws("sts", key=key).get_session_token()["Credentials"]["AccessKeyId"]
    ec2 = aws("ec2", key=temporary)
    assert (may(ec2.describe_vpcs), may(ec2.describe_subnets)) == (True, False)
    # STS API reference, GetSessionToken: no IAM without MFA, whatever the policies.
    assert refused(aws("iam", key=temporary).list_users) == ("InvalidClientTokenId", GONE, 403)
    assert may(aws("iam", key=key).list_users)


def test_the_administrator_passes_and_so_do_unknown_keys(aws: Callable[..., Any]) -> None:
    iam = aws("iam")
    iam.put_user_policy(UserName="Administrator", PolicyName="p", PolicyDocument=deny("*"))
    own = iam.create_access_key(UserName="Administrator")["AccessKey"]["AccessKeyId"]
    for key in (None, own, "test"):
        assert may(aws("ec2", key=key).describe_vpcs)


def test_the_learner_of_a_fresh_account_may_nothing(aws: Callable[..., Any]) -> None:
    key = aws("iam").create_access_key(UserName="c9-learner")["AccessKey"]["AccessKeyId"]
    assert not may(aws("cloud9", key=key).list_environments)


def test_one_of_several_things_that_lacks_is_enough_to_refuse(aws: Callable[..., Any], user: Make, place: Any) -> None:
    """RunInstances with an instance profile passes its role."""
    key = user("ann", allow("ec2:*"), allow("ssm:GetParameters"))
    ec2 = aws("ec2", key=key)
    asked = {"ImageId": place.instance(place.launch())["ImageId"], "MinCount": 1, "MaxCount": 1}
    asked |= {"InstanceType": "t3.small", "SubnetId": place.subnet}
    assert may(ec2.run_instances, **asked)
    asked["IamInstanceProfile"] = {"Name": "AWSCloud9SSMInstanceProfile"}
    role = f"arn:aws:iam::{ACCOUNT}:role/service-role/AWSCloud9SSMAccessRole"
    before = len(aws("ec2").describe_instances()["Reservations"])
    _, message, _ = refused(ec2.run_instances, **asked)
    assert f"iam:PassRole on resource: {role}" in message
    assert len(aws("ec2").describe_instances()["Reservations"]) == before
    condition = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    passing = document({"Action": "iam:PassRole", "Resource": role, "Condition": condition})
    aws("iam").put_user_policy(UserName="ann", PolicyName="passing", PolicyDocument=passing)
    assert may(ec2.run_instances, **asked)


def test_the_service_linked_role_is_known_by_its_session(world: World, aws: Callable[..., Any]) -> None:
    aws("iam").create_service_linked_role(AWSServiceName="cloud9.amazonaws.com")
    found = moto_policies.entity("role", "AWSServiceRoleForAWSCloud9")
    assert found is not None
    held = policies_of(world, identity.role_session(found, "AWSCloud9-1"))
    assert [one.name for one in held.identity] == [
        "arn:aws:iam::aws:policy/aws-service-role/AWSCloud9ServiceRolePolicy"
    ]
    assert held.scps == ()


def test_the_trust_policy_says_who_may_be_an_instance(aws: Callable[..., Any], role: Make) -> None:
    arn = role("for-ec2", trusts=trust({"Service": "ec2.amazonaws.com"}))
    code, _, status = refused(aws("sts").assume_role, RoleArn=arn, RoleSessionName="seat")
    assert (code, status) == ("AccessDenied", 403)


def test_a_document_is_read_once(aws: Callable[..., Any], user: Make) -> None:
    """What comes back of a policy is what was stored, whatever was evaluated with it in between."""
    text = json.loads(allow("ec2:DescribeVpcs"))
    key = user("ann", json.dumps(text))
    assert may(aws("ec2", key=key).describe_vpcs)
    assert aws("iam").get_user_policy(UserName="ann", PolicyName="own1")["PolicyDocument"] == text
