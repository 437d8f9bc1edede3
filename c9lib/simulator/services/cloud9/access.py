"""Who may do what to an environment: Cloud9's own rules for owners, members and administrators (facts 3.4).

IAM's policies aren't evaluated for Cloud9 beyond the question who is an administrator; whoever is neither owner nor
member nor administrator is refused here, whatever else a policy of theirs may say.
"""

from __future__ import annotations

from c9lib.simulator import moto_state
from c9lib.simulator.api import ApiCall
from c9lib.simulator.services.cloud9.environments import Environment
from c9lib.simulator.services.cloud9.refusals import not_authorized

# User guide, "Working with shared environment": root, an administrator user, or a user with AWSCloud9Administrator.
ADMINISTRATORS = {
    f"arn:aws:iam::aws:policy/{name}" for name in ("AdministratorAccess", "PowerUserAccess", "AWSCloud9Administrator")
}


def is_administrator(call: ApiCall) -> bool:
    """Whether the caller is root, AWS itself, or has an administrator's policy, directly or through a group."""
    if call.principal.administrator:
        return True
    kind, _, rest = call.principal.arn.split(":", 5)[5].partition("/")
    if kind == "root":
        return True
    if kind == "assumed-role":
        return _attached("role", rest.partition("/")[0])
    name = rest.rpartition("/")[2]
    groups = [group for group in moto_state.iam_names("group") if name in moto_state.iam_group_members(group)]
    return _attached("user", name) or any(_attached("group", group) for group in groups)


def _attached(kind: str, name: str) -> bool:
    found = moto_state.iam_entity(kind, name)
    return found is not None and bool(ADMINISTRATORS & set(found.attached))


def owns(call: ApiCall, environment: Environment) -> bool:
    """Whether the caller is the environment's one owner."""
    return call.principal.arn == environment.owner.arn


def owner_only(call: ApiCall, environment: Environment) -> None:
    """Refuse everybody but the owner and administrators."""
    if not owns(call, environment) and not is_administrator(call):
        raise not_authorized(call.principal.arn, call.operation, environment.arn)


def members_only(call: ApiCall, environment: Environment) -> None:
    """Refuse everybody but the owner, the members and administrators."""
    if call.principal.arn not in environment.members:
        owner_only(call, environment)


def administrators_only(call: ApiCall, resource: str = "*") -> None:
    """Refuse everybody but administrators."""
    if not is_administrator(call):
        raise not_authorized(call.principal.arn, call.operation, resource)
