"""Whom policies are given to in IAM: roles, users and groups. Attached policies, their own, and what differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

GONE = "NoSuchEntity"


@dataclass(frozen=True)
class Holder:
    """A `role`, `user` or `group` by its name, asked through `iam`."""

    iam: Any
    word: str
    name: str

    def ask(self, verb: str, what: str = "", **params: Any) -> dict[str, Any]:
        """An operation on it: `ask("attach", "policy", PolicyArn=...)` is AttachRolePolicy of a role."""
        operation = "_".join(filter(None, (verb, self.word, what)))
        named = {f"{self.word.capitalize()}Name": self.name}
        answer: dict[str, Any] = getattr(self.iam, operation)(**named, **params)
        return answer

    def pages(self, what: str, member: str) -> list[Any]:
        """All of a list: `pages("policies", "PolicyNames")` is ListRolePolicies of a role."""
        pages = self.iam.get_paginator(f"list_{what}").paginate(**{f"{self.word.capitalize()}Name": self.name})
        return [one for page in pages for one in page[member]]

    def attach(self, arns: Iterable[str]) -> None:
        """Attach managed policies."""
        for arn in arns:
            self.ask("attach", "policy", PolicyArn=arn)

    def detach(self, arns: Iterable[str]) -> None:
        """Take managed policies away; what isn't attached any more is no error."""
        for arn in arns:
            forgiving(self.ask, "detach", "policy", PolicyArn=arn)

    def put(self, policies: Mapping[str, Any]) -> None:
        """Give it policies of its own, by name."""
        for name, told in policies.items():
            self.ask("put", "policy", PolicyName=name, PolicyDocument=document(told))

    def drop(self, names: Iterable[str]) -> None:
        """Take policies of its own away; what isn't there any more is no error."""
        for name in names:
            forgiving(self.ask, "delete", "policy", PolicyName=name)

    def attached(self) -> list[str]:
        """The ARNs of the managed policies."""
        told = self.pages(f"attached_{self.word}_policies", "AttachedPolicies")
        return [policy["PolicyArn"] for policy in told]

    def own(self) -> list[dict[str, Any]]:
        """Its own policies, as the schema has them."""
        names = self.pages(f"{self.word}_policies", "PolicyNames")
        return [{"PolicyName": name, "PolicyDocument": self.policy(name)} for name in names]

    def policy(self, name: str) -> Any:
        """The document of one of its own policies."""
        return self.ask("get", "policy", PolicyName=name)["PolicyDocument"]

    def change_policies(self, wanted: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        """Make `ManagedPolicyArns` and `Policies` what is wanted; what is new comes before what is old goes."""
        attached, formerly = wanted.get("ManagedPolicyArns", []), before.get("ManagedPolicyArns", [])
        own, former = named(wanted), named(before)
        self.attach(arn for arn in attached if arn not in formerly)
        self.put({name: told for name, told in own.items() if former.get(name) != told})
        self.detach(arn for arn in formerly if arn not in attached)
        self.drop(name for name in former if name not in own)


def named(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The documents in the property Policies, by name."""
    return {policy["PolicyName"]: policy["PolicyDocument"] for policy in properties.get("Policies", [])}


def document(told: Any) -> str:
    """A policy as IAM takes it: CloudFormation makes JSON of an object, and passes a text on."""
    return told if isinstance(told, str) else json.dumps(told)


def forgiving(call: Any, *words: Any, **params: Any) -> Any:
    """What the call answers; None when what it is about is gone."""
    try:
        return call(*words, **params)
    except ClientError as error:
        if error.response["Error"]["Code"] != GONE:
            raise
        return None
