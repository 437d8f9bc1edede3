"""What of the grants was made by other parameters: who has a policy by this deployment's claim and isn't named now, and
who is named and has another policy than the one asked for.

Found are those who have a policy of this deployment's own, and groups, whose claims are on the role. Who isn't named
and has one of AWS's policies alone is not: nobody can be asked for all tags of an account's users (decision 007).
"""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.aws import Session
from c9lib.checks.capabilities import wanted
from c9lib.checks.documented import ROLE
from c9lib.checks.grants import arn_of, documents, main_policy, ssm_environments_policy
from c9lib.checks.principals import Iam
from c9lib.checks.reader import Reader
from c9lib.steps.access_policies import holders
from c9lib.steps.claims import PREFIX, Principal, read
from c9lib.steps.reading import in_words, is_ours
from c9lib.steps.stale_words import NONE, Stale, left

STEP = "access"
KEPT = "nobody loses what they have by a run. The tear-down of a run that names them detaches it"
BESIDES = "the tear-down detaches it"


def stale(session: Session) -> Iterator[Stale]:
    """Who has something by this deployment that the parameters don't give them."""
    iam, asked = Iam(Reader(session)), session.parameters
    named = [Principal.of(words) for words in asked.access_for]
    others = [one for one in _having(session, iam) if one not in named and read(session, one).own]
    groups = _unnamed_groups(session, iam, {*named, *others})
    if others or groups:
        there = [*map(str, others), *([f"{groups} group(s)"] if groups else [])]
        yield Stale(STEP, "access_for", in_words(there), in_words(asked.access_for, NONE), left(KEPT))
    for one in named:
        yield from _by_another_policy(session, iam, one)


def _having(session: Session, iam: Iam) -> list[Principal]:
    """Who has a policy that this deployment made."""
    own = [arn_of(session.account_id, name) for name in documents(session.parameters.deployment)]
    made = [arn for arn in own if (found := iam.managed(arn)) and is_ours(session, found)]
    return list(dict.fromkeys(one for arn in made for one in holders(session, arn)))


def _unnamed_groups(session: Session, iam: Iam, known: set[Principal]) -> int:
    """How many groups this deployment claims besides those known. Their names aren't in the claims, only digests."""
    role = iam.entity("role", ROLE)
    if role is None:
        return 0
    begin = f"{PREFIX}{session.parameters.deployment}:"
    claimed = {tag["Key"] for tag in role.get("Tags", ()) if tag["Key"].startswith(begin)}
    return len(claimed - {one.key(session.parameters.deployment) for one in known})


def _by_another_policy(session: Session, iam: Iam, principal: Principal) -> Iterator[Stale]:
    """Somebody who is named holds, by this deployment, policies of another `access_policy`."""
    attached = iam.attached(principal.kind, principal.name)
    if attached is None:
        return
    asked = session.parameters
    main, besides = main_policy(asked.access_policy, asked.deployment), ssm_environments_policy(asked.deployment)
    meant = {main, besides} if "create" in wanted(asked.access_policy) else {main}
    claims = read(session, principal)
    # What another deployment needs, too, was there already, and this one only relies on it.
    more = [one for one in claims.own - claims.others - meant if arn_of(session.account_id, one) in attached]
    if more:
        yield Stale(STEP, "access_policy", f"{in_words(more)} ({principal})", main, left(BESIDES))
