"""The table of messages: every row leads to a check, a notebook and a remedy; what people paste is recognized."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c9lib.checks.families import ids
from c9lib.messages import MESSAGES, Message, carried, find, normal
from c9lib.messages.finding import PLACEHOLDER
from c9lib.messages.normal import LONGEST
from tests.messages.corpus import NEAR_MISSES, PASTED

NOTEBOOKS = {one.stem for one in Path("notebooks").glob("*.ipynb")}
CARRIED = {
    "instance",
    "vpc",
    "subnet",
    "group",
    "gateway",
    "address",
    "environment",
    "key",
    "stack",
    "region",
    "account",
}
CARRIED |= {"action", "principal", "role", "user", "attach"}


def first(text: str) -> str:
    """The id of the message that comes first; "" for none."""
    found = find(text, MESSAGES).found
    return found[0].message.id if found else ""


def test_ids_are_unique() -> None:
    told = [one.id for one in MESSAGES]
    assert len(told) == len(set(told))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda one: one.id)
def test_every_message_leads_somewhere(message: Message) -> None:
    assert message.checks
    assert set(message.checks) <= set(ids())
    assert message.notebook in NOTEBOOKS
    assert message.remedy
    assert message.means.endswith(".")
    assert message.cause.endswith(".")
    named = {name for one in message.patterns for name in re.compile(one).groupindex}
    for line in message.remedy:
        assert {place[1] for place in PLACEHOLDER.finditer(line)} <= CARRIED | named, line


def test_every_message_is_pasted_at_least_once() -> None:
    told = {wanted for wanted, _ in PASTED}
    rare = {"instance-state", "plugin-missing", "document-malformed", "not-simulated"}
    assert {one.id for one in MESSAGES} - told <= rare


@pytest.mark.parametrize(("wanted", "text"), PASTED)
def test_what_people_paste_is_recognized(wanted: str, text: str) -> None:
    assert first(text) == wanted


@pytest.mark.parametrize(("wanted", "text"), PASTED)
def test_however_it_is_wrapped(wanted: str, text: str) -> None:
    plain = normal(text)
    folded = "\n".join(plain[at : at + 80] for at in range(0, len(plain), 80))
    for one in (
        json.dumps({"m": json.dumps(text)}),
        html.escape(html.escape(plain)),
        f"\x1b[1;31m{plain}\x1b[0m",
        folded,
    ):
        assert first(one) == wanted, one
    assert first(plain.upper()) == wanted


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_near_misses_are_no_message(text: str) -> None:
    assert first(text) == ""


@pytest.mark.parametrize(
    "wanted", ["instance-state", "plugin-missing", "document-malformed", "not-simulated", "ide-connecting"]
)
def test_rare_ones_are_recognized_too(wanted: str) -> None:
    texts = {
        "ide-connecting": "Connecting…",
        "instance-state": "The instance 'i-0123456789abcdef0' is not in a state from which it can be started.",
        "plugin-missing": "SessionManagerPlugin is not found. Please refer to SessionManager Documentation here",
        "document-malformed": "An error occurred (MalformedPolicyDocument) when calling the CreateRole operation: x",
        "not-simulated": "An error occurred (NotSimulated) when calling the CreateFleet operation: ec2:CreateFleet",
    }
    assert first(texts[wanted]) == wanted


def test_several_messages_the_most_exact_one_first() -> None:
    text = "\n".join(text for wanted, text in PASTED if wanted in ("denied", "subnet-in-use", "profile-missing"))
    found = [one.message.id for one in find(text, MESSAGES).found]
    assert found[0] == "profile-missing"
    assert {"subnet-in-use", "denied", "vpc-in-use"} <= set(found)
    assert found[-1] in ("denied", "vpc-in-use")


def test_an_unknown_one_says_what_is_nearest() -> None:
    answer = find("Enabling the private DNS option requires that enableDnsSupport be true", MESSAGES)
    assert not answer.found
    assert "private-dns-needs-attributes" in [one.id for one in answer.nearest]
    assert find("no word in common", MESSAGES).nearest == ()


def test_the_remedy_is_filled_from_the_message() -> None:
    text = next(text for wanted, text in PASTED if wanted == "profile-there-already")
    remedy = find(text, MESSAGES, {"region": "eu-west-1"}).found[0].remedy
    assert "Values=i-0123456789abcdef0 --region eu-west-1" in remedy[0]
    bare = find("There is an existing association for instance", MESSAGES).found[0].remedy
    assert "Values=INSTANCE --region REGION" in bare[0]


def test_a_refused_role_gets_a_role_s_command() -> None:
    who = "arn:aws:sts::123456789012:assumed-role/deployer/s"
    told = f"User: {who} is not authorized to perform: cloud9:CreateEnvironmentEC2"
    remedy = find(told, MESSAGES).found[0].remedy
    assert remedy[0].startswith("aws iam attach-role-policy --role-name deployer ")
    assert "--action-names cloud9:CreateEnvironmentEC2" in remedy[1]


@pytest.mark.parametrize("evil", ["; rm -rf ~", "$(id)", "`id`", "|sh", "'; id; '", "\n id"])
def test_nothing_of_a_shell_gets_into_a_command(evil: str) -> None:
    told = f"User: arn:aws:iam::123456789012:user/ann{evil} is not authorized to perform: ssm:StartSession on resource"
    for line in find(told, MESSAGES).found[0].remedy:
        assert "rm -rf" not in line
        assert "$(" not in line
        assert "|sh" not in line
        assert "id;" not in line


def test_a_huge_text_is_read_at_both_ends() -> None:
    padding = "lorem ipsum " * (LONGEST // 3)
    message = "Cloud9 could not connect to the EC2 instance."
    assert first(message + padding) == "could-not-connect"
    assert first(padding + message) == "could-not-connect"


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    answer = find(text, MESSAGES)
    assert isinstance(answer.found, tuple)
    assert normal(normal(text)) == normal(normal(normal(text)))
    carried(normal(text))


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.sampled_from(PASTED), st.text(max_size=60), st.text(max_size=60))
def test_whatever_stands_around_a_message_it_is_found(pasted: tuple[str, str], before: str, after: str) -> None:
    wanted, text = pasted
    if wanted in ("closed-perhaps", "only-client-error", "ide-connecting"):  # what ends them belongs to them
        return
    assert wanted in [one.message.id for one in find(f"{before} {text} {after}", MESSAGES).found]


@pytest.mark.parametrize(
    "word", ["aws-cloud9-", "lookup ssm.", "\\", "GetFederationToken", "https://ssm.", "&amp;amp;", "- "]
)
def test_a_text_that_never_ends_is_answered_soon(word: str) -> None:
    began = monotonic()
    find(word * (LONGEST // len(word)), MESSAGES)
    assert monotonic() - began < 15
