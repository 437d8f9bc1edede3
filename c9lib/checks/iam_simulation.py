"""What IAM's own policy simulator answers: `iam:SimulatePrincipalPolicy`, asked in few calls.

The names of what it gives are in the IAM API reference: SimulatePrincipalPolicy, EvaluationResult, Statement.

Requests are asked together in a call where that makes no difference to the answer. Tags and ids make nearly every
request's context another one; but a key that no policy asks for decides nothing. So whoever has read the policies says
which keys they ask for, and the others stay away. What service control policies ask for nobody can read: where an
answer tells that there are any, everything is asked with all that is known.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from c9lib.checks.bearers import Bearer
from c9lib.checks.reader import Answer, Reader
from c9lib.policy import Context, Decision, Outcome, Policy, Request

MULTIVALUED = ("aws:calledvia", "aws:tagkeys", "aws:principalorgpaths", "aws:principalservicenameslist")
UNASKED = 4
"""How many answers that nobody asked for a call may bring: it asks each of its actions about each of its resources."""
_TRUTH = ({"true"}, {"false"})
_ORGANIZATION = "in an organization"
Entries = tuple[tuple[str, tuple[str, ...]], ...]
"""The context of a request: condition keys in lower case with their values."""


@dataclass(frozen=True)
class Simulated:
    """One answer of the simulator about one request: its decision, the policies that it names for it, with lines, and
    the condition keys that a policy mentions and the request didn't tell. `by_organization` is None where no service
    control policy has a say.
    """

    outcome: Outcome
    by_organization: bool | None
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
        return "scp" if self.by_organization is False else "boundary" if not self.by_boundary else "identity"


@dataclass
class _Call:
    """What one call asks: each of these actions about each of these resources, with one context. `asked` are the
    requests that it is for, by their number."""

    entries: Entries
    actions: dict[str, None] = field(default_factory=dict)
    resources: dict[str, None] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    wanted: set[tuple[str, str]] = field(default_factory=set)

    def unasked(self, resource: str, actions: Collection[str]) -> int:
        """How many answers that nobody asked for it would bring with these actions of this resource, too."""
        every = len(self.actions.keys() | actions) * len(self.resources.keys() | {resource})
        return every - len(self.wanted | {(action, resource) for action in actions})

    def take(self, resource: str, numbers: dict[str, list[int]]) -> None:
        """Ask these actions about this resource, too."""
        self.actions |= dict.fromkeys(numbers)
        self.resources[resource] = None
        self.asked += [number for several in numbers.values() for number in several]
        self.wanted |= {(action, resource) for action in numbers}


def simulate(
    reader: Reader,
    who: Bearer,
    requests: Sequence[Request],
    plus: Sequence[Policy] = (),
    keys: Collection[str] | None = None,
) -> list[Simulated]:
    """The answers, in the order of the requests; `plus` are policies that they would have besides.

    `keys` are the condition keys that all their policies ask for, in lower case, where somebody has read them; None:
    every key that is known is told. Raises `Unread`.
    """
    if keys is not None and not reader.once((_ORGANIZATION, who.arn), list[bool]):
        found = _simulated(reader, who, requests, plus, keys)
        if found is not None:
            return found
        reader.once((_ORGANIZATION, who.arn), list[bool]).append(True)
    every = _simulated(reader, who, requests, plus, None)
    assert every is not None, "nothing is left to be told"
    return every


def _simulated(
    reader: Reader, who: Bearer, requests: Sequence[Request], plus: Sequence[Policy], keys: Collection[str] | None
) -> list[Simulated] | None:
    """The answers with these keys; None as soon as one says that others may count."""
    found: dict[int, Simulated] = {}
    for call, answers in _answered(reader, who, list(_calls(requests, keys)), plus):
        for number in call.asked:
            one = requests[number]
            told = answers.get((one.action.lower(), one.resource))
            if told is None:  # another form of answer: then of this request alone
                told = next(iter(_answers(reader, who, [one.action], [one.resource], call.entries, plus).values()))
            if keys is not None and told.by_organization is not None:
                return None
            found[number] = told
    return [found[number] for number in range(len(requests))]


def _calls(requests: Sequence[Request], keys: Collection[str] | None) -> Iterator[_Call]:
    """Few calls that ask all of this."""
    alike: dict[Entries, dict[str, dict[str, list[int]]]] = {}
    for number, one in enumerate(requests):
        told = tuple(sorted((key, values) for key, values in one.context.items() if keys is None or key in keys))
        alike.setdefault(told, {}).setdefault(one.resource, {}).setdefault(one.action, []).append(number)
    for entries, of in alike.items():
        made: list[_Call] = []
        # Those with most actions first: what is asked of others fits into theirs.
        for resource, numbers in sorted(of.items(), key=lambda one: -len(one[1])):
            ways = [(call.unasked(resource, numbers), at) for at, call in enumerate(made)]
            fewest, at = min(ways, default=(UNASKED + 1, 0))
            if fewest > UNASKED:
                at = len(made)
                made.append(_Call(entries))
            made[at].take(resource, numbers)
        yield from made


def _answered(
    reader: Reader, who: Bearer, calls: Sequence[_Call], plus: Sequence[Policy]
) -> Iterator[tuple[_Call, dict[tuple[str, str], Simulated]]]:
    """Each call with its answers. One goes before the others: what it is refused, or tells, may make them useless."""

    def ask(call: _Call) -> dict[tuple[str, str], Simulated]:
        return _answers(reader, who, list(call.actions), list(call.resources), call.entries, plus)

    for call in calls[:1]:
        yield call, ask(call)
    yield from zip(calls[1:], reader.at_once(*(partial(ask, call) for call in calls[1:])), strict=True)


def _answers(
    reader: Reader,
    who: Bearer,
    actions: list[str],
    resources: list[str],
    entries: Entries,
    plus: Sequence[Policy],
) -> dict[tuple[str, str], Simulated]:
    """One call's answers, by action in lower case and resource."""
    asked: Answer = {"PolicySourceArn": who.arn, "ActionNames": actions, "ResourceArns": resources}
    asked |= {"ContextEntries": _entries(entries)} if entries else {}
    asked |= {"PolicyInputList": [json.dumps(one.document) for one in plus]} if plus else {}
    found: dict[tuple[str, str], Simulated] = {}
    for one in reader.all("iam", "simulate_principal_policy", "EvaluationResults", **asked):
        action = str(one["EvalActionName"]).lower()
        for part in one.get("ResourceSpecificResults", ()):
            found[action, part["EvalResourceName"]] = _read(one, part)
        found.setdefault((action, one.get("EvalResourceName", "*")), _read(one, {}))
    return found


def _entries(told: Entries) -> list[dict[str, Any]]:
    return [
        {"ContextKeyName": name, "ContextKeyValues": list(values), "ContextKeyType": _type(name, values)}
        for name, values in told
    ]


def _type(name: str, values: tuple[str, ...]) -> str:
    if len(values) != 1 or name in MULTIVALUED:
        return "stringList"
    return "boolean" if set(values) in _TRUTH else "string"


def _read(answer: Answer, part: Answer) -> Simulated:
    """One EvaluationResult, of a named resource with its part: AWS tells the missing keys there, not at the top."""
    told = {**answer, **part}
    matched = told.get("MatchedStatements", [])
    boundary = told.get("PermissionsBoundaryDecisionDetail", {})
    return Simulated(
        outcome=part["EvalResourceDecision"] if part else answer["EvalDecision"],
        by_organization=answer.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations"),
        by_boundary=boundary.get("AllowedByPermissionsBoundary", True),
        sources=tuple(str(one.get("SourcePolicyId", "")) for one in matched),
        places=tuple(map(_place, matched)),
        missing=(*answer.get("MissingContextValues", ()), *part.get("MissingContextValues", ())),
    )


def _place(matched: Answer) -> str:
    """`lines 3 to 9 of policy AWSCloud9User`, `line 1 of policy …`."""
    first, last = (matched.get(end, {}).get("Line") for end in ("StartPosition", "EndPosition"))
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    lines = f"{where} of " if first and last else ""
    return f"{lines}policy {matched.get('SourcePolicyId', '')}"
