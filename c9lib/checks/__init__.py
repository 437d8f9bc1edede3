"""Questions to the account, each answered with status, evidence, cause and remedy; and the verdict over all of them.

checks.of(session, ["role", "profile"])         # a step's own questions
checks.verdict(session)                         # everything about the deployment's environment
checks.verdict(session, instance_id="i-...")    # everything about any EC2 instance
checks.verdicts(session)                        # everything about every environment of the Region, in few calls
checks.ways_out(session)                        # the ways out of its instance or subnet, station by station
checks.landscape(session)                       # the network around it, to be drawn
checks.chain(session)                           # what must hold so that it is reached, link by link
"""

from c9lib.checks.asking import of, verdict, ways_out
from c9lib.checks.chain import chain
from c9lib.checks.landscape import landscape
from c9lib.checks.many import verdicts

__all__ = ["chain", "landscape", "of", "verdict", "verdicts", "ways_out"]
