"""What IAM's own policy simulator answers: `iam:SimulatePrincipalPolicy`, asked in few calls.

The names of what it gives are in the IAM API reference: SimulatePrincipalPolicy, EvaluationResult, Statement.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from c9lib.checks.bearers import Bearer
from c9lib.checks.reader import Answer, Reader
from c9lib.policy import Context, Decision, Outcome, Policy, Request

MULTIVALUED = ("aws:calledvia", "aws:tagkeys", "aws:principalorgpaths", "aws:principalservicenameslist")
_TRUTH = ({"true"}, {"false"})


@dataclass(frozen=True)
class Simulated:
    """One answer of the simulator about one request: its decision, the policies that it names for it, with lines, and
    the condition keys that a policy mentions and the request didn't tell.
    """

    outcome: Outcome
    by_organization: bool
    by_boundary: bool
    sources: tuple[str, ...]
    places: tuple[str, ...]
    missing: tuple[str, ...]

    def decision(self, context: Context) -> Decision:
        """As far as it says: the statement itself isn't shown. What a key that nobody knows may change is open."""
        if any(not context.knows(key) for key in self.missing):
            return Decision("conditional", self._layer)
        return Decision(self.outcome, self._layer)

    @property
    def _layer(self) -> Any:
        if self.outcome == "allowed" or (self.outcome == "explicitDeny" and self.sources):
            return "identity"
        return "scp" if not self.by_organization else "boundary" if not self.by_boundary else "identity"


def simulate(reader: Reader, who: Bearer, requests: Sequence[Request], plus: Sequence[Policy] = ()) -> list[Simulated]:
    """The answers, in the order of the requests; `plus` are policies that they would have besides.

    Requests that differ in nothing but the action are asked in one call. Raises `Unread`.
    """
    found: dict[int, Simulated] = {}
    for alike in _grouped(requests):
        first = requests[alike[0]]
        actions = list(dict.fromkeys(requests[at].action for at in alike))
        asked: Answer = {"PolicySourceArn": who.arn, "ActionNames": actions, "ResourceArns": [first.resource]}
        entries = _entries(first.context)
        asked |= {"ContextEntries": entries} if entries else {}
        asked |= {"PolicyInputList": [json.dumps(one.document) for one in plus]} if plus else {}
        answers = reader.all("iam", "simulate_principal_policy", "EvaluationResults", **asked)
        by_action = {str(one["EvalActionName"]).lower(): one for one in answers}
        found |= {at: _read(by_action[requests[at].action.lower()]) for at in alike}
    return [found[at] for at in range(len(requests))]


def _grouped(requests: Sequence[Request]) -> Iterable[list[int]]:
    groups: dict[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], list[int]] = {}
    for at, request in enumerate(requests):
        groups.setdefault((request.resource, tuple(sorted(request.context.items()))), []).append(at)
    return groups.values()


def _entries(context: Context) -> list[dict[str, Any]]:
    return [
        {"ContextKeyName": name, "ContextKeyValues": list(values), "ContextKeyType": _type(name, values)}
        for name, values in sorted(context.items())
    ]


def _type(name: str, values: tuple[str, ...]) -> str:
    if len(values) != 1 or name in MULTIVALUED:
        return "stringList"
    return "boolean" if set(values) in _TRUTH else "string"


def _read(answer: Answer) -> Simulated:
    """One EvaluationResult. For a named resource AWS tells the missing keys beside it, not at the top."""
    beside = [key for one in answer.get("ResourceSpecificResults", ()) for key in one.get("MissingContextValues", ())]
    matched = answer.get("MatchedStatements", [])
    return Simulated(
        outcome=answer["EvalDecision"],
        by_organization=answer.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations", True),
        by_boundary=answer.get("PermissionsBoundaryDecisionDetail", {}).get("AllowedByPermissionsBoundary", True),
        sources=tuple(str(one.get("SourcePolicyId", "")) for one in matched),
        places=tuple(map(_place, matched)),
        missing=(*answer.get("MissingContextValues", ()), *beside),
    )


def _place(matched: Answer) -> str:
    """`lines 3 to 9 of policy AWSCloud9User`, `line 1 of policy …`."""
    first, last = (matched.get(end, {}).get("Line") for end in ("StartPosition", "EndPosition"))
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    lines = f"{where} of " if first and last else ""
    return f"{lines}policy {matched.get('SourcePolicyId', '')}"
