"""What an instance gets its rights from: its profile, the role in it, and the metadata service that hands them out.

Cloud9's own profile is looked at by `role.*` and `profile.*`. Another one is the application's: its role gets what
sessions need, and the profile stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy

from c9lib.checks import profile as _profile  # noqa: F401 - registers its questions, which _prepared asks
from c9lib.checks import role as _role  # noqa: F401 - as above
from c9lib.checks.agent_requests import Agent
from c9lib.checks.away import heard
from c9lib.checks.commands import as_json
from c9lib.checks.documented import AWS_POLICIES, CLOUD9_PROFILE, EC2, PROFILE
from c9lib.checks.iam_commands import on_iam
from c9lib.checks.reader import Answer
from c9lib.checks.registry import Question, answer, questions
from c9lib.checks.session_rights import Mending, SessionRights, judged_rights, session_rights
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.trust import is_open, reason, remedy, untrusted, why
from c9lib.nouns import Check
from c9lib.policy import Decision

MANAGED_CORE = f"{AWS_POLICIES}AmazonSSMManagedInstanceCore"
SPREADS = 15
"""Seconds for IAM's news to reach EC2. AWS names none; the waiter alone only proves that IAM answers (facts 5.11)."""
NO_RIGHTS = "implicitDeny ssm:UpdateInstanceInformation"


def judged_profile(question: Question, seen: Snapshot) -> Check:
    """Facts 5.2, 10.9: Cloud9's profile, or another one whose role is allowed the same five actions."""
    found, arn = seen.alive, seen.profile_arn
    if not arn:
        return question.fail(
            f"{found['InstanceId']} has no instance profile",
            cause="The agent has no credentials to register with.",
            reason=NO_RIGHTS,
            remedy=(*_prepared(seen), _worn(seen, found["InstanceId"]), _again(seen)),
        )
    if found.get("MetadataOptions", {}).get("HttpEndpoint") == "disabled":
        return _no_metadata(question, seen)
    return question.ok(arn) if arn.endswith(CLOUD9_PROFILE) else _another(question, seen, arn)


def _no_metadata(question: Question, seen: Snapshot) -> Check:
    """Facts 7.4: the agent finds its credentials, its instance and its Region there."""
    words = ("--instance-id", seen.alive["InstanceId"], "--http-endpoint", "enabled")
    return question.fail(
        f"{seen.alive['InstanceId']}: its instance metadata service is off (HttpEndpoint disabled)",
        cause="The agent gets the profile's credentials from the instance metadata service, and from nowhere else.",
        reason="HttpEndpoint disabled",
        remedy=(seen.command("ec2", "modify-instance-metadata-options", *words), _again(seen)),
    )


def _another(question: Question, seen: Snapshot, arn: str) -> Check:
    """The application's profile: it stays, and its role gets what it lacks."""
    name = arn.rsplit("/", 1)[-1]
    found = seen.iam.profile(name)
    if found is None:
        return question.fail(
            f"{arn} doesn't exist any more",
            cause="Without it there are no credentials.",
            reason="NoSuchEntity",
            remedy=(*_prepared(seen), _worn(seen, seen.alive["InstanceId"]), _again(seen)),
        )
    if not found["Roles"]:
        add = "aws iam add-role-to-instance-profile"
        words = f"# Put the application's role into it: {add} --instance-profile-name {name} --role-name …"
        cause = "Sessions need five actions of the profile's role."
        return question.fail(f"{arn}; it holds no role", cause=cause, reason=NO_RIGHTS, remedy=(words,))
    return _its_role(question, seen, arn, found["Roles"][0])


def _its_role(question: Question, seen: Snapshot, arn: str, role: Answer) -> Check:
    name, document = role["RoleName"], role["AssumeRolePolicyDocument"]
    agent = Agent(seen.session.account_id, seen.region, role["Arn"], seen.alive["InstanceId"])
    rights = session_rights(seen.reader, agent)
    kept_out = untrusted(document, [EC2], seen.session.account_id)
    if kept_out and not (is_open(kept_out) and heard(seen)):
        mend = remedy(name, document, kept_out, seen.session.account_id)
        return question.fail(
            f"{arn}; role {name}: {EC2} may not assume it{_because(kept_out)}: {as_json(document)}",
            cause="Without that EC2 hands out no credentials of the role, whatever it is allowed.",
            reason=reason(kept_out),
            remedy=(mend,) if mend.startswith("# ") else (mend, *_allowed_too(rights, name), _again(seen)),
        )
    if rights.lacking:
        mending = Mending(agent, MANAGED_CORE, (_again(seen),))
        return judged_rights(question, seen.reader, rights, f"{arn}; role {name}: {rights}", mending)
    unseen = f" ({rights.unseen})" if rights.unseen else ""
    return question.ok(f"{arn}, whose role {name} is allowed all five actions{unseen}")


def _because(kept_out: Mapping[str, Decision]) -> str:
    told = why(kept_out)
    return f" ({told})" if told else ""


def _allowed_too(rights: SessionRights, role: str) -> Iterator[str]:
    """What the role's policies lack is mended with its trust, where one more policy mends it."""
    lacks = {one.decision.outcome for one in rights.denied()}
    if lacks == {"implicitDeny"} and rights.denied("identity"):
        yield on_iam("attach-role-policy", "--role-name", role, "--policy-arn", MANAGED_CORE)


def _prepared(seen: Snapshot) -> Iterator[str]:
    """What Cloud9's role and profile lack before an instance alone gets them; an environment's are asked anyway."""
    if not seen.instance_id:
        return
    before = copy(seen)
    before.will_wear_cloud9s_profile = True
    checks = (answer(*one, before) for family in ("role", "profile") for one in questions(family))
    lines = [line for check in checks if check.status == "fail" for line in check.remedy]
    yield from lines
    if lines:  # EC2 sees IAM's news some seconds later, and refuses the profile until then (facts 5.11)
        known = seen.command("iam", "wait", "instance-profile-exists", "--instance-profile-name", PROFILE)
        yield f"{known} && sleep {SPREADS}"


def _worn(seen: Snapshot, instance_id: str) -> str:
    """Gives the instance Cloud9's profile: a new association, or the one that it has with another profile."""
    worn = ("--iam-instance-profile", f"Name={PROFILE}")
    now = _associations(seen, instance_id) if seen.profile_arn else []
    if not now:
        return seen.command("ec2", "associate-iam-instance-profile", "--instance-id", instance_id, *worn)
    words = ("--association-id", now[0]["AssociationId"], *worn)
    return seen.command("ec2", "replace-iam-instance-profile-association", *words)


def _associations(seen: Snapshot, instance_id: str) -> list[Answer]:
    """How the instance has its profile now."""
    filters = [{"Name": "instance-id", "Values": [instance_id]}]
    read = seen.reader.all(
        "ec2", "describe_iam_instance_profile_associations", "IamInstanceProfileAssociations", Filters=filters
    )
    return [one for one in read if one["State"] in ("associating", "associated")]


def _again(seen: Snapshot) -> str:
    """An agent that found no rights tries again after up to an hour; a reboot makes it try at once (facts 5.11)."""
    return seen.command("ec2", "reboot-instances", "--instance-ids", seen.alive["InstanceId"])
