"""Session documents: AWS's own, which moto lacks, and those of the account."""

from __future__ import annotations

from c9lib.simulator.api import ApiCall, ApiError

SHELL = "SSM-SessionManagerRunShell"
"""The document of a shell, when a request names none."""

AWS_OWNED = (
    "AWS-StartSSHSession",
    "AWS-StartPortForwardingSession",
    "AWS-StartPortForwardingSessionToRemoteHost",
    "AWS-StartPortForwardingSessionToSocket",
    "AWS-StartInteractiveCommand",
    "AWS-StartNonInteractiveCommand",
    "AWS-PasswordReset",
    SHELL,
)
"""Session documents that every account has (Systems Manager User Guide, "Start a session")."""


def check_session_document(call: ApiCall) -> str:
    """The document of a session. Raises InvalidDocument for an unknown one, and for one that isn't for sessions."""
    asked: str = call.params.get("DocumentName") or SHELL
    name = asked.rpartition("document/")[2] if asked.startswith("arn:") else asked
    if name in AWS_OWNED:
        return asked
    try:
        found = call.world.moto("ssm", "DescribeDocument", call.region, {"Name": name})["Document"]
    except ApiError:
        raise ApiError("InvalidDocument", f"Document with name {name} does not exist.") from None
    if found["DocumentType"] != "Session":
        told = f"Document type: '{found['DocumentType']}' is not supported."
        raise ApiError("InvalidDocument", f"{told} Only type: 'Session' is supported for Session Manager.")
    return asked
