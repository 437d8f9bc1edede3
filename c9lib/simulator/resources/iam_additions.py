"""AWS::IAM::UserToGroupAddition: users in a group that somebody else has made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from c9lib.simulator.durations import IAM_PROPAGATION
from c9lib.simulator.resources.iam_holders import forgiving
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles


@handles("AWS::IAM::UserToGroupAddition")
class UserToGroupAddition(Handler):
    """Ref is a name of CloudFormation's own. The type has no handler that reads: drift isn't detected."""

    def create(self, work: Work) -> Waiting:
        work.initiated(work.name())
        _add(work, work.properties["GroupName"], work.properties["Users"])
        yield IAM_PROPAGATION

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        group, former = work.properties["GroupName"], before["GroupName"]
        users = work.properties["Users"]
        _add(work, group, [user for user in users if group != former or user not in before["Users"]])
        _remove(work, former, [user for user in before["Users"] if group != former or user not in users])
        yield IAM_PROPAGATION

    def delete(self, work: Work) -> Waiting:
        _remove(work, work.properties["GroupName"], work.properties["Users"])
        yield 0.0

    def read(self, work: Work) -> Properties | None:
        told = forgiving(work.client("iam").get_group, GroupName=work.properties["GroupName"])
        members = {user["UserName"] for user in told["Users"]} if told else set()
        present = [user for user in work.properties["Users"] if user in members]
        return {**work.properties, "Users": present, "Id": work.physical_id} if present else None


def _add(work: Work, group: str, users: Iterable[str]) -> None:
    for user in users:
        work.client("iam").add_user_to_group(GroupName=group, UserName=user)


def _remove(work: Work, group: str, users: Iterable[str]) -> None:
    for user in users:
        forgiving(work.client("iam").remove_user_from_group, GroupName=group, UserName=user)
