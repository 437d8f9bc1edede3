"""A reader that answers as AWS would if one thing were otherwise: the checks judge a world that isn't there yet.

Everything is read once from the account as it is; nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from c9lib.checks.documented import ROLE, ROLE_PATH
from c9lib.checks.reader import Answer, Reader, Unread
from c9lib.path.edits import Edit

Answering = Callable[[Answer, Any], Any]
"""From a call's parameters and its answer to the answer that AWS would give."""
READ_BY = {
    "describe_subnets": "subnets",
    "describe_route_tables": "route_tables",
    "describe_internet_gateways": "internet_gateways",
    "describe_nat_gateways": "nat_gateways",
    "describe_network_interfaces": "network_interfaces",
    "describe_security_groups": "security_groups",
    "describe_network_acls": "network_acls",
    "describe_vpc_endpoints": "vpc_endpoints",
}
"""Which part of `Network` a call reads."""
NO_FORETELLING = "IAM's policy simulator knows only what is so now; the policies are read and evaluated instead."


class Imagined(Reader):
    """Answers as another reader does, but for what an edit changes."""

    def __init__(self, real: Reader, edit: Edit, answers: Mapping[str, Answering]) -> None:
        super().__init__(real.session)
        self._real = real
        self._edit = edit
        self._answers = answers

    def refusal(self, service: str, method: str, **params: Any) -> Unread | None:
        return self._real.refusal(service, method, **params)

    def _ask(self, service: str, method: str, params: Answer, ask: Callable[[], Any], absent: tuple[str, ...]) -> Any:
        if method == "simulate_principal_policy" and self._changed_role(params):
            raise Unread("AccessDenied", NO_FORETELLING, "iam:SimulatePrincipalPolicy")
        found = self._real._ask(service, method, params, ask, absent)
        if found is None:
            return None
        if method == "describe_vpc_attribute":
            return self._attribute(params, found)
        if method in READ_BY:
            found = self._edit.of(READ_BY[method], found)
        return self._answers[method](params, found) if method in self._answers else found

    def _changed_role(self, params: Answer) -> bool:
        """Whether IAM's policy simulator is asked about a role whose policies would be others."""
        return f":role{ROLE_PATH}{ROLE}" in params["PolicySourceArn"] and "list_attached_role_policies" in self._answers

    def _attribute(self, params: Answer, found: Answer) -> Answer:
        """`enableDnsSupport` is asked for, `EnableDnsSupport` is told."""
        name = str(params["Attribute"])
        member = name[0].upper() + name[1:]
        return {
            **found,
            member: {"Value": self._edit.attribute(params["VpcId"], name, now=bool(found[member]["Value"]))},
        }
