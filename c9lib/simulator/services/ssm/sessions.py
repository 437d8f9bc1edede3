"""Sessions: started on a connected node, ended by TerminateSession or with their instance (facts 7.5).

There is no data channel behind the address that StartSession gives: a session exists for the API, not for typing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2.machine import lives
from c9lib.simulator.services.ssm import limits
from c9lib.simulator.services.ssm.documents import check_session_document
from c9lib.simulator.services.ssm.nodes import is_connected
from c9lib.simulator.services.ssm.pages import page
from c9lib.simulator.services.ssm.session_filters import passes
from c9lib.simulator.services.ssm.session_store import Session, sessions

PAGE = 50
"""Sessions on a page when a request doesn't say (estimate)."""


@operation("ssm", "StartSession")
def start_session(call: ApiCall) -> Answer:
    """Begin a session. Raises InvalidDocument, or TargetNotConnected for what isn't a connected node of the Region."""
    # Drawn before anything is asked, so that the id depends on the request alone.
    number, token = call.world.hex(17), call.world.hex(64)
    limits.check(call)
    target, document = call.params["Target"], check_session_document(call)
    if not is_connected(call, target):
        raise ApiError("TargetNotConnected", f"{target} is not connected.")
    session_id = f"{call.principal.arn.rpartition('/')[2]}-{number}"
    sessions(call.world, call.region)[session_id] = Session(
        id=session_id,
        target=target,
        owner=call.principal.arn,
        owner_id=call.principal.user_id,
        document=document,
        reason=call.params.get("Reason", ""),
        started=call.world.clock.now,
        turn=len(_turns(call, target)),
    )
    return _opened(call, session_id, token)


@operation("ssm", "ResumeSession")
def resume_session(call: ApiCall) -> Answer:
    """Reconnect to a session that was cut off. Raises DoesNotExistException for one that isn't there or has ended."""
    token = call.world.hex(64)
    limits.check(call)
    session = _found(call)
    if _ended(call, session) is not None:
        raise ApiError("DoesNotExistException", f"Session {session.id} has ended.")
    if not is_connected(call, session.target):
        raise ApiError("TargetNotConnected", f"{session.target} is not connected.")
    return _opened(call, session.id, token)


@operation("ssm", "TerminateSession")
def terminate_session(call: ApiCall) -> Answer:
    """End a session for good; ending it again changes nothing."""
    limits.check(call)
    session = _found(call)
    if _ended(call, session) is None:
        session.ended = call.world.clock.now
    return {"SessionId": session.id}


@operation("ssm", "DescribeSessions")
def describe_sessions(call: ApiCall) -> Answer:
    """The sessions that are open (`Active`), or those that have ended (`History`), newest first."""
    limits.check(call)
    wanted_open = call.params["State"] == "Active"
    shown = [
        _shown(call, one)
        for one in sessions(call.world, call.region).values()
        if (_ended(call, one) is None) == wanted_open
    ]
    found = [one for one in reversed(shown) if passes(one, call.params.get("Filters", []))]
    return page(call, "Sessions", found, call.params.get("MaxResults") or PAGE)


def _opened(call: ApiCall, session_id: str, token: str) -> Answer:
    host = f"ssmmessages.{call.region}.amazonaws.com"
    address = f"wss://{host}/v1/data-channel/{session_id}?role=publish_subscribe"
    return {"SessionId": session_id, "TokenValue": token, "StreamUrl": address}


def _found(call: ApiCall) -> Session:
    session_id = call.params["SessionId"]
    session = sessions(call.world, call.region).get(session_id)
    if session is None:
        raise ApiError("DoesNotExistException", f"Session {session_id} does not exist.")
    return session


def _ended(call: ApiCall, session: Session) -> float | None:
    """When a session ended: by TerminateSession, or when its instance was stopped or terminated."""
    if session.ended is None:
        return next(iter(_turns(call, session.target)[session.turn :]), None)
    return session.ended


def _turns(call: ApiCall, instance_id: str) -> list[float]:
    return lives(call.world, call.region).turns.get(instance_id, [])


def _shown(call: ApiCall, session: Session) -> dict[str, Any]:
    ended = _ended(call, session)
    told: dict[str, Any] = {
        "SessionId": session.id,
        "Target": session.target,
        "Status": "Connected" if ended is None else "Terminated",
        "StartDate": datetime.fromtimestamp(session.started, UTC),
        "DocumentName": session.document,
        "Owner": session.owner,
        "AccessType": "Standard",
    }
    if session.reason:
        told["Reason"] = session.reason
    if ended is not None:
        told["EndDate"] = datetime.fromtimestamp(ended, UTC)
    return told
