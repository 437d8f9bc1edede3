"""For work that nobody watches: what was read is asked for again once something may have changed, and not before."""

from __future__ import annotations

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError

from c9lib.aws import Session, connect
from c9lib.aws.remembering import UNATTENDED, Remembered, is_unattended
from c9lib.nouns import Seen, Wait
from c9lib.parameters import Parameters
from tests.serving import Served

CIDR = "10.9.0.0/16"
WAIT = Wait("the third look has been had", 10, 60, 5)
KEY = ("us-east-1", "iam", "ListUsers")


@pytest.fixture
def unattended(account: Served, told: list[str]) -> Session:
    return connect(Parameters(endpoint_url=account.url), told.append, unattended=True)


def asked(session: Session, name: str) -> int:
    """How often this was sent."""
    return sum(call.operation == name for call in session.calls)


def test_what_was_read_is_asked_for_once(unattended: Session) -> None:
    ec2 = unattended.client("ec2")
    first, second = ec2.describe_vpcs(), ec2.describe_vpcs()
    assert first["Vpcs"] == second["Vpcs"]
    assert asked(unattended, "DescribeVpcs") == 1
    assert len(unattended.pages("ec2", "describe_vpcs", "Vpcs")) == len(first["Vpcs"])
    assert asked(unattended, "DescribeVpcs") == 1


def test_who_changes_an_answer_changes_their_own_copy(unattended: Session) -> None:
    ec2 = unattended.client("ec2")
    for _ in range(3):
        found = ec2.describe_vpcs()["Vpcs"]
        assert found
        found.clear()


def test_other_words_and_other_places_are_other_questions(unattended: Session) -> None:
    ec2 = unattended.client("ec2")
    everything = ec2.describe_vpcs()["Vpcs"]
    assert ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.99.0.0/16"]}])["Vpcs"] == []
    elsewhere = unattended.client("ec2", "eu-west-1").describe_vpcs()["Vpcs"]
    assert {one["VpcId"] for one in everything}.isdisjoint(one["VpcId"] for one in elsewhere)
    assert unattended.client("cloud9").list_environments()["environmentIds"] == []
    assert asked(unattended, "DescribeVpcs") == 3


def test_a_session_of_a_person_asks_each_time(session: Session) -> None:
    for _ in range(2):
        session.client("ec2").describe_vpcs()
    assert asked(session, "DescribeVpcs") == 2


def test_one_look_of_a_person_asks_once_and_the_next_one_anew(session: Session) -> None:
    ec2, before = session.client("ec2"), session.target
    for looks in (1, 2):
        with session.one_look():
            ec2.describe_vpcs()
            with session.one_look():
                ec2.describe_vpcs()
            ec2.describe_vpcs()
        assert asked(session, "DescribeVpcs") == looks
    ec2.describe_vpcs()
    ec2.describe_vpcs()
    assert asked(session, "DescribeVpcs") == 4
    assert session.target is before


def test_one_look_sees_what_changes_in_it(session: Session) -> None:
    ec2 = session.client("ec2")
    with session.one_look():
        before = len(ec2.describe_vpcs()["Vpcs"])
        ec2.create_vpc(CidrBlock=CIDR)
        assert len(ec2.describe_vpcs()["Vpcs"]) == before + 1
        session.target.let_pass(1)
        ec2.describe_vpcs()
    assert asked(session, "DescribeVpcs") == 3


def test_a_look_that_fails_is_over(session: Session) -> None:
    ec2 = session.client("ec2")
    ec2.describe_vpcs()
    with pytest.raises(ClientError), session.one_look():
        ec2.describe_vpcs(VpcIds=["vpc-0123456789abcdef0"])
    ec2.describe_vpcs()
    ec2.describe_vpcs()
    assert asked(session, "DescribeVpcs") == 4


def test_one_look_of_a_run_is_part_of_it(unattended: Session) -> None:
    ec2 = unattended.client("ec2")
    with unattended.one_look():
        ec2.describe_vpcs()
    ec2.describe_vpcs()
    assert asked(unattended, "DescribeVpcs") == 1


def test_after_a_write_everything_is_asked_anew(unattended: Session) -> None:
    iam, ec2 = unattended.client("iam"), unattended.client("ec2")
    before = len(ec2.describe_vpcs()["Vpcs"])
    made = ec2.create_vpc(CidrBlock=CIDR)["Vpc"]["VpcId"]
    assert len(ec2.describe_vpcs()["Vpcs"]) == before + 1
    iam.list_users()
    ec2.delete_vpc(VpcId=made)
    iam.list_users()
    assert len(ec2.describe_vpcs()["Vpcs"]) == before
    assert (asked(unattended, "DescribeVpcs"), asked(unattended, "ListUsers")) == (3, 2)


def test_a_write_changes_nothing_in_another_region(unattended: Session) -> None:
    here, elsewhere, iam = unattended.client("ec2"), unattended.client("ec2", "eu-west-1"), unattended.client("iam")

    def look() -> None:
        elsewhere.describe_vpcs()
        here.describe_vpcs()
        iam.list_groups()

    look()
    made = here.create_vpc(CidrBlock=CIDR)["Vpc"]["VpcId"]
    look()
    here.delete_vpc(VpcId=made)
    look()
    assert (asked(unattended, "DescribeVpcs"), asked(unattended, "ListGroups")) == (1 + 3, 3)
    iam.create_group(GroupName="made")
    look()
    assert (asked(unattended, "DescribeVpcs"), asked(unattended, "ListGroups")) == (2 + 4, 4)


def test_a_refused_write_may_mean_that_others_have_written(unattended: Session) -> None:
    ec2 = unattended.client("ec2")
    ec2.describe_vpcs()
    with pytest.raises(ClientError):
        ec2.delete_vpc(VpcId="vpc-00000000")
    ec2.describe_vpcs()
    assert asked(unattended, "DescribeVpcs") == 2


def test_after_time_was_let_pass_everything_is_asked_anew(unattended: Session) -> None:
    iam = unattended.client("iam")
    for passes in (
        lambda: unattended.target.let_pass(1),
        lambda: unattended.target.wait_until(unattended.moment() + 1),
        unattended.look_afresh,
    ):
        before = asked(unattended, "ListUsers")
        iam.list_users()
        iam.list_users()
        passes()
        iam.list_users()
        assert asked(unattended, "ListUsers") == before + (2 if before == 0 else 1)


@pytest.mark.parametrize("worker", ["", "beside-others"])
def test_each_look_of_a_wait_is_a_new_one(account: Served, worker: str) -> None:
    unattended = connect(Parameters(endpoint_url=account.url), print, unattended=True, worker=worker)
    iam = unattended.client("iam")
    iam.list_users()
    looks: list[int] = []

    def look() -> Seen:
        iam.list_users()
        looks.append(asked(unattended, "ListUsers"))
        return Seen(str(len(looks)), done=len(looks) == 3)

    unattended.wait(WAIT, look)
    assert looks == [2, 3, 4]


def test_that_something_isnt_there_is_remembered_a_refusal_isnt(
    unattended: Session, account: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        with pytest.raises(unattended.client("iam").exceptions.NoSuchEntityException):
            unattended.client("iam").get_role(RoleName="nobody")
    assert asked(unattended, "GetRole") == 1
    administrator = boto3.client(
        "iam", endpoint_url=account.url, aws_access_key_id="x", aws_secret_access_key="x", config=Config(proxies={})
    )
    administrator.create_user(UserName="nobody-much")
    key = administrator.create_access_key(UserName="nobody-much")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    theirs = connect(Parameters(endpoint_url=account.url), print, unattended=True)
    for _ in range(2):
        with pytest.raises(ClientError, match="AccessDenied"):
            theirs.client("iam").list_users()
    assert asked(theirs, "ListUsers") == 2


def test_a_read_that_was_under_way_while_something_was_written_isnt_kept() -> None:
    remembered = Remembered()
    begun = remembered.age
    remembered.forget()
    remembered.keep((KEY, begun, 0.0), 200, {"Users": []})
    assert remembered.find(KEY) is None


def test_in_a_real_account_others_work_too(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 100.0
    monkeypatch.setattr("time.monotonic", lambda: moment)
    for seconds, later, known in ((10.0, 9.0, True), (10.0, 11.0, False), (None, 5000.0, True)):
        remembered, moment = Remembered(seconds), 100.0
        remembered.keep((KEY, 0, moment), 200, {"Users": []})
        moment += later
        assert (remembered.find(KEY) is not None) is known


def test_after_a_call_without_an_answer_everything_is_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    told = Config(retries={"total_max_attempts": 1}, proxies={})
    client = boto3.client("iam", endpoint_url="http://127.0.0.1:9", region_name="us-east-1", config=told)
    remembered = Remembered()
    remembered.serve(client, "us-east-1")
    remembered.keep((KEY, remembered.age, 1e18), 200, {"Users": []})
    with pytest.raises(EndpointConnectionError):
        client.list_users()
    assert remembered.find(KEY) is None


@pytest.mark.parametrize(("value", "is_so"), [("1", True), ("0", False), ("", False), (None, False)])
def test_a_run_says_that_nobody_watches(value: str | None, is_so: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(UNATTENDED, raising=False)
    if value is not None:
        monkeypatch.setenv(UNATTENDED, value)
    assert is_unattended() is is_so
