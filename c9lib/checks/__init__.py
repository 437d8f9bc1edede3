"""Questions to the account, each answered with status, evidence, cause and remedy; and the verdict over all of them.

checks.of(session, ["role", "profile"])         # a step's own questions
checks.verdict(session)                         # everything about the deployment's environment
checks.verdict(session, instance_id="i-...")    # everything about any EC2 instance
checks.verdicts(session)                        # everything about every environment of the Region, in few calls
checks.ways_out(session)                        # the ways out of its instance or subnet, station by station
"""

from c9lib.checks.asking import of, verdict, ways_out
from c9lib.checks.many import verdicts

__all__ = ["of", "verdict", "verdicts", "ways_out"]
