"""What was made a moment ago is known; what was never there, or is taken away, isn't taken for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from c9lib.aws.lately import KNOWN_EVERYWHERE, Lately

VPC, GATEWAY = "vpc-0123456789abcdef0", "nat-0123456789abcdef0"
POLICY = "arn:aws:iam::123456789012:policy/c9lib/Mine"


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.at = datetime(2030, 1, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def unknown(lately: Lately, one: str, code: str = "InvalidVpcID.NotFound", **asked: object) -> bool:
    return lately.excuses(code, f"The vpc ID '{one}' does not exist", asked or {"VpcIds": [one]})


def test_what_an_answer_names_is_new_for_a_minute() -> None:
    clock = Clock()
    lately = Lately(clock)
    lately.learn("CreateVpc", {"CidrBlock": "10.0.0.0/16"}, {"Vpc": {"VpcId": VPC}})
    assert unknown(lately, VPC)
    clock.at += KNOWN_EVERYWHERE - timedelta(seconds=1)
    assert unknown(lately, VPC)
    clock.at += timedelta(seconds=1)
    assert not unknown(lately, VPC)


def test_what_the_request_named_was_there_before() -> None:
    lately = Lately(Clock())
    lately.learn("CreateNatGateway", {"SubnetId": VPC}, {"NatGateway": {"NatGatewayId": GATEWAY, "SubnetId": VPC}})
    assert not unknown(lately, VPC)
    assert unknown(lately, GATEWAY, "NatGatewayNotFound")


def test_iams_names_and_policies() -> None:
    lately = Lately(Clock())
    lately.learn("CreateRole", {"RoleName": "R"}, {"Role": {"RoleName": "R"}})
    lately.learn("CreatePolicy", {"PolicyName": "Mine"}, {"Policy": {"Arn": POLICY}})
    assert lately.excuses("NoSuchEntity", "The role with name R cannot be found.", {"RoleName": "R"})
    assert lately.excuses("NoSuchEntity", f"Policy {POLICY} does not exist.", {"RoleName": "Q", "PolicyArn": POLICY})
    policy = "The role policy with name inline cannot be found."
    assert not lately.excuses("NoSuchEntity", policy, {"RoleName": "R", "PolicyName": "inline"})


def test_only_the_refusal_as_unknown_is_excused() -> None:
    lately = Lately(Clock())
    assert not unknown(lately, VPC)
    lately.learn("CreateVpc", {}, {"Vpc": {"VpcId": VPC}})
    for code in ("DependencyViolation", "InvalidParameterValue", "UnauthorizedOperation", "InvalidVpcID.Malformed"):
        assert not unknown(lately, VPC, code)


def test_reading_and_changing_make_nothing_new() -> None:
    lately = Lately(Clock())
    for operation in ("DescribeVpcs", "ModifyVpcAttribute", "AssociateRouteTable"):
        lately.learn(operation, {}, {"Vpcs": [{"VpcId": VPC}]})
    assert not unknown(lately, VPC)


def test_what_is_taken_away_isnt_new_any_more() -> None:
    lately = Lately(Clock())
    lately.learn("CreateVpc", {}, {"Vpc": {"VpcId": VPC}})
    lately.forget("DescribeVpcs", {"VpcIds": [VPC]})
    assert unknown(lately, VPC)
    lately.learn("DeleteVpc", {"VpcId": VPC}, {})
    assert not unknown(lately, VPC)
