"""AWS::IAM::Policy, AWS::IAM::RolePolicy, AWS::IAM::UserPolicy, AWS::IAM::GroupPolicy: policies that their holders have
for themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from c9lib.simulator.durations import IAM_PROPAGATION
from c9lib.simulator.resources.failures import NULL, returned
from c9lib.simulator.resources.iam_holders import Holder, forgiving
from c9lib.simulator.resources.iam_policies import HOLDERS
from c9lib.simulator.resources.nouns import Handler, Properties, ResourceFailed, Waiting, Work, handles


@handles("AWS::IAM::Policy")
class Policy(Handler):
    """One document that several roles, users and groups get. Ref is a name of CloudFormation's own.

    Its type has no handler that reads (drift isn't detected): `read` tells what the stack knows.
    """

    def create(self, work: Work) -> Waiting:
        work.initiated(work.name())
        for holder in _holders(work, work.properties):
            self._put(holder, work)
        yield IAM_PROPAGATION

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        now, former = list(_holders(work, work.properties)), list(_holders(work, before))
        for holder in now:
            self._put(holder, work)
        renamed = work.properties["PolicyName"] != before["PolicyName"]
        for holder in former:
            if renamed or holder not in now:
                holder.drop([before["PolicyName"]])
        yield IAM_PROPAGATION

    def delete(self, work: Work) -> Waiting:
        for holder in _holders(work, work.properties):
            holder.drop([work.properties["PolicyName"]])
        yield 0.0

    def read(self, work: Work) -> Properties | None:
        name = work.properties["PolicyName"]
        found = (forgiving(holder.policy, name) for holder in _holders(work, work.properties))
        if all(told is None for told in found):
            return None
        return {**work.properties, "Id": work.physical_id}

    def _put(self, holder: Holder, work: Work) -> None:
        holder.put({work.properties["PolicyName"]: work.properties["PolicyDocument"]})


def _holders(work: Work, properties: Mapping[str, Any]) -> Iterator[Holder]:
    iam = work.client("iam")
    for name, word in HOLDERS.items():
        yield from (Holder(iam, word, one) for one in properties.get(name, []))


class OwnPolicy(Handler):
    """One policy of one holder; its physical id is made of both names. What was there by that name is replaced."""

    word: ClassVar[str]

    def create(self, work: Work) -> Waiting:
        self._put(work)
        work.initiated(f"{work.properties['PolicyName']}|{self._holder(work).name}")
        yield IAM_PROPAGATION

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        self._put(work)
        yield IAM_PROPAGATION

    def delete(self, work: Work) -> Waiting:
        self._holder(work).drop([work.properties["PolicyName"]])
        yield 0.0

    def read(self, work: Work) -> Properties | None:
        holder, name = self._holder(work), work.properties["PolicyName"]
        told = forgiving(holder.policy, name)
        if told is None:
            return None
        return {"PolicyName": name, "PolicyDocument": told, f"{self.word.capitalize()}Name": holder.name}

    def _put(self, work: Work) -> None:
        told = work.properties.get("PolicyDocument")
        if told is None:  # the schema doesn't ask for it, and IAM does
            raise ResourceFailed(returned(work, NULL.format("PolicyDocument"), "InvalidRequest"))
        self._holder(work).put({work.properties["PolicyName"]: told})

    def _holder(self, work: Work) -> Holder:
        return Holder(work.client("iam"), self.word, work.properties[f"{self.word.capitalize()}Name"])


@handles("AWS::IAM::RolePolicy")
class RolePolicy(OwnPolicy):
    """Of a role."""

    word = "role"


@handles("AWS::IAM::UserPolicy")
class UserPolicy(OwnPolicy):
    """Of a user."""

    word = "user"


@handles("AWS::IAM::GroupPolicy")
class GroupPolicy(OwnPolicy):
    """Of a group."""

    word = "group"
