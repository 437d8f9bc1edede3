"""IAM and EC2 are eventually consistent: whoever reads may be answered by a replica that is behind (facts 5.11; EC2
API reference, "Eventual consistency").

Two things show it. A read gets the answer that was right a moment ago. And a request that names what was just made is
refused: it isn't known yet; a list that is filtered by it is empty. What is decided in one place isn't late: unique
names, ranges of addresses, idempotency tokens.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from c9lib.simulator import models
from c9lib.simulator.answers import Response
from c9lib.simulator.api import Answer, ApiCall, ApiError
from c9lib.simulator.faults.chances import Chances
from c9lib.simulator.faults.memory import Memory
from c9lib.simulator.faults.turn import Turn
from c9lib.simulator.services.ec2 import lookups
from c9lib.simulator.services.iam.checks import NAMES
from c9lib.simulator.services.iam.refusals import missing, no_policy
from c9lib.simulator.wire import Request

MADE_IN_EC2 = {
    "AllocateAddress": "eipalloc",
    "CreateInternetGateway": "igw",
    "CreateNatGateway": "nat",
    "CreateNetworkAcl": "acl",
    "CreateNetworkInterface": "eni",
    "CreateRouteTable": "rtb",
    "CreateSecurityGroup": "sg",
    "CreateSubnet": "subnet",
    "CreateVpc": "vpc",
    "CreateVpcEndpoint": "vpce",
    "RunInstances": "i",
}
"""What each operation makes, by how its ids begin."""
MADE_IN_IAM = {
    "CreateGroup": "GroupName",
    "CreateInstanceProfile": "InstanceProfileName",
    "CreateRole": "RoleName",
    "CreateUser": "UserName",
}
"""The member that names what each operation makes."""
POLICY_ARN = re.compile(r"<Arn>(arn:aws:iam::\d+:policy/[^<]+)</Arn>")
ROUTE_TARGETS = {
    "nat": ("InvalidNatGatewayID.NotFound", "The natGateway ID '{}' does not exist"),
}
"""What is said otherwise of the target of a route."""
NO_NAMES = ("ClientToken", "Description", "Tags", "TagSpecifications", "UserData")
"""Members in which an id or a name is only text."""
REQUEST_ID = re.compile(rb"<(?:[Rr]equestI[dD])>[^<]*<")


def instead(call: ApiCall, chances: Chances) -> Answer | None:
    """An empty list, where a replica doesn't know yet what a request asks for; None where it is as up to date as it has
    to be for that. Raises `ApiError` where it doesn't know what a request names."""
    memory, turn = chances.memory, chances.turn
    if memory is None or turn is None:
        return None
    turn.late = chances.at_the_door("late", call.service, call.operation)
    if turn.late is None:
        return None
    since = call.world.clock.now - turn.late.fault.seconds
    for name, filtered, refusal in _named(call):
        if memory.made.get(name, since - 1) < since:
            continue
        turn.meets(turn.late)
        if not filtered:
            raise refusal
        return _nothing(call)
    return None


def seen(turn: Turn, request: Request, response: Response, now: float) -> Response:
    """The answer to a request that was carried out, or what was right a moment before, if it is a read and a replica
    that is behind has it."""
    memory = turn.chances.memory
    if memory is None or request.service not in ("ec2", "iam") or turn.note.fault == "late":
        return response  # what a replica said at the door (`instead`) is no answer to remember
    if not models.is_read(request.operation):
        _learn(memory, request, response, now)
        return response
    try:
        read = _key(request)
    except ApiError:
        return response  # what can't be read has no earlier answer
    earlier = [] if turn.late is None else memory.earlier(read, now - turn.late.fault.seconds)
    memory.keep(read, response)
    others = [one for one in earlier if _content(one) != _content(response)]
    if turn.late is None or not others:
        return response
    turn.meets(turn.late)
    return turn.late.random.choice(others)


def _named(call: ApiCall) -> Iterator[tuple[str, bool, ApiError]]:
    """What a request names: as `Memory.made` has it, whether only a filter does, and the refusal when it is unknown."""
    if call.service == "ec2":
        for value, filtered in _texts(call.params, filtered=False):
            kind = value.partition("-")[0]
            if kind in lookups.UNKNOWN and value != kind:
                yield value, filtered, _unknown(call, kind, value)
        return
    for member, kind in NAMES.items():
        name = call.params.get(member)
        if name is not None and MADE_IN_IAM.get(call.operation) != member:
            yield f"{kind}/{name}", False, missing(kind, name)
    arn = str(call.params.get("PolicyArn", ""))
    if arn:
        yield arn, False, no_policy(arn, attaching=call.operation.startswith("Attach"))


def _unknown(call: ApiCall, kind: str, value: str) -> ApiError:
    if call.operation in ("CreateRoute", "ReplaceRoute") and kind in ROUTE_TARGETS:
        code, told = ROUTE_TARGETS[kind]
        return ApiError(code, told.format(value))
    return lookups.unknown(kind, value)


def _texts(value: Any, *, filtered: bool) -> Iterator[tuple[str, bool]]:
    """All texts of parameters, and whether each stands in a filter."""
    if isinstance(value, str):
        yield value, filtered
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, filtered=filtered)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in NO_NAMES:
                yield from _texts(one, filtered=filtered or name == "Filters")


def _nothing(call: ApiCall) -> Answer:
    model = models.operation_model(call.service, call.operation)
    members: dict[str, Any] = model.output_shape.members if model and model.output_shape else {}
    return {name: [] for name, shape in members.items() if shape.type_name == "list"}


def _learn(memory: Memory, request: Request, response: Response, now: float) -> None:
    """Remember what a write has made, and when."""
    if response.status >= 400:
        return
    text = response.body.decode("utf-8", "replace")
    if request.service == "ec2":
        prefix = MADE_IN_EC2.get(request.operation)
        made = re.findall(rf"(?<=>){prefix}-[0-9a-f]+(?=<)", text) if prefix else []
    elif request.operation == "CreatePolicy":
        made = POLICY_ARN.findall(text)
    else:
        member = MADE_IN_IAM.get(request.operation)
        made = [f"{NAMES[member]}/{request.params()[member]}"] if member else []
    for name in made:
        memory.made.setdefault(name, now)


def _key(request: Request) -> str:
    params = json.dumps(request.params(), sort_keys=True, default=str)
    return "/".join((request.service, request.region, request.access_key, request.operation, params))


def _content(response: Response) -> bytes:
    """An answer without the id of its request, which is another one each time."""
    return REQUEST_ID.sub(b"", response.body)
