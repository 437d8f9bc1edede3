"""Questions to the account, each answered with status, evidence, cause and remedy; and the verdict over all of them.

checks.of(session, ["role", "profile"])         # a step's own questions
checks.verdict(session)                         # everything about the deployment's environment
checks.verdict(session, instance_id="i-...")    # everything about any EC2 instance
"""

from c9lib.checks.asking import of, verdict

__all__ = ["of", "verdict"]
