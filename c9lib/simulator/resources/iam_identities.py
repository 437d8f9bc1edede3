"""AWS::IAM::Role, AWS::IAM::User, AWS::IAM::Group.

Sources: CloudFormation's template reference of each (Ref is the name), and the permissions of their handlers in the
registry, which say what is called. A role is COMPLETE when its news has had time to spread.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from botocore.exceptions import ClientError

from c9lib.simulator.durations import IAM_PROPAGATION, STACK_ROLE
from c9lib.simulator.resources.failures import already_exists, tagging_refused
from c9lib.simulator.resources.iam_holders import Holder, document, forgiving, named
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles

LONGEST_SESSION = 3600
"""A role's MaxSessionDuration where nothing is said (IAM API reference)."""


class Identity(Handler):
    """What roles, users and groups have in common."""

    word: ClassVar[str]
    name_limit: ClassVar[int]
    given: ClassVar[tuple[str, ...]]
    """The properties that the creation takes as they are."""
    settles: ClassVar[float] = 0.0

    def create(self, work: Work) -> Waiting:
        name = work.properties.get(self.name_property) or work.name(self.name_limit)
        self._make(work, name)
        work.initiated(name)
        holder = self.holder(work)
        holder.attach(work.properties.get("ManagedPolicyArns", []))
        holder.put(named(work.properties))
        self.furnish(holder, work.properties)
        yield self.settles

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        holder = self.holder(work)
        self.change(holder, work.properties, before)
        holder.change_policies(work.properties, before)
        self._change_tags(holder, work, before)
        yield self.settles

    def delete(self, work: Work) -> Waiting:
        holder = self.holder(work)
        if forgiving(holder.ask, "get") is not None:
            self.clear(holder, work.properties)
            holder.detach(work.properties.get("ManagedPolicyArns", []))
            holder.drop(named(work.properties))
            forgiving(holder.ask, "delete")
        yield 0.0

    def read(self, work: Work) -> Properties | None:
        holder = self.holder(work)
        found = forgiving(holder.ask, "get")
        if found is None:
            return None
        told = found[self.word.capitalize()]
        kept = (self.name_property, "Arn", "Path", *self.shown)
        read: Properties = {name: told[name] for name in kept if name in told}
        read |= {"ManagedPolicyArns": holder.attached(), "Policies": holder.own()}
        if tags := work.shown_tags(told.get("Tags", [])):
            read["Tags"] = tags
        if "PermissionsBoundary" in told:
            read["PermissionsBoundary"] = told["PermissionsBoundary"]["PermissionsBoundaryArn"]
        return read | self.more(holder)

    shown: ClassVar[tuple[str, ...]] = ()
    """What the service's answer and the schema call by the same name, besides name, ARN and path."""

    @property
    def name_property(self) -> str:
        return f"{self.word.capitalize()}Name"

    def holder(self, work: Work) -> Holder:
        """The role, user or group of a piece of work."""
        return Holder(work.client("iam"), self.word, work.physical_id)

    def furnish(self, holder: Holder, properties: Properties) -> None:
        """Give it what the creation doesn't take, besides policies."""

    def change(self, holder: Holder, wanted: Properties, before: Mapping[str, Any]) -> None:
        """Change what can be changed in place, besides policies and tags."""

    def clear(self, holder: Holder, properties: Properties) -> None:
        """Take away what stands in the way of the deletion, and came with the properties, besides policies."""

    def more(self, holder: Holder) -> Properties:
        """What `read` tells besides."""
        return {}

    def _make(self, work: Work, name: str) -> None:
        params = {key: work.properties[key] for key in self.given if key in work.properties}
        tags = work.user_tags() if self.word != "group" else []
        if tags:
            params["Tags"] = tags
        if "AssumeRolePolicyDocument" in params:
            params["AssumeRolePolicyDocument"] = document(params["AssumeRolePolicyDocument"])
        try:
            Holder(work.client("iam"), self.word, name).ask("create", **params)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "EntityAlreadyExists":
                raise already_exists(work, name) from None
            if code == "AccessDenied" and tags:
                raise tagging_refused(work, error) from None
            raise

    def _change_tags(self, holder: Holder, work: Work, before: Mapping[str, Any]) -> None:
        if self.word == "group":
            return
        tags, gone = work.changed_tags(before)
        if tags:
            getattr(holder.iam, f"tag_{self.word}")(**{self.name_property: holder.name}, Tags=tags)
        if gone:
            getattr(holder.iam, f"untag_{self.word}")(**{self.name_property: holder.name}, TagKeys=gone)


def change_boundary(holder: Holder, wanted: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Of a role or user: another permissions boundary, or none."""
    boundary = wanted.get("PermissionsBoundary")
    if boundary == before.get("PermissionsBoundary"):
        return
    if boundary:
        holder.ask("put", "permissions_boundary", PermissionsBoundary=boundary)
    else:
        holder.ask("delete", "permissions_boundary")


@handles("AWS::IAM::Role")
class Role(Identity):
    """Deleted with what the stack gave it; policies that others attached stand in the way, as on AWS."""

    word, name_limit, settles = "role", 64, STACK_ROLE
    given = ("AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "Path", "PermissionsBoundary")
    shown = ("AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "RoleId")

    def change(self, holder: Holder, wanted: Properties, before: Mapping[str, Any]) -> None:
        trust = wanted["AssumeRolePolicyDocument"]
        if trust != before.get("AssumeRolePolicyDocument"):
            holder.iam.update_assume_role_policy(RoleName=holder.name, PolicyDocument=document(trust))
        told = [
            (one.get("Description", ""), one.get("MaxSessionDuration", LONGEST_SESSION)) for one in (wanted, before)
        ]
        if told[0] != told[1]:
            holder.ask("update", Description=told[0][0], MaxSessionDuration=told[0][1])
        change_boundary(holder, wanted, before)


@handles("AWS::IAM::Group")
class Group(Identity):
    """Users are added by the users themselves or by AWS::IAM::UserToGroupAddition."""

    word, name_limit, settles = "group", 128, IAM_PROPAGATION
    given = ("Path",)

    def change(self, holder: Holder, wanted: Properties, before: Mapping[str, Any]) -> None:
        if wanted.get("Path", "/") != before.get("Path", "/"):
            holder.ask("update", NewPath=wanted.get("Path", "/"))


@handles(
    "AWS::IAM::User",
    takes=("Groups", "ManagedPolicyArns", "Path", "PermissionsBoundary", "Policies", "Tags", "UserName"),
)
class User(Identity):
    """A user without a password: LoginProfile isn't simulated."""

    word, name_limit, settles = "user", 64, IAM_PROPAGATION
    given = ("Path", "PermissionsBoundary")

    def furnish(self, holder: Holder, properties: Properties) -> None:
        for group in properties.get("Groups", []):
            holder.iam.add_user_to_group(UserName=holder.name, GroupName=group)

    def change(self, holder: Holder, wanted: Properties, before: Mapping[str, Any]) -> None:
        if wanted.get("Path", "/") != before.get("Path", "/"):
            holder.ask("update", NewPath=wanted.get("Path", "/"))
        groups, former = wanted.get("Groups", []), before.get("Groups", [])
        self.furnish(holder, {"Groups": [group for group in groups if group not in former]})
        self.clear(holder, {"Groups": [group for group in former if group not in groups]})
        change_boundary(holder, wanted, before)

    def clear(self, holder: Holder, properties: Properties) -> None:
        for group in properties.get("Groups", []):
            forgiving(holder.iam.remove_user_from_group, UserName=holder.name, GroupName=group)

    def more(self, holder: Holder) -> Properties:
        return {"Groups": [group["GroupName"] for group in holder.pages("groups_for_user", "Groups")]}
