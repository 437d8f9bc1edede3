"""Errors that the simulated AWS really gives are explained, and on its account it shows whether the cause holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.checks.documented import PROFILE, ROLE
from c9lib.errors import AwsError
from c9lib.notebook.explaining import explain, explain_here
from tests.networks.account import Account, opened
from tests.networks.breaks.routes import no_default_route
from tests.networks.topologies import Net, public
from tests.networks.what_if import session_of

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    with opened(None, tmp_path) as fresh:  # type: ignore[arg-type]
        yield fresh


@pytest.fixture
def net(account: Account) -> Net:
    """A public network with an instance that is online."""
    made = public(account)
    made.launch()
    account.wait(600)
    return made


Asking = Callable[[Account, Net], Any]


def unmapped(account: Account, net: Net) -> Any:
    return account.ec2.detach_internet_gateway(InternetGatewayId=net.gateway, VpcId=net.vpc)


def subnet_goes(account: Account, net: Net) -> Any:
    return account.ec2.delete_subnet(SubnetId=net.subnet)


def vpc_goes(account: Account, net: Net) -> Any:
    return account.ec2.delete_vpc(VpcId=net.vpc)


def group_goes(account: Account, net: Net) -> Any:
    return account.ec2.delete_security_group(GroupId=net.group)


def nameless_endpoint(account: Account, net: Net) -> Any:
    asked = {"VpcId": net.vpc, "ServiceName": "com.amazonaws.us-east-1.ssm", "VpcEndpointType": "Interface"}
    return account.ec2.create_vpc_endpoint(**asked, SubnetIds=[net.subnet], PrivateDnsEnabled=True)


def second_profile(account: Account, net: Net) -> Any:
    return account.ec2.associate_iam_instance_profile(InstanceId=net.instance, IamInstanceProfile={"Name": PROFILE})


def role_again(account: Account, net: Net) -> Any:
    return account.iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument="{}")


def malformed_role(account: Account, net: Net) -> Any:
    return account.iam.create_role(RoleName="x", AssumeRolePolicyDocument="{'a': 1}")


def role_goes(account: Account, net: Net) -> Any:
    return account.iam.delete_role(RoleName=ROLE)


def no_such_role(account: Account, net: Net) -> Any:
    return account.iam.get_role(RoleName="nobody")


def owner(account: Account, net: Net) -> Any:
    return _environment(account, net, ownerArn="arn:aws:iam::123456789012:user/nobody")


def no_document(account: Account, net: Net) -> Any:
    return account.client("ssm").start_session(Target=net.instance, DocumentName="Nothing-Of-This-Name")


def stopped_session(account: Account, net: Net) -> Any:
    return account.client("ssm").start_session(Target="i-0123456789abcdef0")


def _environment(account: Account, net: Net, **more: Any) -> Any:
    told = {"name": "x", "instanceType": "t3.small", "imageId": "amazonlinux-2023-x86_64"}
    return account.client("cloud9").create_environment_ec2(
        **told, connectionType="CONNECT_SSM", subnetId=net.subnet, **more
    )


CASES: tuple[tuple[Asking, str], ...] = (
    (unmapped, "addresses-mapped"),
    (subnet_goes, "subnet-in-use"),
    (vpc_goes, "vpc-in-use"),
    (group_goes, "group-in-use"),
    (nameless_endpoint, "private-dns-needs-attributes"),
    (second_profile, "profile-there-already"),
    (role_again, "there-already"),
    (malformed_role, "document-malformed"),
    (role_goes, "delete-conflict"),
    (no_such_role, "role-not-there"),
    (owner, "owner-unknown"),
    (no_document, "session-document"),
    (stopped_session, "target-not-connected"),
)


@pytest.mark.parametrize(("asking", "wanted"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_what_the_simulated_aws_says_is_recognized(account: Account, net: Net, asking: Asking, wanted: str) -> None:
    with pytest.raises(ClientError) as refused:
        asking(account, net)
    told = explain(str(refused.value))
    assert told.first is not None, refused.value
    assert told.first.id == wanted, refused.value


def test_the_agent_s_own_words_lead_to_the_way(tmp_path: Path) -> None:
    with opened(None, tmp_path) as other:  # type: ignore[arg-type]
        net = public(other)
        net.launch()
        other.wait(600)
        no_default_route(net)
        other.wait(900)
        message = f"An error occurred (TargetNotConnected) when calling StartSession: {net.instance} is not connected."
        told = explain_here(session_of(other), message, instance_id=net.instance)
        assert told.holds is not None
        assert told.holds.id in ("agent.connected", "agent.online")
        assert "That cause holds here" in told.judgement
        timeout = 'Post "https://ssm.us-east-1.amazonaws.com/": dial tcp: i/o timeout'
        closed = explain_here(session_of(other), timeout, instance_id=net.instance)
        assert closed.holds is not None
        assert closed.holds.id == "path.ssm"
        assert closed.lines == closed.holds.remedy


def test_a_cause_that_doesn_t_hold_is_said_not_to(account: Account, net: Net) -> None:
    told = explain_here(session_of(account), "STS call timed out", instance_id=net.instance)
    assert told.holds is None
    assert told.judgement.startswith("No check shows that cause here now: agent.online ✔ ok")
    assert "--instance-id" in "\n".join(told.lines)


def test_an_environment_without_the_pair_names_the_profile(tmp_path: Path) -> None:
    with opened(None, tmp_path) as other:  # type: ignore[arg-type]
        other.iam.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
        other.iam.delete_instance_profile(InstanceProfileName=PROFILE)
        other.wait(60)
        net = public(other)
        made = _environment(other, net)["environmentId"]
        other.wait(900)
        found = other.client("cloud9").describe_environments(environmentIds=[made])["environments"][0]
        told = explain_here(session_of(other), json.dumps(found["lifecycle"]), environment_id=made)
        assert told.first is not None
        assert told.first.id == "profile-missing"
        assert told.holds is not None
        assert told.holds.id == "profile.exists"


def test_a_closed_account(tmp_path: Path) -> None:
    with opened(None, tmp_path) as other:  # type: ignore[arg-type]
        other.control("closed", {"closed": True})
        with pytest.raises(ClientError) as refused:
            other.client("cloud9").list_environments()
        told = explain_here(session_of(other), str(refused.value))
        assert told.first is not None
        assert told.first.id == "cloud9-closed"
        assert told.holds is not None
        assert told.holds.id == "service.open"


def test_what_c9lib_itself_raises_leads_on() -> None:
    error = AwsError("No AWS credentials were found.", code="NoCredentials", operation="")
    assert getattr(explain(str(error)).first, "id", "") == "no-credentials"


def test_a_secret_in_a_text_is_never_repeated() -> None:
    text = (
        f'{{"SecretAccessKey": "{SECRET}", "message": "User: arn:aws:iam::123456789012:user/ann is not authorized to'
        f' perform: ssm:StartSession on resource aws_secret_access_key={SECRET}"}}'
    )
    told = explain(text)
    for face in (str(told), told._repr_mimebundle_()["text/html"], json.dumps(told.to_json())):
        assert SECRET not in face
    assert "ann" in str(told)


def test_an_unknown_message_gets_the_general_path() -> None:
    told = explain("the cat sat on the keyboard")
    assert told.first is None
    assert "This message isn't known here." in str(told)
    assert "c9lib verify" in str(told)
    assert told.to_json()["known"] is False


def test_html_is_escaped() -> None:
    told = explain("<script>alert(1)</script> i-0123456789abcdef0 is not connected")
    assert "<script>" not in told._repr_mimebundle_()["text/html"]
