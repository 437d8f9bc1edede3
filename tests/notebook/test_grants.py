"""The grants side by side: decided by evaluation of the documents."""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.notebook import Guide, grants
from c9lib.notebook.notes import Notes
from c9lib.steps.access import AccessStep
from tests.steps.conftest import address, boto_session, connected, front, one_boto_session, session

__all__ = ["address", "boto_session", "connected", "front", "one_boto_session", "session"]

NO = "–"
EXPECTED = {  # page for Cloud9, page for CloudFormation, statements, AWSCloud9User, custom policy (facts 5.5, 5.7, 5.8)
    "start a session, through Cloud9": ("1", NO, "1", "6", "6"),
    "start it through CloudFormation": (NO, "1", "1", NO, NO),
    "start it in a terminal": (NO, NO, NO, NO, NO),
    "with the document for it": ("2", "2", "2", "7", "7"),
    "ask whether it is connected": (NO, NO, "1", "6", NO),
    "open its data channel": (NO, NO, "3", "8", NO),
    "create an environment": (NO, NO, NO, "2", "2"),
    "create one for somebody else": (NO, NO, NO, NO, NO),
    "pass the role to EC2": (NO, NO, NO, NO, "10"),
}


def test_every_cell_is_the_statement_that_decides(session: Session) -> None:
    table = grants(Guide(AccessStep(session), Notes("access", session)))
    found = {row[0]: tuple(cell.removeprefix("statement ") for cell in row[1:]) for row in table.rows}
    assert found == EXPECTED
    assert {call.operation for call in session.calls} == {"GetCallerIdentity", "GetPolicy", "GetPolicyVersion"}
