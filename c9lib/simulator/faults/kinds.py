"""The kinds of faults: their names, what each does, and what it is for."""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.simulator.faults import limited

LATE_SECONDS = 10.0
"""How far behind a replica of IAM or EC2 may be unless said otherwise, in simulated seconds: that is how long IAM's
own news take here (`durations.IAM_PROPAGATION`)."""
LONGEST_HOLD = 600.0
"""No answer is held up for longer, in seconds of wall time; AWS's clients give up after 60."""
LONGEST_DELAY = 3600.0
"""No replica is further behind, in simulated seconds: IAM's slowest news took an hour (facts 5.11)."""


@dataclass(frozen=True)
class Kind:
    """A kind of fault. `seconds` is the greatest that it takes (0: it takes none), `usual` what it takes unless told
    (0: it has to be told)."""

    name: str
    what: str
    seconds: float = 0.0
    usual: float = 0.0
    services: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    """What it can be for; () means every service, every operation."""
    carried_out: bool = False
    """Whether a request that meets it is carried out all the same."""


ALL = (
    Kind("throttle", "the service's own throttling error"),
    Kind("error-500", "an internal error of the service"),
    Kind("error-503", "the service is unavailable"),
    Kind("drop", "the connection is closed without an answer, and nothing is carried out"),
    Kind("lost", "the request is carried out, and the connection closed before the answer", carried_out=True),
    Kind("slow", "the answer takes `seconds` longer", seconds=LONGEST_HOLD, carried_out=True),
    Kind(
        "late",
        f"IAM and EC2 show changes up to `seconds` later ({LATE_SECONDS:g} unless said)",
        seconds=LONGEST_DELAY,
        usual=LATE_SECONDS,
        services=("ec2", "iam"),
        carried_out=True,
    ),
    Kind(
        "capacity",
        "no capacity for an instance, whoever launches it",
        services=("ec2",),
        operations=("RunInstances", "StartInstances"),
    ),
    Kind(
        "quota",
        "the operation's own quota is used up",
        services=("cloud9", "cloudformation", "ec2", "iam"),
        operations=limited.OPERATIONS,
    ),
    Kind("expired", "the caller's credentials have expired"),
)
KINDS = {kind.name: kind for kind in ALL}
AT_THE_DOOR = frozenset({"late", "capacity", "quota"})
"""Kinds that are decided where the operation's parameters are known and the caller's rights are asked."""
