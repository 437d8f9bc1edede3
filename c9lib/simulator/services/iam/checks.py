"""What IAM checks of every request before it does anything: the form of each value, and that what is named exists."""

from __future__ import annotations

from c9lib.simulator import limits, models, moto_state
from c9lib.simulator.api import ApiCall, ApiError
from c9lib.simulator.services.iam.refusals import missing, refused, taken

NAMES = {"RoleName": "role", "UserName": "user", "GroupName": "group", "InstanceProfileName": "instance profile"}
NAME_PATTERN = r"[\w+=,.@-]+"
PATH_SHAPES = ("pathType", "policyPathType")
SERVICE_LINKED = "/aws-service-role/"


def checked(call: ApiCall, *, new: str = "") -> None:
    """Raise what AWS raises for values out of form (ValidationError) and names that don't exist (NoSuchEntity).

    `new` is the member that names what the call makes: it mustn't be taken, in whatever case or path (facts 5.10).
    A user name that is left out means the caller's own.
    """
    check_form(call)
    _own_name(call)
    for member, kind in NAMES.items():
        name = call.params.get(member)
        if name is None:
            continue
        if member == new:
            check_free(kind, name)
        elif name not in moto_state.iam_names(kind):
            raise missing(kind, name)


def check_form(call: ApiCall) -> None:
    """Lengths, patterns, enums and numbers by botocore's model of the operation."""
    model = models.operation_model(call.service, call.operation)
    if model is None or model.input_shape is None:
        return
    found = limits.violations(model.input_shape, call.params)
    shapes = {name[0].lower() + name[1:]: member.name for name, member in model.input_shape.members.items()}
    for violation in found:
        if violation.pattern:
            raise _out_of_form(violation, shapes.get(violation.where, ""))
    if found:
        raise limits.refuse(found)


def _out_of_form(violation: limits.Violation, shape: str) -> ApiError:
    start = f"The specified value for {violation.where} is invalid. It must"
    if shape in PATH_SHAPES:
        return refused(
            "ValidationError",
            f"{start} begin and end with / and contain only alphanumeric characters and/or / characters.",
        )
    if violation.pattern == NAME_PATTERN:
        return refused("ValidationError", f"{start} contain only alphanumeric characters and/or the following: +=,.@_-")
    return limits.refuse([violation])


def check_free(kind: str, name: str) -> None:
    """Raise EntityAlreadyExists when the name is taken; names differ only when they differ in more than case."""
    if name.lower() in {known.lower() for known in moto_state.iam_names(kind)}:
        raise taken(kind, name)


def check_modifiable(call: ApiCall) -> None:
    """Raise UnmodifiableEntity for a service-linked role, unless AWS itself calls."""
    role = moto_state.iam_entity("role", call.params["RoleName"])
    if role and role.path.startswith(SERVICE_LINKED) and not call.principal.service:
        told = f"Cannot perform the operation on the protected role '{role.name}' - this role is only modifiable by AWS"
        raise refused("UnmodifiableEntity", told)


def _own_name(call: ApiCall) -> None:
    model = models.operation_model(call.service, call.operation)
    shape = model.input_shape if model else None
    if (
        shape is None
        or "UserName" not in shape.members
        or "UserName" in shape.required_members
        or "UserName" in call.params
    ):
        return
    if call.principal.kind != "user":
        raise refused("ValidationError", "Must specify userName when calling with non-User credentials")
    call.params["UserName"] = call.principal.name
