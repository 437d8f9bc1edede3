"""What the policy simulator refuses: entities that aren't there, values out of form, what isn't simulated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.services.iam.said import ACCOUNT, permissions, refused, trust
from tests.simulator.services.iam.test_simulation import ANN, entry, results


@pytest.fixture
def ann(iam: Any) -> str:
    iam.create_user(UserName="ann")
    return ANN


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:iam::{ACCOUNT}:root",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/worker/seat",
        f"arn:aws:iam::{ACCOUNT}:policy/p",
        "arn:aws:iam::aws:policy/AWSCloud9User",
        "x" * 20,
    ],
)
@pytest.mark.parametrize("ask", ["simulate_principal_policy", "get_context_keys_for_principal_policy"])
def test_only_users_groups_and_roles_have_policies(iam: Any, ask: str, arn: str) -> None:
    more = {"ActionNames": ["ec2:DescribeVpcs"]} if ask.startswith("simulate") else {}
    said = f"Invalid Entity Arn: {arn} does not clearly define entity type and name."
    assert refused(getattr(iam, ask), PolicySourceArn=arn, **more) == ("InvalidInput", said, 400)


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_who_does_not_exist_is_no_such_entity(iam: Any, ann: str, kind: str) -> None:
    for name in ("nobody", "path/ann"):
        arn = f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"
        said = f"The {kind} with name {name.rpartition('/')[2]} cannot be found."
        ask = iam.simulate_principal_policy
        assert refused(ask, PolicySourceArn=arn, ActionNames=["ec2:DescribeVpcs"]) == ("NoSuchEntity", said, 404)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"ActionNames": ["DescribeVpcs"]}, "The action DescribeVpcs isn't of the form service:operation."),
    ({"ActionNames": ["ec2:*"]}, "The action ec2:* isn't of the form service:operation."),
    ({"PolicyInputList": ["{"]}, "PolicyInputList.1: This policy contains invalid Json"),
    ({"PolicyInputList": [permissions(Principal="*")]}, "PolicyInputList.1: Policy document should not specify"),
    ({"PolicyInputList": [permissions(Effect="Maybe")]}, "PolicyInputList.1: Syntax errors in policy."),
    ({"PolicyInputList": [permissions(Condition={"Like": {"a:b": "c"}})]}, "PolicyInputList.1: Syntax errors"),
    ({"PermissionsBoundaryPolicyInputList": [permissions(), permissions()]}, "has 2 policies; a simulation takes one."),
    ({"ContextEntries": [entry("aws:example", "1", "2")]}, "is of type string, and has 2 values instead of one."),
    ({"ContextEntries": [entry("aws:example")]}, "is of type string, and has 0 values instead of one."),
    (
        {"ContextEntries": [entry("aws:example", "x", kind="numeric")]},
        "the value x of aws:example isn't of type numeric.",
    ),
    ({"ContextEntries": [entry("aws:example", "x", kind="boolean")]}, "isn't of type boolean."),
    ({"ContextEntries": [entry("aws:example", "1.2.3", kind="ip")]}, "isn't of type ip."),
    ({"ContextEntries": [entry("aws:example", "soon", kind="dateList")]}, "isn't of type dateList."),
    ({"ContextEntries": [{"ContextKeyName": "aws:example"}]}, "ContextEntries.1 has no ContextKeyType."),
    ({"CallerArn": f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s"}, "does not clearly define entity type and name."),
    ({"ResourcePolicy": "{"}, "ResourcePolicy: This policy contains invalid Json"),
    ({"ResourcePolicy": permissions()}, "ResourcePolicy: every statement needs a Principal."),
]


@pytest.mark.parametrize(("told", "words"), WRONG, ids=[words for _, words in WRONG])
def test_what_cannot_be_simulated_is_refused_in_words(iam: Any, told: dict[str, Any], words: str) -> None:
    asked = {"PolicyInputList": [permissions()], "ActionNames": ["ec2:DescribeVpcs"], "CallerArn": ANN, **told}
    code, message, status = refused(iam.simulate_custom_policy, **asked)
    assert (code, status) == ("InvalidInput", 400)
    assert words in message


def test_a_resources_policy_needs_somebody_who_asks_and_no_role(iam: Any) -> None:
    text = permissions(Principal={"AWS": ANN})
    asked = {"ActionNames": ["ec2:DescribeVpcs"], "ResourcePolicy": text}
    assert refused(iam.simulate_custom_policy, PolicyInputList=[permissions()], **asked)[:2] == (
        "InvalidInput",
        "CallerArn is required when a ResourcePolicy is given.",
    )
    arn = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=trust())["Role"]["Arn"]
    said = "Simulation of resource-based policies isn't supported for IAM roles."
    assert refused(iam.simulate_principal_policy, PolicySourceArn=arn, **asked)[:2] == ("InvalidInput", said)


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"ResourceHandlingOption": "EC2-VPC-EBS"}, "ResourceHandlingOption"),
        ({"PolicyExclusionList": [{"PolicyType": "aws-managed"}]}, "PolicyExclusionList"),
        ({"ResourceOwner": "arn:aws:iam::210987654321:root"}, "across accounts"),
        ({"ResourceOwner": "210987654321"}, "across accounts"),
    ],
)
def test_what_is_not_here_is_refused_by_name(iam: Any, ann: str, told: dict[str, Any], named: str) -> None:
    code, message, _ = refused(
        iam.simulate_principal_policy, PolicySourceArn=ann, ActionNames=["ec2:DescribeVpcs"], **told
    )
    assert code == "NotSimulated"
    assert named in message


def test_a_value_out_of_form_is_refused_by_iams_model(iam: Any, ann: str) -> None:
    asked = {"PolicySourceArn": ann, "ActionNames": ["ec2:DescribeVpcs"], "ContextEntries": [entry("aws:example", "x")]}
    asked["ContextEntries"][0]["ContextKeyType"] = "text"
    assert refused(iam.simulate_principal_policy, **asked)[0] == "ValidationError"
    assert (
        refused(iam.simulate_principal_policy, **asked | {"ContextEntries": [], "MaxItems": 1001})[0]
        == "ValidationError"
    )


def test_whoever_may_not_simulate_is_denied_and_whoever_may_sees_it(
    iam: Any, aws: Callable[..., Any], ann: str
) -> None:
    key = iam.create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"]
    ask = aws("iam", key=key).simulate_principal_policy
    asked = {"PolicySourceArn": ann, "ActionNames": ["iam:SimulatePrincipalPolicy"], "ResourceArns": [ann]}
    code, message, status = refused(ask, **asked)
    assert (code, status) == ("AccessDenied", 403)
    assert f"not authorized to perform: iam:SimulatePrincipalPolicy on resource: {ann}" in message
    text = permissions(Action="iam:SimulatePrincipalPolicy", Resource=ann)
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=text)
    assert results(ask(**asked)) == [("iam:SimulatePrincipalPolicy", ann, "allowed")]
