"""To whom a run grants something on the simulated AWS where `access_for` names nobody: the user that the account comes
with, so that there is something to see. A plan, a notebook and a rehearsal all ask here, and so tell of the same run.
"""

from __future__ import annotations

from c9lib.parameters.model import Parameters

LEARNER = "user/c9-learner"
"""A user that every simulated account has from its beginning."""


def as_run(asked: Parameters) -> Parameters:
    """The parameters as a run takes them. A name that is given is left as it is; on a real account nobody is added."""
    if asked.target != "simulated" or asked.access_for:
        return asked
    return asked.model_copy(update={"access_for": (LEARNER,)})
