"""Reaches into moto's own objects, as only `moto_*.py` do: small functions for what moto's API doesn't serve.

moto may change these objects in any release, so pyproject.toml holds moto to one minor version.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import c9lib
from c9lib.kept_data import kept
from c9lib.simulator import unique_ids
from c9lib.simulator.api import ACCOUNT
from c9lib.simulator.moto_network import backend as _ec2

# --- Settings ---


def read_settings_again() -> None:
    """moto reads its environment when it is imported; whoever imported it before us mustn't decide what is checked."""
    from moto import settings

    settings.EC2_ENABLE_INSTANCE_TYPE_VALIDATION = True
    settings.ENABLE_KEYPAIR_VALIDATION = True
    settings.ENABLE_AMI_VALIDATION = True


def remember_method_names() -> None:
    """moto lists the methods of a service's class anew for every request, which takes longer than many an answer."""
    from moto.core import responses, utils

    remembering = _method_names(utils.method_names_from_class)
    responses.method_names_from_class = remembering  # type: ignore[attr-defined,assignment]


@cache
def _method_names(listing: Callable[[object], list[str]]) -> Callable[[object], list[str]]:
    """The same function with a memory, one for the process."""
    return cache(listing)


# --- IAM ---


@dataclass(frozen=True)
class IamEntity:
    """What IAM's rules ask about a role, user, group, instance profile or customer managed policy."""

    name: str
    path: str
    arn: str
    id: str
    attached: tuple[str, ...] = ()
    """ARNs of its managed policies."""
    inline: dict[str, str] = field(default_factory=dict)
    """Its own policies: name to document."""
    tags: tuple[str, ...] = ()
    """Keys of its tags."""


def _iam() -> Any:
    from moto.iam.models import iam_backends

    return iam_backends[ACCOUNT]["aws"]


def _iam_objects(kind: str) -> list[Any]:
    backend = _iam()
    if kind == "policy":
        return [
            policy for policy in backend.managed_policies.values() if not policy.arn.startswith("arn:aws:iam::aws:")
        ]
    held = {
        "role": backend.roles,
        "user": backend.users,
        "group": backend.groups,
        "instance profile": backend.instance_profiles,
    }
    return list(held[kind].values())


def _iam_object(kind: str, name: str) -> Any:
    return next((found for found in _iam_objects(kind) if found.name == name), None)


def iam_names(kind: str) -> list[str]:
    """Names of all entities of a kind: `role`, `user`, `group`, `instance profile`, `policy` (customer managed)."""
    return [found.name for found in _iam_objects(kind)]


def iam_entity(kind: str, name: str) -> IamEntity | None:
    """One entity by its exact name, or None."""
    found = _iam_object(kind, name)
    if found is None:
        return None
    attached = tuple(getattr(found, "managed_policies", {}))
    inline = dict(getattr(found, "policies", {}))
    return IamEntity(found.name, found.path, found.arn, found.id, attached, inline, _iam_tag_keys(found))


def _iam_tag_keys(found: Any) -> tuple[str, ...]:
    tags = getattr(found, "tags", None) or []
    return tuple(tag["Key"] for tag in (tags.values() if isinstance(tags, dict) else tags))


def iam_set_id(kind: str, name: str, unique_id: str) -> None:
    """Give an entity its unique id: moto's don't have AWS's form. Not for roles, which moto finds by their id."""
    _iam_object(kind, name).id = unique_id


def iam_profile_roles(name: str) -> tuple[str, ...]:
    """Names of the roles (none or one) in an instance profile."""
    return tuple(role.name for role in _iam_object("instance profile", name).roles)


def iam_role_trust(name: str) -> tuple[str, int]:
    """A role's trust policy (JSON) and its longest session in seconds."""
    role = _iam_object("role", name)
    return role.assume_role_policy_document, int(role.max_session_duration or 3600)


def iam_group_members(name: str) -> tuple[str, ...]:
    """Names of the users in a group."""
    return tuple(user.name for user in _iam_object("group", name).users)


def iam_user_belongings(name: str) -> dict[str, int]:
    """What has to go before a user can: how many of each, by the words of IAM's conflict messages."""
    user = _iam_object("user", name)
    return {
        "access keys": len(user.access_keys),
        "login profile": int(bool(user.password)),
        "MFA device": len(user.mfa_devices),
        "signing certificates": len(user.signing_certificates),
        "SSH public keys": len(user.ssh_public_keys),
    }


def iam_policy_use(arn: str) -> tuple[int, int] | None:
    """How many entities a managed policy is attached to, and how many versions it has; None without such a policy."""
    policy = _iam().managed_policies.get(arn)
    return (policy.attachment_count, len(policy.versions)) if policy else None


def iam_boundaries() -> list[str]:
    """ARNs of the policies that serve as somebody's permissions boundary, once for each use."""
    backend = _iam()
    roles = [role.permissions_boundary_arn for role in backend.roles.values()]
    users = [
        (getattr(user, "permissions_boundary", None) or {}).get("PermissionsBoundaryArn")
        for user in backend.users.values()
    ]
    return [arn for arn in (*roles, *users) if arn]


def iam_set_user_boundary(name: str, arn: str | None) -> None:
    """Store a user's permissions boundary, which moto shows but can't set; None takes it away."""
    told = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn} if arn else None
    _iam_object("user", name).permissions_boundary = told


def iam_set_role_trust(name: str, document: str) -> None:
    """Store a role's trust policy (JSON) as it is, unchecked."""
    _iam_object("role", name).assume_role_policy_document = document


@dataclass(frozen=True)
class IamKeyOwner:
    """The user that a long-term access key belongs to."""

    user: str
    arn: str
    active: bool


def iam_access_key(access_key: str) -> IamKeyOwner | None:
    """Whose long-term key this is; None for an unknown key."""
    for user in _iam_objects("user"):
        for key in user.access_keys:
            if key.access_key_id == access_key:
                return IamKeyOwner(user.name, user.arn, key.status == "Active")
    return None


def iam_prepare() -> None:
    """Make moto build its 1,500 AWS managed policies once, for the account's partition only, with ids in AWS's form.

    Left alone, moto builds them for each of six partitions, a tenth of a second each, and again whenever it is reset.
    They are copied for each world because they count their attachments; nobody can change anything else of them. As
    they are built they are kept for the next process (`kept_data.py`).
    """
    from moto.iam import aws_managed_policies
    from moto.iam.models import IAMBackend

    build = IAMBackend._init_aws_policies
    source, release = Path(aws_managed_policies.__file__), f"{version('moto')} {c9lib.__version__}"
    built: list[Any] = []

    def aws_policies(backend: Any) -> list[Any]:
        if backend.region_name != "aws":
            return []
        if not built:
            content = kept(source, release, lambda: pickle.dumps(_with_ids(build(backend))))
            built.extend(pickle.loads(content))  # noqa: S301 (as safe as Python's own files beside it)
        return [copy(policy) for policy in built]

    if build.__qualname__ != aws_policies.__qualname__:
        setattr(IAMBackend, "_init_aws_policies", aws_policies)  # noqa: B010 (a plain assignment would need a cast)


def _with_ids(policies: list[Any]) -> list[Any]:
    for policy in policies:
        policy.id = unique_ids.policy_id(policy.name)
    return policies


def iam_aws_managed_documents() -> str:
    """The text of all AWS managed policies (JSON), as moto carries it."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    return str(aws_managed_policies_data)


# --- EC2: instances ---------------------------------------------------------------------------------------------------

STATE_CODES = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80}
"""The codes of InstanceState (EC2 API reference)."""


def instance_state(region: str, instance_id: str) -> str | None:
    """The state of an instance, or None when there is no such instance."""
    found = _ec2(region).get_instance_by_id(instance_id)
    return found.state if found else None


def set_instance_state(region: str, instance_id: str, name: str) -> None:
    """Give an instance the state `name`; moto knows no time between two states."""
    state = _ec2(region).get_instance_by_id(instance_id).instance_state
    state.name, state.code = name, STATE_CODES[name]


def instance_protected(region: str, instance_id: str) -> bool:
    """Whether `disableApiTermination` is set."""
    return bool(_ec2(region).get_instance_by_id(instance_id).disable_api_termination)


def set_instance_profile(region: str, instance_id: str, arn: str, profile_id: str) -> None:
    """Let DescribeInstances show the profile's own id, where moto shows the association's."""
    _ec2(region).get_instance_by_id(instance_id).iam_instance_profile = {"Arn": arn, "Id": profile_id}


def set_interface_end(region: str, interface_id: str, *, with_instance: bool) -> None:
    """Whether a network interface is deleted with its instance."""
    _ec2(region).get_network_interface(interface_id).delete_on_termination = with_instance


def outlived(region: str, instance_id: str) -> bool:
    """Whether some of an instance's network interfaces stay when it ends."""
    return not all(one.delete_on_termination for one in _ec2(region).get_instance_by_id(instance_id).nics.values())


def terminate_instance(region: str, instance_id: str, reason: str) -> None:
    """End an instance: its interfaces and volumes go or stay as asked. `reason` tells the simulated time."""
    instance = _ec2(region).get_instance_by_id(instance_id)
    for interface in list(instance.nics.values()):
        if not interface.delete_on_termination:
            instance.detach_eni(interface)
    for address in _ec2(region).addresses:
        if address.eni in instance.nics.values():
            address.eni = address.instance = address.association_id = None
    instance.terminate()
    instance._reason = reason


def keep_elastic_addresses(region: str, instance_id: str) -> None:
    """Give an instance's interfaces their Elastic IP addresses back; moto takes or replaces them at a stop or start."""
    for address in _ec2(region).addresses:
        interface = address.eni
        if interface is not None and interface.instance is not None and interface.instance.id == instance_id:
            interface.public_ip = address.public_ip


# --- EC2: images ------------------------------------------------------------------------------------------------------


def latest_amazon_images(region: str) -> list[dict[str, Any]]:
    """moto's copy of the images behind /aws/service/ami-amazon-linux-latest, in the form that `add_image` takes."""
    from moto.utilities.utils import load_resource

    try:
        found: list[dict[str, Any]] = load_resource(f"ec2/resources/latest_amis/{region}.json")
    except FileNotFoundError:
        return []
    return found


def has_image(region: str, image_id: str) -> bool:
    """Whether a Region has an image, or had it until it was deregistered."""
    backend = _ec2(region)
    return image_id in backend.amis or image_id in backend.deleted_amis


def add_image(region: str, image: dict[str, Any], seed: str) -> None:
    """Put a public image into a Region. What belongs to it gets its ids from `seed`; no other id is shifted."""
    from moto.ec2.models.amis import Ami
    from moto.moto_api._internal import mock_random

    before = mock_random.getstate()
    mock_random.seed(seed)
    backend = _ec2(region)
    backend.amis[image["ami_id"]] = Ami(backend, **{**image, "owner_alias": "amazon", "region_name": f"{region}a"})
    mock_random.setstate(before)
