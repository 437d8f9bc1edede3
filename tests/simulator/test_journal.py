"""An account outlives its server: its journal, done again, gives the same account."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator import network_view
from c9lib.simulator.clock import Clock
from c9lib.simulator.control import Control
from c9lib.simulator.front import Front
from c9lib.simulator.inprocess import InProcess
from c9lib.simulator.journal import Journal, StaleJournalError
from c9lib.simulator.leases import Leases
from c9lib.simulator.world import World
from tests.simulator import full_network, place
from tests.simulator.place import Place

SEED = 4
INSIDE = InProcess()
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)


@dataclass
class Account:
    """An account whose writes are noted."""

    front: Front
    journal: Journal

    def aws(self, service: str, region: str = "us-east-1") -> Any:
        return INSIDE.client(service, region, (id(self.front),), self.front.respond)

    def wait(self, seconds: float) -> None:
        world = self.front.world
        world.clock.advance(seconds)
        world.events.settle()
        self.journal.passed(world.clock.now)


Open = Callable[[], Account]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "world" / "journal.jsonl"


@pytest.fixture
def opened(path: Path) -> Iterator[Open]:
    """`opened()`: the account of the journal, as a new server has it. The one before is gone, as if it was killed."""
    journals: list[Journal] = []

    def open_() -> Account:
        front = Front(World(seed=SEED, clock=Clock(speed=0.0)))
        journal = Journal(path, SEED)
        journals.append(journal)
        journal.replay(front)
        journal.start(afresh=False)
        front.written = lambda environ, body: journal.wrote(front.world.clock.now, environ, body)
        return Account(front, journal)

    yield open_
    for journal in journals:
        journal.close()


def everything(account: Account) -> dict[str, Any]:
    """What a client can see of an account."""
    ec2, iam = account.aws("ec2"), account.aws("iam")
    cloud9 = account.aws("cloud9")
    ids = cloud9.list_environments()["environmentIds"]
    seen = {
        "vpcs": ec2.describe_vpcs()["Vpcs"],
        "subnets": ec2.describe_subnets()["Subnets"],
        "instances": ec2.describe_instances()["Reservations"],
        "groups": ec2.describe_security_groups()["SecurityGroups"],
        "gateways": ec2.describe_nat_gateways()["NatGateways"],
        "roles": iam.list_roles()["Roles"],
        "users": iam.list_users()["Users"],
        "environments": cloud9.describe_environments(environmentIds=ids)["environments"] if ids else [],
    }
    return json.loads(json.dumps(seen, default=str))


def users(account: Account) -> Any:
    return account.aws("iam").list_users()["Users"]


def test_a_new_server_has_the_same_account(opened: Open) -> None:
    before = opened()
    before.aws("iam").create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
    vpc = before.aws("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    before.aws("ec2").create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")
    before.aws("ec2").describe_vpcs()
    before.aws("ec2").delete_security_group(
        GroupId=before.aws("ec2").create_security_group(GroupName="g", Description="d", VpcId=vpc)["GroupId"]
    )
    seen = everything(before)
    assert everything(opened()) == seen


def test_what_was_under_way_ends_at_its_simulated_time(opened: Open) -> None:
    before = opened()
    ec2 = before.aws("ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    made = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]
    instance = ec2.run_instances(ImageId=image(before), MinCount=1, MaxCount=1, InstanceType="t3.small")["Instances"][0]
    assert (made["State"], instance["State"]["Name"]) == ("pending", "pending")
    began = before.front.world.clock.now

    after = opened()
    assert after.front.world.clock.now == began, "no time has passed while there was no server"
    assert gateway_state(after) == "pending"
    turned = first_moment(after, "available")
    straight = first_moment(before_alone(opened, made["NatGatewayId"]), "available")
    assert turned == straight
    states = [found["Instances"][0]["State"]["Name"] for found in after.aws("ec2").describe_instances()["Reservations"]]
    assert states == ["running"]


def test_a_whole_network_with_what_is_under_way_in_it(opened: Open) -> None:
    before = opened()
    instance = full_network.furnish_fully(place.furnish(_place(before)))
    before.aws("ec2").modify_managed_prefix_list(PrefixListId=_own_prefix_list(before), MaxEntries=7)
    then = _seen(before, instance)
    _later(before)
    later = _seen(before, instance)
    assert then != later, "something was under way"

    after = opened()
    assert _seen(after, instance) == then
    _later(after)
    assert _seen(after, instance) == later


def test_a_subnet_that_another_account_shared(opened: Open) -> None:
    before = opened()
    control = Control(before.front.world, Leases(), done=before.journal.done)
    assert control.respond({"PATH_INFO": "/_c9lib/shared-subnet"}, b'{"cidr": "10.50.0.0/16"}').status == 200
    before.aws("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    seen = everything(before)
    assert "999999999999" in {subnet["OwnerId"] for subnet in seen["subnets"]}
    after = opened()
    assert everything(after) == seen
    shared = next(subnet["VpcId"] for subnet in seen["subnets"] if subnet["OwnerId"] == "999999999999")
    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        after.aws("ec2").delete_vpc(VpcId=shared)


def _later(account: Account) -> None:
    """Five minutes later; nothing of it is noted."""
    account.front.world.clock.advance(300)
    account.front.world.events.settle()


def _place(account: Account) -> Place:
    return Place(account.aws("ec2"), account.aws("iam"), account.aws("ssm"), account.wait)


def _own_prefix_list(account: Account) -> str:
    found = account.aws("ec2").describe_managed_prefix_lists()["PrefixLists"]
    return next(str(one["PrefixListId"]) for one in found if one["OwnerId"] != "AWS")


def _seen(account: Account, instance: str) -> Any:
    """The whole network, what EC2 shows beside it, and what Systems Manager shows of an instance."""
    network = asdict(network_view.network(account.front.world, full_network.REGION))
    found = account.aws("ssm").describe_instance_information()["InstanceInformationList"]
    connection = account.aws("ssm").get_connection_status(Target=instance)["Status"]
    lists = account.aws("ec2").describe_managed_prefix_lists()["PrefixLists"]
    return json.loads(json.dumps([network, everything(account), found, connection, lists], default=str))


def before_alone(opened: Open, gateway: str) -> Account:
    """Once more the account at the moment of its last write; the reads of another server since then left no trace."""
    account = opened()
    assert account.aws("ec2").describe_nat_gateways()["NatGateways"][0]["NatGatewayId"] == gateway
    return account


def image(account: Account) -> str:
    parameter = "/aws/service/cloud9/amis/amazonlinux-2023-x86_64"
    return str(account.aws("ssm").get_parameter(Name=parameter)["Parameter"]["Value"])


def gateway_state(account: Account) -> str:
    return str(account.aws("ec2").describe_nat_gateways()["NatGateways"][0]["State"])


def first_moment(account: Account, state: str) -> float:
    """When the NAT gateway is seen in `state`, asking every five simulated seconds; nothing of it is noted."""
    world = account.front.world
    for _ in range(200):
        world.clock.advance(5)
        world.events.settle()
        if gateway_state(account) == state:
            return world.clock.now
    raise AssertionError(f"never {state}")


def test_an_environment_that_was_being_made_is_made_by_the_next_server(opened: Open) -> None:
    def create(account: Account) -> str:
        subnet = account.aws("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
        made = account.aws("cloud9").create_environment_ec2(
            name="e",
            instanceType="t3.small",
            imageId="amazonlinux-2023-x86_64",
            connectionType="CONNECT_SSH",
            subnetId=subnet,
        )
        return str(made["environmentId"])

    def status(account: Account) -> str:
        return str(
            account.aws("cloud9").describe_environments(environmentIds=[made])["environments"][0]["lifecycle"]["status"]
        )

    account = opened()
    made = create(account)
    for seconds in (10, 10, 300):
        assert status(account) == "CREATING"
        account = opened()  # its server is killed in between, again and again
        assert status(account) == "CREATING"
        account.wait(seconds)
    assert status(account) == "CREATED"
    assert status(opened()) == "CREATED"


def test_time_that_was_let_pass_has_passed(opened: Open) -> None:
    account = opened()
    account.wait(3600)
    now = account.front.world.clock.now
    assert opened().front.world.clock.now == now


def test_reads_and_refused_writes_arent_noted(opened: Open, path: Path) -> None:
    account = opened()
    size = path.stat().st_size
    account.aws("iam").list_roles()
    account.aws("ec2").describe_vpcs()
    account.aws("sts").get_caller_identity()
    with pytest.raises(ClientError, match="NoSuchEntity"):
        account.aws("iam").delete_role(RoleName="none")
    assert path.stat().st_size == size


def test_no_signature_session_token_or_secret_of_an_answer_is_in_it(opened: Open, path: Path) -> None:
    account = opened()
    secret = account.aws("iam").create_access_key(UserName="c9-learner")["AccessKey"]["SecretAccessKey"]
    text = path.read_text()
    assert "create-access-key" not in text
    assert secret not in text
    head, line = (json.loads(each) for each in text.splitlines())
    assert "Signature=0" in line["request"]["HTTP_AUTHORIZATION"]
    kept = {"REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "HTTP_AUTHORIZATION", "HTTP_USER_AGENT"}
    assert set(line["request"]) <= kept
    assert "seed" in head
    account.journal.wrote(
        1.0, {"QUERY_STRING": "Action=X&X-Amz-Signature=abc123DEF&X-Amz-Security-Token=IQoJb%2F3&X-Amz-Date=1"}, b""
    )
    asked = json.loads(path.read_text().splitlines()[-1])["request"]["QUERY_STRING"]
    assert asked == "Action=X&X-Amz-Signature=0&X-Amz-Security-Token=hidden&X-Amz-Date=1"


def test_an_access_key_still_works_with_the_next_server(opened: Open) -> None:
    key = opened().aws("iam").create_access_key(UserName="c9-learner")["AccessKey"]
    listed = opened().aws("iam").list_access_keys(UserName="c9-learner")["AccessKeyMetadata"]
    assert [found["AccessKeyId"] for found in listed] == [key["AccessKeyId"]]


def test_only_its_owner_can_read_it(opened: Open, path: Path) -> None:
    opened()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_its_size_grows_by_the_size_of_the_writes(opened: Open, path: Path) -> None:
    account = opened()
    for number in range(20):
        account.aws("iam").create_role(RoleName=f"r{number}", AssumeRolePolicyDocument=TRUST)
    assert path.stat().st_size < 20 * 1000
    size = path.stat().st_size
    for _ in range(100):
        account.wait(5)
    assert path.stat().st_size - size < 100 * 40


@pytest.mark.parametrize(
    "torn", [b'{"now": 1893', b'{"now": 9999999999.0}', b"\xff"], ids=["half", "no newline", "no text"]
)
def test_a_torn_last_line_is_no_write(opened: Open, path: Path, torn: bytes) -> None:
    account = opened()
    account.aws("iam").create_user(UserName="u")
    seen = users(account)
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    again = opened()
    assert users(again) == seen
    again.aws("iam").create_user(UserName="v")
    assert path.read_bytes().startswith(whole)
    assert [user["UserName"] for user in users(opened())] == [*(user["UserName"] for user in seen), "v"]


@pytest.mark.parametrize("content", [b"", b'{"c9lib": "0.'], ids=["empty", "torn head"])
def test_a_server_killed_at_its_start_leaves_a_journal_that_can_be_begun(
    opened: Open, path: Path, content: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    opened().aws("iam").create_user(UserName="u")
    assert "u" in [user["UserName"] for user in opened().aws("iam").list_users()["Users"]]


def test_another_versions_journal_is_stale(front: Front, path: Path) -> None:
    journal = Journal(path, SEED)
    journal.start(afresh=True)
    journal.close()
    head = json.loads(path.read_text())
    for part in ("c9lib", "moto", "seed"):
        path.write_text(json.dumps({**head, part: "0.0.1"}) + "\n")
        with pytest.raises(StaleJournalError, match=r"was written by .*0\.0\.1"):
            journal.replay(front)
    path.write_text(json.dumps(head) + "\n")
    assert journal.replay(front) == 0


def test_a_line_that_cant_be_done_again_makes_it_stale(front: Front, path: Path) -> None:
    journal = Journal(path, SEED)
    journal.start(afresh=True)
    journal.close()
    head = path.read_text()
    for line, why in BROKEN.items():
        path.write_text(f'{head}{line}\n{{"now": 2.0}}\n')
        with pytest.raises(StaleJournalError, match=why):
            journal.replay(front)


BROKEN = {
    "no json": "line 2 of journal.jsonl can't be read",
    '"text"': "isn't a write",
    "[]": "isn't a write",
    "{}": "isn't a write",
    '{"now": "late"}': "isn't a write",
    '{"now": 1.0, "request": {"PATH_INFO": "/"}}': "isn't a write",
    '{"now": 1.0, "scps": 5}': "isn't a write",
    '{"now": 1.0, "scps": {}}': "isn't a write",
    '{"now": 1.0, "scps": {"policies": [{"name": "x", "document": {}}]}}': "isn't a write.*x: Could not parse",
    '{"now": 1.0, "closed": {"closed": "yes"}}': "isn't a write",
    '{"now": 1.0, "request": {"PATH_INFO": "/"}, "body": "QQ=="}': "write 1 of the journal is refused.*MissingAuth",
}


def test_starting_afresh_forgets_what_it_holds(opened: Open, path: Path) -> None:
    opened().aws("iam").create_user(UserName="u")
    journal = Journal(path, SEED)
    journal.start(afresh=True)
    journal.close()
    assert len(path.read_text().splitlines()) == 1
    assert "u" not in [user["UserName"] for user in opened().aws("iam").list_users()["Users"]]


def test_a_closed_journal_notes_nothing(opened: Open) -> None:
    account = opened()
    account.journal.close()
    account.journal.close()
    with pytest.raises(RuntimeError, match="isn't open"):
        account.journal.passed(1.0)
