"""Is there room for one more environment? (facts 3.5)"""

from __future__ import annotations

from c9lib.checks import environments as environments_of
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check

PER_ACCOUNT, PER_ACCOUNT_CODE = 200, "L-8ECD6BDB"
PER_USER, PER_USER_CODE = 100, "L-C1302C17"


@asks("quota.environments", "Is there room for one more EC2 environment?")
def environments(question: Question, seen: Snapshot) -> Check:
    """Facts 3.5: 200 EC2 environments per account and Region, 100 per user, unless raised. Full is only a warning."""
    if seen.environment and not environments_of.first_page(seen.reader)[1]:
        return question.skip(f"there are more than {environments_of.AT_ONCE}; they are counted before a launch only")
    found = [one for one in seen.environments if one["type"] == "ec2"]
    mine = [one for one in found if one["ownerArn"] == seen.session.identity.arn]
    evidence = (
        f"{len(found)} of {PER_ACCOUNT} in {seen.region}, {len(mine)} of {PER_USER} of {seen.session.identity.arn}"
    )
    if len(found) < PER_ACCOUNT and len(mine) < PER_USER:
        return question.ok(evidence)
    full, code = (PER_ACCOUNT, PER_ACCOUNT_CODE) if len(found) >= PER_ACCOUNT else (PER_USER, PER_USER_CODE)
    words = ("--service-code", "cloud9", "--quota-code", code, "--desired-value", str(2 * full))
    return question.warn(
        evidence,
        cause=f"The default quota {code} is used up; unless it was raised, the next environment is refused.",
        reason="LimitExceededException",
        remedy=(seen.command("service-quotas", "request-service-quota-increase", *words),),
    )
