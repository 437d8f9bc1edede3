"""One account, and no other; clients, pages, tags."""

from __future__ import annotations

import pytest

from c9lib.aws import Identity, Session, connect
from c9lib.errors import RefusedError
from c9lib.nouns import Seen, Wait
from c9lib.parameters import Parameters
from tests.serving import Served


def test_a_session_knows_who_and_where_it_is(session: Session) -> None:
    assert session.account_id == "123456789012"
    assert isinstance(session.identity, Identity)
    assert session.identity.arn == "arn:aws:iam::123456789012:user/Administrator"
    assert session.identity.user_id.startswith("AIDA")
    assert (session.region, session.simulated) == ("us-east-1", True)


def test_another_account_is_refused_before_anything_else_is_called(account: Served) -> None:
    account.seen.clear()
    wanted = Parameters(endpoint_url=account.url, account_id="999999999999")
    with pytest.raises(RefusedError, match="belong to account 123456789012, not to 999999999999") as raised:
        connect(wanted, print)
    assert raised.value.exit_code == 3
    assert raised.value.remedy
    asked = [environ for environ in account.seen if not environ["PATH_INFO"].startswith("/_c9lib/")]
    assert len(asked) == 1
    assert "/sts/aws4_request" in asked[0]["HTTP_AUTHORIZATION"]


def test_the_named_account_is_let_in(account: Served) -> None:
    assert connect(Parameters(endpoint_url=account.url, account_id="123456789012"), print).account_id == "123456789012"


def test_clients_are_kept_by_service_and_region(session: Session) -> None:
    assert session.client("ec2") is session.client("ec2")
    assert session.client("ec2", "us-east-1") is session.client("ec2")
    elsewhere = session.client("ec2", "eu-west-1")
    assert elsewhere is not session.client("ec2")
    elsewhere.describe_vpcs()
    assert session.calls[-1].region == "eu-west-1"


def test_pages_are_turned_to_the_last(session: Session) -> None:
    iam = session.client("iam")
    names = [f"page-{number:03}" for number in range(7)]
    for name in names:
        iam.create_user(UserName=name, Path="/pages/")
    asked = len(session.calls)
    found = session.pages("iam", "list_users", "Users", PathPrefix="/pages/", PaginationConfig={"PageSize": 3})
    assert [user["UserName"] for user in found] == names
    assert len(session.calls) - asked == 3


def test_a_listing_without_pages_is_its_single_answer(session: Session) -> None:
    assert not session.client("ec2").can_paginate("describe_regions")
    regions = session.pages("ec2", "describe_regions", "Regions", RegionNames=["us-east-1"])
    assert [region["RegionName"] for region in regions] == ["us-east-1"]


def test_pages_of_another_region_are_its_own(session: Session) -> None:
    here, there = (session.pages("ec2", "describe_vpcs", "Vpcs", region=region) for region in (None, "eu-west-1"))
    assert here[0]["VpcId"] != there[0]["VpcId"]


def test_a_wait_is_kept_and_takes_simulated_time(session: Session, told: list[str]) -> None:
    looks = iter([Seen("pending"), Seen("pending"), Seen("there", done=True)])
    before = session.now()
    waited = session.wait(Wait("it is there", 10, 60, poll_seconds=5), lambda: next(looks))
    assert session.waits == [waited]
    assert (waited.seconds, (session.now() - before).total_seconds()) == (5, 5)
    assert told == [
        "  it is there: pending, 0 s so far (normally 10 s, at most 1 min)",
        "  it is there: there, after 5 s",
    ]


def test_tags_and_their_filter_name_the_deployment(session: Session) -> None:
    assert session.tags() == [{"Key": "c9lib:deployment", "Value": "no-ingress"}]
    assert session.tags("vpc") == [*session.tags(), {"Key": "Name", "Value": "vpc"}]
    vpc = session.client("ec2").create_vpc(
        CidrBlock="10.7.0.0/16", TagSpecifications=[{"ResourceType": "vpc", "Tags": session.tags("v")}]
    )["Vpc"]["VpcId"]
    found = session.pages("ec2", "describe_vpcs", "Vpcs", Filters=session.tag_filter())
    assert [each["VpcId"] for each in found] == [vpc]
