"""Who shares the environment, compared with `members`; the commands run as they stand."""

from __future__ import annotations

ACCOUNT = "123456789012"
LEARNER = f"arn:aws:iam::{ACCOUNT}:user/c9-learner"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:user/Administrator"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def check(ask, *members: str, **more: object):
    return ask("environment.members", members=list(members), **more)


def test_nobody_named_is_nobody_compared(ask, environment):
    assert check(ask).status == "skip"
    assert check(ask, LEARNER, environment_id=environment).status == "skip"


def test_without_an_environment_there_is_nothing_to_share(ask):
    found = check(ask, LEARNER)
    assert found.status == "skip"
    assert "environment.lifecycle" in found.evidence


def test_who_is_missing_is_invited_by_the_remedy(ask, mend, environment):
    found = check(ask, LEARNER, ROOT)
    assert (found.status, found.reason) == ("fail", "NotFoundException")
    assert f"{LEARNER}: not a member; {ROOT}: not a member" in found.evidence
    mend(found)
    found = check(ask, LEARNER, ROOT)
    assert (found.status, found.evidence) == ("ok", f"{LEARNER}: read-write; {ROOT}: read-write")


def test_who_may_only_read_may_write_by_the_remedy(ask, mend, aws, environment):
    told = {"environmentId": environment, "userArn": LEARNER, "permissions": "read-only"}
    aws("cloud9").create_environment_membership(**told)
    found = check(ask, LEARNER)
    assert (found.status, found.evidence) == ("warn", f"{LEARNER}: read-only")
    mend(found)
    assert check(ask, LEARNER).status == "ok"


def test_others_are_named_and_no_fault(ask, aws, environment):
    told = {"environmentId": environment, "permissions": "read-write"}
    for arn in (LEARNER, ROOT):
        aws("cloud9").create_environment_membership(**told, userArn=arn)
    found = check(ask, LEARNER)
    assert found.status == "ok"
    assert found.evidence.endswith(f"{ROOT}: read-write, not in members")


def test_the_owner_is_no_member_that_lacks(ask, environment):
    found = check(ask, ADMINISTRATOR)
    assert (found.status, found.evidence) == ("ok", f"{ADMINISTRATOR}: owner")
