"""The door to AWS, simulated or real: clients, the account gate, the recording of calls, waits, and errors for
people."""

from c9lib.aws.credentials import Credentials
from c9lib.aws.failures import error_code
from c9lib.aws.outcomes import outcome_unknown
from c9lib.aws.pace import Pace
from c9lib.aws.session import Identity, Session, connect

__all__ = ["Credentials", "Identity", "Pace", "Session", "connect", "error_code", "outcome_unknown"]
