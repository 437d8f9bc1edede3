"""The door of every KMS operation: the form of its values, and the key that it names.

Whether the caller may do it has been asked already, as for every operation (`authorization`), with the key's own policy
(`rights.py`). Here the administrator is asked, too, because a key's policy stands above the account's.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from c9lib.policy import Context, Decision
from c9lib.policy.actions import Requirement
from c9lib.simulator import limits, models, moto_kms
from c9lib.simulator.api import ACCOUNT, Answer, ApiCall, ApiError, operation
from c9lib.simulator.authorization import asked, context, decisions, wording
from c9lib.simulator.moto_kms import Key
from c9lib.simulator.services.kms import rights

KeyHandler = Callable[[ApiCall, Key], Answer]
Handler = Callable[[ApiCall], Answer]
KEY_ID = re.compile(r"(mrk-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}", re.IGNORECASE)


def kms(name: str) -> Callable[[Handler], Handler]:
    """Register the answer to an operation that is about no key in particular."""

    def register(handler: Handler) -> Handler:
        def checked(call: ApiCall) -> Answer:
            _check_form(call)
            moto_kms.furnish(call.region, call.world.clock.now)
            _check_administrator(call)
            return handler(call)

        operation("kms", name)(checked)
        return handler

    return register


def on_key(name: str, *, member: str = "KeyId", aliases: bool = False) -> Callable[[KeyHandler], KeyHandler]:
    """Register the answer to an operation on the key that `member` names, by an alias where `aliases` are taken."""

    def register(handler: KeyHandler) -> KeyHandler:
        def checked(call: ApiCall) -> Answer:
            return handler(call, named(call, call.params[member], aliases=aliases))

        kms(name)(checked)
        return handler

    return register


def _check_form(call: ApiCall) -> None:
    model = models.operation_model(call.service, call.operation)
    found = limits.violations(model.input_shape, call.params) if model and model.input_shape else []
    if found:
        raise ApiError("ValidationException", limits.refuse(found).message)


def named(call: ApiCall, told: str, *, aliases: bool) -> Key:
    """The key of an id, an ARN, an alias or an alias's ARN. Raises NotFoundException."""
    name = _own_name(call, told)
    is_alias = name.startswith("alias/")
    found = moto_kms.find(call.region, name) if aliases or not is_alias else None
    if found is not None:
        return found
    if is_alias and aliases:
        raise ApiError("NotFoundException", f"Alias {_arn(call, name)} is not found.")
    if not KEY_ID.fullmatch(name):
        raise ApiError("NotFoundException", f"Invalid keyId '{told}'")
    raise ApiError("NotFoundException", f"Key '{_arn(call, f'key/{name}')}' does not exist")


def _own_name(call: ApiCall, told: str) -> str:
    """A key's id or an alias's name, without the rest of its ARN."""
    if not told.startswith("arn:"):
        return told
    _, _, service, region, account, resource = (told + ":::::").split(":", 5)
    if (service, region) != ("kms", call.region):
        raise ApiError("NotFoundException", f"Invalid arn {region}")
    if account != ACCOUNT:
        raise _elsewhere(call, told)
    return resource.rstrip(":").removeprefix("key/")


def _elsewhere(call: ApiCall, arn: str) -> ApiError:
    """What KMS says of another account's key that lets nobody of this account in; no other one is simulated."""
    why = "the resource does not exist in this Region, no resource-based policies allow access"
    told = f"User: {call.principal.arn} is not authorized to perform: kms:{call.operation} on resource: {arn}"
    return ApiError(
        "AccessDeniedException", f"{told} because {why}, or a resource-based policy explicitly denies access"
    )


def _arn(call: ApiCall, resource: str) -> str:
    return f"arn:aws:kms:{call.region}:{ACCOUNT}:{resource}"


def _check_administrator(call: ApiCall) -> None:
    """Raise AccessDeniedException where a key keeps the administrator out: nobody else is let pass unasked."""
    if not call.principal.administrator or call.principal.service:
        return
    request = asked.of_call(call)
    for need, _, decision in decisions(call.world, request):
        if not decision.allowed:
            raise wording.refusal(request, need, decision)


def check_rights(call: ApiCall, key: Key) -> None:
    """Raise AccessDeniedException when a further key, which the request doesn't name, keeps the caller out."""
    action = f"kms:{call.operation}"
    decision = decided(call, action, key)
    if not (decision.allowed or call.principal.service):
        raise wording.refusal(asked.of_call(call), Requirement(action, key.arn), decision)


def decided(call: ApiCall, action: str, key: Key) -> Decision:
    """Whether the caller may do something with a key, in the circumstances of this request."""
    return rights.decide(call.world, call.principal, action, key, Context(context.of(call.world, asked.of_call(call))))
