"""AWS::IAM::ManagedPolicy: a policy of the account, attached to whom it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c9lib.simulator.durations import IAM_PROPAGATION
from c9lib.simulator.resources.iam_holders import Holder, document, forgiving
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles

NAME_LIMIT = 128
MOST_VERSIONS = 5
"""IAM quotas page: versions of a managed policy; the oldest goes when there is to be another."""
HOLDERS = {"Roles": "role", "Users": "user", "Groups": "group"}


@handles("AWS::IAM::ManagedPolicy")
class ManagedPolicy(Handler):
    """Ref is its ARN. Whoever else has attached it stands in the way of its deletion, as on AWS."""

    def create(self, work: Work) -> Waiting:
        told = work.properties
        name = told.get("ManagedPolicyName") or work.name(NAME_LIMIT)
        asked: dict[str, str] = {"PolicyName": name, "PolicyDocument": document(told["PolicyDocument"])}
        asked |= {member: told[member] for member in ("Description", "Path") if member in told}
        work.initiated(work.client("iam").create_policy(**asked)["Policy"]["Arn"])
        for holder in _holders(work, told):
            holder.attach([work.physical_id])
        yield IAM_PROPAGATION

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        wanted = work.properties
        if wanted["PolicyDocument"] != before.get("PolicyDocument"):
            self._new_version(work)
        formerly, now = list(_holders(work, before)), list(_holders(work, wanted))
        for holder in now:
            if holder not in formerly:
                holder.attach([work.physical_id])
        for holder in formerly:
            if holder not in now:
                holder.detach([work.physical_id])
        yield IAM_PROPAGATION

    def delete(self, work: Work) -> Waiting:
        iam, arn = work.client("iam"), work.physical_id
        if forgiving(iam.get_policy, PolicyArn=arn) is not None:
            for holder in _holders(work, work.properties):
                holder.detach([arn])
            for version in _versions(work):
                forgiving(iam.delete_policy_version, PolicyArn=arn, VersionId=version)
            forgiving(iam.delete_policy, PolicyArn=arn)
        yield 0.0

    def read(self, work: Work) -> Properties | None:
        iam, arn = work.client("iam"), work.physical_id
        found = forgiving(iam.get_policy, PolicyArn=arn)
        if found is None:
            return None
        told = found["Policy"]
        version = iam.get_policy_version(PolicyArn=arn, VersionId=told["DefaultVersionId"])["PolicyVersion"]
        pages = iam.get_paginator("list_entities_for_policy").paginate(PolicyArn=arn)
        holders: dict[str, list[str]] = {name: [] for name in HOLDERS}
        for page in pages:
            for name, word in HOLDERS.items():
                holders[name] += [one[f"{word.capitalize()}Name"] for one in page[f"Policy{name}"]]
        kept = {
            name: told[name]
            for name in ("AttachmentCount", "DefaultVersionId", "Description", "Path", "PolicyId")
            if name in told
        }
        own = {"ManagedPolicyName": told["PolicyName"], "PolicyArn": arn, "PolicyDocument": version["Document"]}
        own |= {name: told[name].isoformat() for name in ("CreateDate", "UpdateDate")}
        return {**kept, **own, **holders, "IsAttachable": told["IsAttachable"]}

    def _new_version(self, work: Work) -> None:
        iam, arn = work.client("iam"), work.physical_id
        old = _versions(work)
        if len(old) >= MOST_VERSIONS - 1:
            iam.delete_policy_version(PolicyArn=arn, VersionId=old[0])
        told = document(work.properties["PolicyDocument"])
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=told, SetAsDefault=True)


def _holders(work: Work, properties: Mapping[str, Any]) -> Iterator[Holder]:
    iam = work.client("iam")
    for name, word in HOLDERS.items():
        yield from (Holder(iam, word, one) for one in properties.get(name, []))


def _versions(work: Work) -> list[str]:
    """The ids of the versions that don't count any more, oldest first."""
    pages = work.client("iam").get_paginator("list_policy_versions").paginate(PolicyArn=work.physical_id)
    old = [one["VersionId"] for page in pages for one in page["Versions"] if not one["IsDefaultVersion"]]
    return sorted(old, key=lambda version: int(version.removeprefix("v")))
