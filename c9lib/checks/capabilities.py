"""What people do with Cloud9 environments, as the requests that have to be allowed for it (facts 3.8, 5.4 to 5.8).

    open     an environment, in the browser: Cloud9 starts a session in the person's name
    create   one for oneself; with it comes what AWS's box "you must also attach" adds (facts 5.8)
    stack    let AWS CloudFormation start the session while a stack makes one
    share    act for others: invite them, and make environments that they own

Not all that a request tells is known before somebody makes it: from where, by which sign-in, with which tags. What
depends on that is `conditional`, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from c9lib.checks.documented import CLOUD9, ENVIRONMENT_TAG, ROLE, ROLE_PATH, SERVICE_LINKED_ROLE
from c9lib.checks.grants import CLOUDFORMATION, STATEMENTS
from c9lib.policy import Context, Request, Value

Name = Literal["open", "create", "stack", "share"]
NAMES: tuple[Name, ...] = ("open", "create", "stack", "share")
WORDS: Mapping[Name, str] = {
    "open": "open environments",
    "create": "create environments",
    "stack": "let a stack start the session",
    "share": "act for others",
}
WANTED: Mapping[str, tuple[Name, ...]] = {
    "AWSCloud9EnvironmentMember": ("open",),
    "AWSCloud9User": ("open", "create"),
    "AWSCloud9Administrator": ("open", "create", "share"),
    STATEMENTS: ("open", "stack"),
}
"""What each value of `access_policy` is for."""

START_SESSION, CONNECTION_STATUS = "ssm:StartSession", "ssm:GetConnectionStatus"
OPEN_CHANNEL, CREATE_ENVIRONMENT = "ssmmessages:OpenDataChannel", "cloud9:CreateEnvironmentEC2"
OF_AN_ENVIRONMENT = ("cloud9:EnvironmentName", "cloud9:InstanceType", "cloud9:SubnetId")
"""What everybody tells who creates an environment; which values, nobody knows before."""
SOMEBODY = "arn:aws:iam::{account}:user/somebody"
TOLD_BY_SOME = (
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    f"aws:ResourceTag/{ENVIRONMENT_TAG}",
    "cloud9:EnvironmentId",
    "cloud9:EnvironmentName",
    "cloud9:InstanceType",
    "cloud9:OwnerArn",
    "cloud9:Permissions",
    "cloud9:SubnetId",
    "cloud9:UserArn",
    "iam:AWSServiceName",
    "iam:PassedToService",
    "iam:PermissionsBoundary",
    "iam:PolicyARN",
    f"ssm:resourceTag/{ENVIRONMENT_TAG}",
)
"""Keys that some requests carry; those that don't name them don't carry them."""


@dataclass(frozen=True)
class Scene:
    """Where it happens. Without an environment its instance is any instance that carries Cloud9's tag."""

    account: str
    region: str
    first: bool = False
    """Whether the account has no service-linked role for Cloud9 yet: the first environment makes it (facts 5.6)."""
    instance: str = "*"
    tags: Mapping[str, str] = field(default_factory=lambda: {ENVIRONMENT_TAG: "0123456789abcdef0123456789abcdef"})

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


def wanted(access_policy: str) -> tuple[Name, ...]:
    """What those whom `access_for` names should be able to do."""
    return WANTED[access_policy]


def requests(name: Name, scene: Scene) -> tuple[Request, ...]:
    """Everything that has to be allowed for it."""
    return {"open": _open, "create": _create, "stack": _stack, "share": _share}[name](scene)


def session(scene: Scene, *via: str) -> tuple[Request, Request]:
    """A session as services pass it on, the first one first: on the instance, and with the document for it."""
    tags: dict[str, Value] = {}
    for key, value in scene.tags.items():
        tags |= {f"ssm:resourceTag/{key}": value, f"aws:ResourceTag/{key}": value}
    instance = scene.arn("ec2", f"instance/{scene.instance}")
    return (
        _request(START_SESSION, instance, scene, {**tags, **_through(via)}),
        _request(START_SESSION, scene.arn("ssm", "document/SSM-SessionManagerRunShell"), scene, _through(via)),
    )


def _open(scene: Scene) -> tuple[Request, ...]:
    on_instance, document = session(scene, CLOUD9)
    status = Request(CONNECTION_STATUS, on_instance.resource, on_instance.context)
    # The channel is opened by the session itself, and not passed on by a service (facts 5.7).
    channel = _request(OPEN_CHANNEL, scene.arn("ssm", "session/*"), scene, {})
    return on_instance, document, status, channel


def _create(scene: Scene) -> tuple[Request, ...]:
    role = f"arn:aws:iam::{scene.account}:role{ROLE_PATH}{ROLE}"
    linked = f"arn:aws:iam::{scene.account}:role/{SERVICE_LINKED_ROLE}"
    first = _request("iam:CreateServiceLinkedRole", linked, scene, {"iam:AWSServiceName": CLOUD9})
    return (
        _request(CREATE_ENVIRONMENT, "*", scene, {}, unknown=OF_AN_ENVIRONMENT),
        *((first,) if scene.first else ()),
        *(_request(f"ec2:{action}", "*", scene, {}) for action in ("DescribeSubnets", "DescribeVpcs")),
        _request("iam:ListInstanceProfilesForRole", role, scene, {}),
        _request("iam:PassRole", role, scene, {"iam:PassedToService": "ec2.amazonaws.com"}),
        *session(scene, CLOUD9),
    )


def _stack(scene: Scene) -> tuple[Request, ...]:
    return session(scene, CLOUDFORMATION, CLOUD9)


def _share(scene: Scene) -> tuple[Request, ...]:
    somebody = SOMEBODY.format(account=scene.account)
    environment = scene.tags.get(ENVIRONMENT_TAG, "")
    invited: dict[str, Value] = {
        "cloud9:UserArn": somebody,
        "cloud9:EnvironmentId": environment,
        "cloud9:Permissions": "read-write",
    }
    return (
        _request(
            "cloud9:CreateEnvironmentMembership", scene.arn("cloud9", f"environment:{environment}"), scene, invited
        ),
        owning(scene, somebody),
    )


def owning(scene: Scene, owner: str, told: Mapping[str, Value] | None = None) -> Request:
    """To create an environment that `owner` owns: what `AWSCloud9User` doesn't allow to anybody (facts 3.4, 5.5)."""
    return _request(
        CREATE_ENVIRONMENT, "*", scene, {"cloud9:OwnerArn": owner, **(told or {})}, unknown=OF_AN_ENVIRONMENT
    )


def _through(via: tuple[str, ...]) -> dict[str, Value]:
    return {"aws:CalledVia": via, "aws:CalledViaFirst": via[0], "aws:CalledViaLast": via[-1]}


def _request(
    action: str, resource: str, scene: Scene, told: Mapping[str, Value], unknown: Iterable[str] = ()
) -> Request:
    """A request with what it is known to tell, and not to tell; `unknown` may be told, nobody knows what."""
    by_service = "aws:CalledVia" in told
    region = "us-east-1" if action.startswith("iam:") else scene.region
    always: dict[str, Value] = {
        "aws:RequestedRegion": region,
        "aws:SecureTransport": True,
        "aws:ViaAWSService": by_service,
        "aws:PrincipalIsAWSService": False,
    }
    absent = [key for key in TOLD_BY_SOME if key not in told and key not in unknown]
    return Request(action, resource, Context({**always, **told}, complete=False, absent=absent))
