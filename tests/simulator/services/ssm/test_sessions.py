"""Sessions: start, resume, terminate, list; refused as Systems Manager refuses (facts 7.5)."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator.durations import AGENT_REGISTRATION, INSTANCE_START, INSTANCE_STOP
from tests.simulator.people import allow, document, make_user
from tests.simulator.place import Place

READY = INSTANCE_START + AGENT_REGISTRATION
Cli = Callable[..., subprocess.CompletedProcess[str]]


def refused(code: str, call: Callable[..., Any], **params: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**params)
    assert caught.value.response["Error"]["Code"] == code
    return str(caught.value.response["Error"]["Message"])


def listed(place: Place, state: str, **filters: str) -> list[str]:
    given = {"Filters": [{"key": key, "value": value} for key, value in filters.items()]} if filters else {}
    return [one["SessionId"] for one in place.ssm.describe_sessions(State=state, **given)["Sessions"]]


def test_a_session_from_beginning_to_end(place: Place, node: str, admin_arn: str) -> None:
    started = place.ssm.start_session(Target=node, Reason="because")
    session = started["SessionId"]
    assert re.fullmatch(r"Administrator-[0-9a-f]{17}", session)
    assert started["StreamUrl"].startswith(f"wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/{session}?")
    assert started["TokenValue"]
    (shown,) = place.ssm.describe_sessions(State="Active")["Sessions"]
    assert (shown["Target"], shown["Status"], shown["Owner"]) == (node, "Connected", admin_arn)
    assert (shown["DocumentName"], shown["Reason"]) == ("SSM-SessionManagerRunShell", "because")
    assert listed(place, "History") == []
    place.wait(60)
    assert place.ssm.terminate_session(SessionId=session)["SessionId"] == session
    assert listed(place, "Active") == []
    (ended,) = place.ssm.describe_sessions(State="History")["Sessions"]
    assert ended["Status"] == "Terminated"
    assert (ended["EndDate"] - ended["StartDate"]).total_seconds() >= 60


def test_no_session_without_a_connection(place: Place, node: str, aws: Callable[..., Any]) -> None:
    pending = place.launch()
    for target in (pending, "i-0123456789abcdef0"):
        assert refused("TargetNotConnected", place.ssm.start_session, Target=target) == f"{target} is not connected."
    refused("TargetNotConnected", aws("ssm", "eu-central-1").start_session, Target=node)
    assert listed(place, "Active") == []


def test_documents(place: Place, node: str) -> None:
    content = {"schemaVersion": "1.0", "description": "d", "sessionType": "Standard_Stream"}
    place.ssm.create_document(Name="ours", DocumentType="Session", Content=json.dumps(content))
    command = {"schemaVersion": "2.2", "description": "d", "mainSteps": []}
    place.ssm.create_document(Name="command", DocumentType="Command", Content=json.dumps(command))
    for name in (
        "AWS-StartPortForwardingSession",
        "ours",
        "arn:aws:ssm:us-east-1::document/SSM-SessionManagerRunShell",
    ):
        assert place.ssm.start_session(Target=node, DocumentName=name)["SessionId"]
    assert "nope" in refused("InvalidDocument", place.ssm.start_session, Target=node, DocumentName="nope")
    assert "Command" in refused("InvalidDocument", place.ssm.start_session, Target=node, DocumentName="command")


@pytest.mark.parametrize(
    ("asked", "constraint"),
    [
        ({"Target": "i" * 401}, "length less than or equal to 400"),
        ({"Target": "i-1", "Reason": "r" * 257}, "length less than or equal to 256"),
        ({"Target": "i-1", "DocumentName": "a b c"}, "regular expression pattern"),
    ],
)
def test_limits_of_a_start(place: Place, asked: dict[str, str], constraint: str) -> None:
    assert constraint in refused("ValidationException", place.ssm.start_session, **asked)


def test_resume(place: Place, node: str) -> None:
    session = place.ssm.start_session(Target=node)["SessionId"]
    again = place.ssm.resume_session(SessionId=session)
    assert again["SessionId"] == session
    assert again["TokenValue"]
    place.ssm.terminate_session(SessionId=session)
    refused("DoesNotExistException", place.ssm.resume_session, SessionId=session)
    refused("DoesNotExistException", place.ssm.resume_session, SessionId="nobody-0")
    refused("DoesNotExistException", place.ssm.terminate_session, SessionId="nobody-0")


def test_ending_twice_changes_nothing(place: Place, node: str) -> None:
    session = place.ssm.start_session(Target=node)["SessionId"]
    place.ssm.terminate_session(SessionId=session)
    (first,) = place.ssm.describe_sessions(State="History")["Sessions"]
    place.wait(60)
    place.ssm.terminate_session(SessionId=session)
    assert place.ssm.describe_sessions(State="History")["Sessions"] == [first]


def test_a_session_ends_with_its_instance(place: Place, node: str) -> None:
    session = place.ssm.start_session(Target=node)["SessionId"]
    place.ec2.terminate_instances(InstanceIds=[node])
    place.wait(INSTANCE_STOP)
    assert listed(place, "Active") == []
    (ended,) = place.ssm.describe_sessions(State="History")["Sessions"]
    assert ended["SessionId"] == session
    place.wait(600)
    assert place.ssm.describe_sessions(State="History")["Sessions"] == [ended]


def test_a_stop_ends_it_for_good(place: Place, node: str) -> None:
    session = place.ssm.start_session(Target=node)["SessionId"]
    place.ec2.stop_instances(InstanceIds=[node])
    place.wait(INSTANCE_STOP)
    place.ec2.start_instances(InstanceIds=[node])
    place.wait(READY)
    assert listed(place, "Active") == []
    assert listed(place, "History") == [session]


def test_filters_and_order(place: Place, node: str, admin_arn: str) -> None:
    first = place.ssm.start_session(Target=node)["SessionId"]
    place.wait(3600)
    second = place.ssm.start_session(Target=node)["SessionId"]
    assert listed(place, "Active") == [second, first]
    assert listed(place, "Active", SessionId=first) == [first]
    assert listed(place, "Active", Target=node) == [second, first]
    assert listed(place, "Active", Target="i-0123456789abcdef0") == []
    assert listed(place, "Active", Owner=admin_arn) == [second, first]
    assert listed(place, "Active", Status="Connected", AccessType="Standard") == [second, first]
    assert listed(place, "Active", InvokedAfter="2030-01-07T09:30:00Z") == [second]
    assert listed(place, "Active", InvokedBefore="2030-01-07T09:30:00Z") == [first]


def test_pages(place: Place, node: str) -> None:
    made = [place.ssm.start_session(Target=node)["SessionId"] for _ in range(3)]
    assert len(set(made)) == 3
    page = place.ssm.describe_sessions(State="Active", MaxResults=2)
    rest = place.ssm.describe_sessions(State="Active", MaxResults=2, NextToken=page["NextToken"])
    assert [one["SessionId"] for one in page["Sessions"] + rest["Sessions"]] == made[::-1]
    assert "NextToken" not in rest
    refused("InvalidNextToken", place.ssm.describe_sessions, State="History", NextToken=page["NextToken"])


@pytest.mark.parametrize(
    "asked",
    [
        {"State": "Open"},
        {"State": "Active", "MaxResults": 201},
        {"State": "Active", "Filters": [{"key": "Color", "value": "x"}]},
        {"State": "Active", "Filters": [{"key": "Owner", "value": "x"}] * 7},
        {"State": "Active", "Filters": [{"key": "InvokedAfter", "value": "yesterday"}]},
    ],
)
def test_refusals_of_a_list(place: Place, node: str, asked: dict[str, Any]) -> None:
    place.ssm.start_session(Target=node)
    refused("ValidationException", place.ssm.describe_sessions, **asked)


PLUGIN = """\
#!{python}
import json, sys
if sys.argv[1:] == ["--version"]:
    sys.exit(print("1.2.0.0"))
answer = json.loads(sys.argv[1])
print("session", answer["SessionId"], "in", sys.argv[2], "to", json.loads(sys.argv[5])["Target"])
"""


def test_the_aws_cli_opens_one(place: Place, node: str, cli: Cli, tmp_path: Path) -> None:
    plugin = tmp_path / "bin" / "session-manager-plugin"
    plugin.parent.mkdir()
    plugin.write_text(PLUGIN.format(python=sys.executable))
    plugin.chmod(plugin.stat().st_mode | stat.S_IXUSR)
    answered = cli("ssm", "start-session", "--target", node, path=str(plugin.parent))
    assert answered.returncode == 0, answered.stderr
    (session,) = listed(place, "Active")
    assert answered.stdout.strip() == f"session {session} in us-east-1 to {node}"
    answered = cli("ssm", "terminate-session", "--session-id", session)
    assert json.loads(answered.stdout) == {"SessionId": session}


def test_the_aws_cli_says_why_not(place: Place, cli: Cli) -> None:
    instance = place.launch(public=False)
    place.wait(READY)
    answered = cli("ssm", "start-session", "--target", instance)
    assert answered.returncode != 0
    told = (
        f"An error occurred (TargetNotConnected) when calling the StartSession operation: {instance} is not connected."
    )
    assert told in answered.stderr


def test_a_policy_lets_everybody_end_their_own_sessions(place: Place, node: str, aws: Callable[..., Any]) -> None:
    """Systems Manager User Guide, "Allow a user to end only sessions they started", by tags."""
    mine = {"StringLike": {"ssm:resourceTag/aws:ssmmessages:session-id": ["${aws:userid}"]}}
    end = {"Action": ["ssm:TerminateSession", "ssm:ResumeSession"], "Condition": mine}
    ssm = aws("ssm", key=make_user(aws("iam"), "ann", document({"Action": "ssm:StartSession"}, end)))
    own = ssm.start_session(Target=node)["SessionId"]
    for another in (place.ssm.start_session(Target=node)["SessionId"], "ann-0123456789abcdef0"):
        refused("AccessDeniedException", ssm.terminate_session, SessionId=another)
        refused("AccessDeniedException", ssm.resume_session, SessionId=another)
    assert ssm.resume_session(SessionId=own)["SessionId"] == own
    assert ssm.terminate_session(SessionId=own)["SessionId"] == own


def test_a_policy_lets_end_the_sessions_of_a_node(place: Place, node: str, aws: Callable[..., Any]) -> None:
    here = {"StringEquals": {"ssm:resourceTag/aws:ssmmessages:target-id": node}}
    there = {"StringEquals": {"ssm:resourceTag/aws:ssmmessages:target-id": "i-0123456789abcdef0"}}
    session = place.ssm.start_session(Target=node)["SessionId"]
    for name, condition in (("ann", there), ("bob", here)):
        ssm = aws("ssm", key=make_user(aws("iam"), name, allow("ssm:TerminateSession", Condition=condition)))
        if condition is there:
            refused("AccessDeniedException", ssm.terminate_session, SessionId=session)
        else:
            assert ssm.terminate_session(SessionId=session)["SessionId"] == session
