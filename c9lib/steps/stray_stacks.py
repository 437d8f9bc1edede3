"""Stacks `aws-cloud9-…` that failed and carry no deployment's tag: told, and left alone (facts 6.1, 10.16).

A launch by hand, or by somebody who took the tags away, leaves one. It counts against the quota of stacks; whose it is,
its name alone doesn't say.
"""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.checks.commands import command
from c9lib.steps.base import translated
from c9lib.steps.reading import tag
from c9lib.steps.removing import FAILED, STACK_PREFIX
from c9lib.steps.stack_names import all_stacks


def strays(session: Session) -> tuple[str, ...]:
    """One sentence for each failed stack of an environment with this deployment's name. Raises `AwsError`."""
    prefix = f"{STACK_PREFIX}{session.parameters.environment_name}-"
    with translated(session):
        there = all_stacks(session)
    found = sorted(
        (str(one["StackName"]), str(one["StackStatus"]))
        for one in there
        if one["StackName"].startswith(prefix)
        and one["StackStatus"] in FAILED
        and not tag(one.get("Tags", ()), DEPLOYMENT_TAG)
    )
    return tuple(
        f"The stack {name} is {status} and carries no deployment's tag, so it stays. If it is yours:"
        f" {command(session.region, 'cloudformation', 'delete-stack', '--stack-name', name)}"
        for name, status in found
    )
