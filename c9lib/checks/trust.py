"""Who may assume a role: its trust policy, evaluated, and extended by as little as lets a service in (facts 5.1).

Pure functions over plain data, for the checks and for the steps alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from c9lib.checks.commands import as_json
from c9lib.checks.iam_commands import on_iam
from c9lib.policy import UNKNOWN, Asker, Context, Decision, Document, Request, listed, statements, touches, trusted

ASSUME = "sts:AssumeRole"
SOURCE_ACCOUNT = "aws:SourceAccount"
EVERYBODY = "everybody (*)"


def assumes(document: Document, service: str, account_id: str) -> Decision:
    """How a trust policy decides on a service of AWS that wants to assume the role for something in this account.

    AWS doesn't tell of every service whether it says for which account it asks. If it does, it is this one; what
    depends on whether it does, or on another condition key, is `conditional`.
    """
    told = Context({SOURCE_ACCOUNT: account_id}, complete=False)
    untold = Context(complete=False, absent=[SOURCE_ACCOUNT])
    one, other = (_asked(document, service, context) for context in (told, untold))
    return one if one.outcome == other.outcome else _asked(document, service, UNKNOWN)


def _asked(document: Document, service: str, context: Context) -> Decision:
    return trusted(document, Request(ASSUME, context=context, asker=Asker(service=service)))


def untrusted(document: Document, services: Iterable[str], account_id: str) -> dict[str, Decision]:
    """Those of the services that aren't plainly let in, each with what decides."""
    decisions = {service: assumes(document, service, account_id) for service in services}
    return {service: decision for service, decision in decisions.items() if not decision.allowed}


def is_open(lacking: Mapping[str, Decision]) -> bool:
    """Whether none of them is surely kept out: it depends on what nobody knows."""
    return all(one.outcome == "conditional" for one in lacking.values())


def letting_in(document: Document, services: Iterable[str], account_id: str) -> dict[str, Any] | None:
    """The trust policy with one statement more, for these services; nobody loses anything by it.

    None where that doesn't suffice: a statement denies, or may deny.
    """
    wanted = sorted(services)
    more = {"Effect": "Allow", "Principal": {"Service": wanted}, "Action": ASSUME}
    extended = {**document, "Statement": [*statements(document), more]}
    return None if untrusted(extended, wanted, account_id) else extended


def reason(lacking: Mapping[str, Decision]) -> str:
    """What decides on the first of them that is surely kept out: `explicitDeny sts:AssumeRole; statement 2 (Guard)`."""
    first = min(lacking.values(), key=lambda one: one.outcome == "conditional")
    place = f"; {first.statement}" if first.outcome == "explicitDeny" else ""
    return f"{first.outcome} {ASSUME}{place}"


def why(lacking: Mapping[str, Decision]) -> str:
    """The statements that deny or that depend on something, for a person; "" where nothing speaks of the services."""
    denying = (f"{one.statement} denies" for one in lacking.values() if one.outcome == "explicitDeny")
    misses = (str(miss) for one in lacking.values() for miss in one.misses if miss.condition)
    return "; ".join(dict.fromkeys((*denying, *misses)))


def remedy(role: str, document: Document, lacking: Mapping[str, Decision], account_id: str) -> str:
    """The command that lets the services in, or the words why a statement has to go first: it is somebody's."""
    extended = letting_in(document, lacking, account_id)
    if extended is None:
        return (
            f"# Remove what denies from the trust policy of {role}, if it may go ({why(lacking)}): {as_json(document)}"
        )
    return on_iam("update-assume-role-policy", "--role-name", role, "--policy-document", as_json(extended))


def others(document: Document, services: Iterable[str]) -> list[str]:
    """Whom else a trust policy lets in, under whatever condition, as it names them: `lambda.amazonaws.com`."""
    found = (name for one in statements(document) if one["Effect"] == "Allow" for name in _named(one))
    return sorted({*found} - {*services})


def _named(statement: Document) -> Iterator[str]:
    if not touches(statement, ASSUME):
        return
    if "NotPrincipal" in statement:
        yield f"everybody but {', '.join(sorted(_names(statement['NotPrincipal'])))}"
        return
    yield from (EVERYBODY if name == "*" else name for name in _names(statement.get("Principal")))


def _names(principal: Any) -> list[str]:
    told = principal.values() if isinstance(principal, dict) else listed(principal)
    return [str(name) for one in told for name in listed(one)]
