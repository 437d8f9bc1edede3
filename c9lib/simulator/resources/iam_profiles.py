"""AWS::IAM::InstanceProfile: the profile, then its role, then about two minutes until everybody knows of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from c9lib.simulator.durations import STACK_INSTANCE_PROFILE
from c9lib.simulator.resources.failures import already_exists
from c9lib.simulator.resources.iam_holders import forgiving
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles

NAME_LIMIT = 128


@handles("AWS::IAM::InstanceProfile")
class InstanceProfile(Handler):
    """Ref is its name. Whoever puts a role in it needs iam:PassRole for that role."""

    def create(self, work: Work) -> Waiting:
        name = work.properties.get("InstanceProfileName") or work.name(NAME_LIMIT)
        path = {"Path": work.properties["Path"]} if "Path" in work.properties else {}
        try:
            work.client("iam").create_instance_profile(InstanceProfileName=name, **path)
        except ClientError as error:
            if error.response["Error"]["Code"] == "EntityAlreadyExists":
                raise already_exists(work, name) from None
            raise
        work.initiated(name)
        self._add(work, work.properties["Roles"])
        yield STACK_INSTANCE_PROFILE

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        roles, former = work.properties["Roles"], before.get("Roles", [])
        for role in former:
            if role not in roles:
                self._remove(work, role)
        self._add(work, [role for role in roles if role not in former])
        yield STACK_INSTANCE_PROFILE

    def delete(self, work: Work) -> Waiting:
        found = self._found(work)
        if found is not None:
            for role in found["Roles"]:
                self._remove(work, role["RoleName"])
            forgiving(work.client("iam").delete_instance_profile, InstanceProfileName=work.physical_id)
        yield 0.0

    def read(self, work: Work) -> Properties | None:
        found = self._found(work)
        if found is None:
            return None
        kept = {name: found[name] for name in ("InstanceProfileName", "Path", "Arn")}
        return {**kept, "Roles": [role["RoleName"] for role in found["Roles"]]}

    def _found(self, work: Work) -> dict[str, Any] | None:
        told = forgiving(work.client("iam").get_instance_profile, InstanceProfileName=work.physical_id)
        return told["InstanceProfile"] if told else None

    def _add(self, work: Work, roles: list[str]) -> None:
        for role in roles:
            work.client("iam").add_role_to_instance_profile(InstanceProfileName=work.physical_id, RoleName=role)

    def _remove(self, work: Work, role: str) -> None:
        iam = work.client("iam")
        forgiving(iam.remove_role_from_instance_profile, InstanceProfileName=work.physical_id, RoleName=role)
