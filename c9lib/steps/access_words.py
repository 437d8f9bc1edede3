"""What step access sees and does, in words: who can do what by which statement, and why something isn't granted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from c9lib.checks.capabilities import NAMES, WORDS, Name
from c9lib.checks.grants import arn_of
from c9lib.checks.judged import Judged, told
from c9lib.nouns import Fact
from c9lib.steps.access_holders import Holder
from c9lib.steps.reading import in_words

NOBODY = "access_for is empty: only who already has rights to Cloud9 can open the environment."


def facts(holder: Holder) -> tuple[Fact, ...]:
    """One line for each capability; one in all for somebody who doesn't exist."""
    if holder.claims is None:
        return (Fact(str(holder.principal), "missing"),)
    return tuple(_fact(holder, name) for name in NAMES)


def _fact(holder: Holder, name: Name) -> Fact:
    judged = holder.can[name]
    denied, open_ = [one for one in judged if one.denied], [one for one in judged if not one.allowed]
    state = "no" if denied else "depends" if open_ else "yes"
    return Fact(f"{holder.principal}: {WORDS[name]}", state, reasons(denied or open_ or judged))


def reasons(judged: Iterable[Judged]) -> str:
    """Which actions are decided by what, with short names of policies."""
    return short(told(judged))


def short(text: str) -> str:
    """Policies by name: the rest of their ARNs is the same for all of them."""
    return re.sub(r"arn:aws:iam::(aws|\d{12}):policy/([\w+=,.@-]+/)*", "", text)


def _actions(judged: Iterable[Judged]) -> str:
    return ", ".join(dict.fromkeys(one.request.action for one in judged))


def doing(names: Sequence[Name]) -> str:
    """`open environments and create environments`."""
    told = [WORDS[name] for name in names]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def why_attached(holder: Holder, wanted: Sequence[Name], lacking: Sequence[Judged]) -> str:
    """What somebody can't do yet, and what the policy brings for it."""
    requests = [one.request for one in lacking]
    names = [name for name in wanted if any(one.request in requests for one in holder.can[name])]
    return f"it can't {doing(names)} yet: nothing allows {_actions(lacking)}"


def hindered(holder: Holder, judged: Sequence[Judged]) -> str:
    """Why granting doesn't help."""
    return (
        f"Nothing that this step may attach lets {holder.principal} do what access_policy is for. {reasons(judged)}."
        f" Change what denies it, or take {holder.principal} out of access_for."
    )


def notes(holder: Holder, wanted: Sequence[Name], account_id: str, run: Iterable[str]) -> tuple[str, ...]:
    """What is left as it is, and why."""
    assert holder.claims is not None, "whoever isn't there is refused"
    judged, claims = holder.wanted(wanted), holder.claims
    lines = []
    if all(one.allowed for one in judged) and not _ours(holder, account_id):
        lines.append(
            f"The {holder.principal} can {doing(wanted)} already, {reasons(judged)}. Nothing is attached, and"
            " nothing is detached at the tear-down."
        )
    unsure = [one for one in judged if one.decision.outcome == "conditional"]
    if unsure:
        lines.append(f"What {holder.principal} may do depends on what nobody knows before. {reasons(unsure)}.")
    earlier = claims.own - {*run}
    if earlier:
        lines.append(f"The {holder.principal} has {in_words(earlier)} from an earlier run; the tear-down detaches it.")
    return tuple(lines)


def _ours(holder: Holder, account_id: str) -> bool:
    """Whether it has something by a deployment of this runbook."""
    claimed = holder.claims.own | holder.claims.others if holder.claims else frozenset()
    return any(arn_of(account_id, name) in holder.attached for name in claimed)
