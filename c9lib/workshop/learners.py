"""Who sits at a seat: from what a trainer writes to the ARN that Cloud9 takes as an owner (facts 3.2, 3.4)."""

from __future__ import annotations

import re

from c9lib.parameters.hints import refused

NAME = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}")  # of users and roles (facts 5.10)
SESSION = re.compile(r"[A-Za-z0-9_+=,.@-]{2,64}")  # STS: RoleSessionName
USER_ARN = re.compile(r"arn:aws:iam::[0-9]{12}:user/[A-Za-z0-9_+=/:,.@-]{1,64}")
SESSION_ARN = re.compile(r"arn:aws:sts::[0-9]{12}:assumed-role/[A-Za-z0-9_+=:,.@-]{1,64}/[A-Za-z0-9_+=,.@-]{1,64}")
ROLE = re.compile(r"(arn:aws:iam::[0-9]{12}:role/([A-Za-z0-9_+=,.@-]+/)*)?(?P<name>[A-Za-z0-9_+=,.@-]{1,64})")
FORMS = (
    "a learner is the name of an IAM user, the ARN of a user, a role session such as"
    " arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION, or the e-mail that names a session of learner_role"
)
CANT_OWN = (
    (r"[*?]", "has a wildcard in it: an environment has exactly one owner, so name each learner"),
    (r"^(arn:[a-z-]*:iam::[0-9]*:)?group/", "is a group, which can't own an environment; name its users, a row each"),
    (r":federated-user/", "is a federated user, which can't be shared with or found again; name a user or a session"),
    (r":root$", "is the account's root, who is no learner; where it is meant, write it into owner_arn"),
)


def owner_of(learner: str, account: str, role: str) -> str:
    """The ARN of a learner, in this account; `role` is the role of those that are written as an e-mail.

    Raises ValueError, in words, for what isn't anybody who can own an environment.
    """
    refuse_what_cant_own(learner)
    if learner.startswith("arn:"):
        return _arn(learner)
    name = learner.removeprefix("user/")
    if name.startswith("role/"):
        raise ValueError(f"{learner!r} is a role, which can't own an environment; {FORMS}")
    if "@" in name and name == learner:
        return _session(learner, account, role)
    if not NAME.fullmatch(name):
        raise ValueError(f"{_cut(learner)} is nobody's name in IAM; {FORMS}")
    return f"arn:aws:iam::{account}:user/{name}"


def refuse_what_cant_own(somebody: str) -> None:
    """Raises ValueError for groups, wildcards, federated users and root (facts 3.4)."""
    for pattern, words in CANT_OWN:
        if re.search(pattern, somebody):
            raise ValueError(f"{_cut(somebody)} {words}")


def holder(owner_arn: str) -> str:
    """Whom the access step grants what an owner needs: `user/NAME`, or the `role/NAME` of a session; "" for root."""
    kind, _, rest = owner_arn.split(":", 5)[-1].partition("/")
    if kind == "assumed-role":
        return f"role/{rest.partition('/')[0]}"
    return f"user/{rest.rpartition('/')[2]}" if kind == "user" else ""


def _arn(learner: str) -> str:
    if USER_ARN.fullmatch(learner) or SESSION_ARN.fullmatch(learner):
        return learner
    if ":role/" in learner:
        raise ValueError(refused("owner_arn", learner))
    raise ValueError(f"{_cut(learner)} isn't the ARN of a user or a role session; {FORMS}")


def _session(email: str, account: str, role: str) -> str:
    if not role:
        raise ValueError(
            f"{email!r} is an e-mail, which names a session of a role, but learner_role isn't given; write"
            " `-p learner_role ROLE`, or the ARN if it is the name of an IAM user"
        )
    found = ROLE.fullmatch(role)
    if not found:
        raise ValueError(f"learner_role {role!r} is neither the name nor the ARN of a role")
    if not SESSION.fullmatch(email):
        raise ValueError(f"{_cut(email)} can't name a session: 2 to 64 letters, digits and +=,.@-_ can")
    return f"arn:aws:sts::{account}:assumed-role/{found['name']}/{email}"


def _cut(text: str) -> str:
    return repr(text) if len(text) <= 80 else f"{text[:77]!r}… ({len(text)} characters)"
