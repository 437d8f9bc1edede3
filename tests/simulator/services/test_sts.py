"""Who calls, and who may become whom."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.identity import administrator
from c9lib.simulator.world import World
from tests.simulator.services.iam.said import ACCOUNT, ROLE, permissions, refused, trust

ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:user/Administrator"
LEARNER = f"arn:aws:iam::{ACCOUNT}:user/c9-learner"


@pytest.fixture
def sts(aws: Callable[..., Any]) -> Any:
    return aws("sts")


@pytest.fixture
def role(aws: Callable[..., Any]) -> Callable[..., str]:
    """`role(trust policy)`: makes the role /team/trusted and gives its ARN."""

    def make(document: str, **more: Any) -> str:
        return str(
            aws("iam").create_role(RoleName="trusted", Path="/team/", AssumeRolePolicyDocument=document, **more)[
                "Role"
            ]["Arn"]
        )

    return make


def denied(caller: str, arn: str) -> tuple[str, str, int]:
    return ("AccessDenied", f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}", 403)


def test_the_caller_is_the_administrator(aws: Callable[..., Any], sts: Any) -> None:
    told = sts.get_caller_identity()
    assert (told["Account"], told["Arn"]) == (ACCOUNT, ADMINISTRATOR)
    assert told["UserId"] == aws("iam").get_user()["User"]["UserId"]


def test_a_key_is_its_users(aws: Callable[..., Any]) -> None:
    key = aws("iam").create_access_key(UserName="c9-learner")["AccessKey"]["AccessKeyId"]
    told = aws("sts", key=key).get_caller_identity()
    assert told["Arn"] == LEARNER
    assert told["UserId"] == aws("iam").get_user(UserName="c9-learner")["User"]["UserId"]


@pytest.mark.parametrize(
    "principal", ["*", {"AWS": "*"}, {"AWS": ACCOUNT}, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, {"AWS": ADMINISTRATOR}]
)
def test_whom_the_trust_policy_names_may_assume_the_role(
    aws: Callable[..., Any], sts: Any, role: Callable[..., str], principal: Any
) -> None:
    made = sts.assume_role(RoleArn=role(trust(principal)), RoleSessionName="seat-1")
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/trusted/seat-1"
    assert made["AssumedRoleUser"]["Arn"] == session
    assert re.fullmatch("ASIA[A-Z0-9]{16}", made["Credentials"]["AccessKeyId"])
    told = aws("sts", key=made["Credentials"]["AccessKeyId"]).get_caller_identity()
    role_id = aws("iam").get_role(RoleName="trusted")["Role"]["RoleId"]
    assert (told["Arn"], told["UserId"]) == (session, f"{role_id}:seat-1")


@pytest.mark.parametrize(
    "principal",
    [{"Service": "ec2.amazonaws.com"}, {"AWS": LEARNER}, {"AWS": "210987654321"}, {"Federated": "accounts.google.com"}],
)
def test_others_may_not(sts: Any, role: Callable[..., str], principal: Any) -> None:
    arn = role(trust(principal))
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="seat") == denied(ADMINISTRATOR, arn)


def test_the_documented_role_is_for_services_only(aws: Callable[..., Any], sts: Any) -> None:
    arn = aws("iam").create_role(RoleName=ROLE, Path="/service-role/", AssumeRolePolicyDocument=trust())["Role"]["Arn"]
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="seat") == denied(ADMINISTRATOR, arn)


@pytest.mark.parametrize("name", ["role/nobody", "role/trusted", "role/TEAM/trusted"])
def test_a_role_that_does_not_exist_is_denied_like_any_other(sts: Any, role: Callable[..., str], name: str) -> None:
    role(trust({"AWS": "*"}))  # it is /team/trusted: without its path the ARN is another
    arn = f"arn:aws:iam::{ACCOUNT}:{name}"
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="seat") == denied(ADMINISTRATOR, arn)


def test_a_deny_overrules(sts: Any, role: Callable[..., str]) -> None:
    allow, deny = (json.loads(trust({"AWS": ACCOUNT}, Effect=effect))["Statement"][0] for effect in ("Allow", "Deny"))
    arn = role(json.dumps({"Version": "2012-10-17", "Statement": [allow, deny]}))
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="seat") == denied(ADMINISTRATOR, arn)


def test_a_session_may_assume_a_role_that_trusts_its_role(
    aws: Callable[..., Any], sts: Any, role: Callable[..., str]
) -> None:
    first = role(trust({"AWS": ACCOUNT}))
    # The role is named by itself, so its sessions need no policy for it.
    second = aws("iam").create_role(
        RoleName="second", AssumeRolePolicyDocument=trust({"AWS": first}), MaxSessionDuration=7200
    )["Role"]["Arn"]
    key = sts.assume_role(RoleArn=first, RoleSessionName="seat")["Credentials"]["AccessKeyId"]
    chained = aws("sts", key=key)
    assert chained.assume_role(RoleArn=second, RoleSessionName="seat")["AssumedRoleUser"]["Arn"].endswith(
        "/second/seat"
    )
    assert refused(sts.assume_role, RoleArn=second, RoleSessionName="seat") == denied(ADMINISTRATOR, second)
    words = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
    assert refused(chained.assume_role, RoleArn=second, RoleSessionName="seat", DurationSeconds=7200)[:2] == (
        "ValidationError",
        words,
    )


def test_sessions_have_a_name_a_length_and_an_end(
    aws: Callable[..., Any], sts: Any, role: Callable[..., str], wait: Callable[[float], None]
) -> None:
    arn = role(trust({"AWS": ACCOUNT}), MaxSessionDuration=7200)
    at_name = "at 'roleSessionName' failed to satisfy constraint: Member must"
    for name, words in (
        ("a b", "satisfy regular expression pattern: [\\w+=,.@-]*"),
        ("x" * 65, "have length less than or equal to 64"),
    ):
        told = f"1 validation error detected: Value '{name}' {at_name} {words}"
        assert refused(sts.assume_role, RoleArn=arn, RoleSessionName=name) == ("ValidationError", told, 400)
    words = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="seat", DurationSeconds=7201) == (
        "ValidationError",
        words,
        400,
    )
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="seat", DurationSeconds=43201)[0] == "ValidationError"
    key = sts.assume_role(RoleArn=arn, RoleSessionName="seat", DurationSeconds=900)["Credentials"]["AccessKeyId"]
    wait(899)
    aws("sts", key=key).get_caller_identity()
    wait(1)
    expired = "The security token included in the request is expired"
    assert refused(aws("sts", key=key).get_caller_identity) == ("ExpiredToken", expired, 403)
    assert refused(aws("ec2", key=key).describe_vpcs)[0] == "RequestExpired"
    assert refused(aws("ssm", key=key).describe_parameters) == ("ExpiredTokenException", expired, 400)


@pytest.mark.parametrize(
    "arn", ["arn:aws:iam::123456789012:user/Administrator", "arn:aws:iam::12:role/trusted", "AWSCloud9SSMAccessRole"]
)
def test_what_is_not_a_roles_arn_is_invalid(sts: Any, arn: str) -> None:
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="seat") == (
        "ValidationError",
        f"{arn} is invalid",
        400,
    )


def test_a_session_policy_is_read(sts: Any, role: Callable[..., str]) -> None:
    asked = {"RoleArn": role(trust({"AWS": ACCOUNT})), "RoleSessionName": "seat"}
    for wrong in ("{", permissions(Principal="*"), permissions(Effect="Maybe")):
        assert refused(sts.assume_role, **asked, Policy=wrong)[0] == "MalformedPolicyDocument"
    assert sts.assume_role(**asked, Policy=permissions())["Credentials"]
    long = permissions(Resource=["arn:aws:ec2:*:*:instance/" + "x" * 2000])
    assert refused(sts.assume_role, **asked, Policy=long)[0] == "PackedPolicyTooLarge"
    managed = "arn:aws:iam::aws:policy/ReadOnlyAccess"  # its text is longer, and doesn't count
    assert sts.assume_role(**asked, PolicyArns=[{"arn": managed}])["Credentials"]
    assert refused(sts.assume_role, **asked, PolicyArns=[{"arn": f"{managed}y"}])[0] == "MalformedPolicyDocument"
    assert refused(sts.assume_role, **asked, PolicyArns=[{"arn": managed}] * 11)[0] == "ValidationError"


def test_a_session_token_is_the_user_himself(aws: Callable[..., Any], sts: Any, role: Callable[..., str]) -> None:
    key = sts.get_session_token(DurationSeconds=900)["Credentials"]["AccessKeyId"]
    assert aws("sts", key=key).get_caller_identity()["Arn"] == ADMINISTRATOR
    session = sts.assume_role(RoleArn=role(trust({"AWS": ACCOUNT})), RoleSessionName="seat")["Credentials"][
        "AccessKeyId"
    ]
    for temporary in (key, session):
        assert refused(aws("sts", key=temporary).get_session_token)[0::2] == ("AccessDenied", 403)


@pytest.mark.parametrize(
    ("ask", "params"),
    [
        ("decode_authorization_message", {"EncodedMessage": "x"}),
        ("get_federation_token", {"Name": "seat"}),
        ("get_session_token", {"SerialNumber": "arn:aws:iam::123456789012:mfa/a", "TokenCode": "123456"}),
        (
            "assume_role",
            {
                "RoleArn": "arn:aws:iam::123456789012:role/x",
                "RoleSessionName": "seat",
                "SerialNumber": "arn:aws:iam::123456789012:mfa/a",
                "TokenCode": "123456",
            },
        ),
        (
            "assume_role_with_web_identity",
            {"RoleArn": "arn:aws:iam::123456789012:role/x", "RoleSessionName": "seat", "WebIdentityToken": "xxxx"},
        ),
    ],
)
def test_what_is_not_here_is_refused_by_name(sts: Any, ask: str, params: dict[str, str]) -> None:
    code, message, _ = refused(getattr(sts, ask), **params)
    assert code == "NotSimulated"
    assert ask.replace("_", "") in message.lower()


def test_the_same_seed_gives_the_same_credentials() -> None:
    def credentials(seed: int) -> list[Any]:
        world = Front(World(seed=seed, clock=Clock(speed=0.0))).world
        told = world.client("sts", "us-east-1", administrator(world)).get_session_token()["Credentials"]
        return [told["AccessKeyId"], told["SecretAccessKey"], told["SessionToken"]]

    assert credentials(1) == credentials(1) != credentials(2)
