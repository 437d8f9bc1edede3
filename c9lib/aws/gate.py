"""Who may go on: never with credentials that have ended, never in another account, never the simulated AWS for AWS, nor
AWS for the simulated one. What is refused here has called nothing, or sts:GetCallerIdentity alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from c9lib.aws.credentials import Credentials
from c9lib.aws.remedies import SIGN_IN
from c9lib.errors import RefusedError
from c9lib.parameters import Parameters

NOBODYS = {
    "123456789012": "AWS keeps it for examples, and simulators have it",
    "000000000000": "AWS gives it to nobody, and simulators have it",
}
"""Account ids that no real account has."""
PLENTY = timedelta(minutes=20)
"""A run takes 5 to 15 minutes: an estimate from the normal lengths of its waits."""
ASKED_ONLY = "nothing was called but sts:GetCallerIdentity"
NOTHING_ASKED = "nothing was called"


def refuse_ended(credentials: Credentials | None, now: datetime) -> None:
    """Raises `RefusedError` when the credentials have ended and nobody renews them."""
    if credentials and credentials.ended(now):
        raise RefusedError(
            f"The AWS credentials have {credentials.until(now)}.",
            details=(f"they come from {credentials.source}", NOTHING_ASKED),
            remedy=SIGN_IN,
        )


def refuse_simulator(url: str) -> None:
    """Raises `RefusedError`: target aws, but our simulated AWS answers at its address."""
    raise RefusedError(
        f"At {url} is the simulated AWS, not AWS.",
        details=("target is aws", NOTHING_ASKED),
        remedy=("Take away endpoint_url, or use target simulated with it.",),
    )


def refuse_another_account(asked: Parameters, account: str, arn: str, *, ours: bool, found: str = "") -> None:
    """Compare the account that answers with the one that is meant. `ours`: our simulated AWS answers; `found`: where
    the credentials come from.

    Raises `RefusedError` for another account than `account_id`; for an id that no real account has with target aws; and
    for an account of which nobody knows that it is simulated with target simulated.
    """
    place = f"it answers at {asked.endpoint_url}" if asked.endpoint_url else ""
    source = f"the credentials come from {found}" if found else ""
    details = tuple(
        one
        for one in (f"they are {arn}", source, place, f"target is {asked.target}, Region {asked.region}", ASKED_ONLY)
        if one
    )
    if asked.target == "aws" and account in NOBODYS:
        raise RefusedError(
            f"What answers isn't AWS: it says that this is account {account}, and no real account has this id.",
            details=(NOBODYS[account], *details),
            remedy=("Use target simulated for a simulated AWS; else see what answers in AWS's place: endpoint_url.",),
        )
    if asked.account_id and asked.account_id != account:
        raise RefusedError(
            f"These credentials belong to account {account}, not to {asked.account_id}.",
            details=details,
            remedy=("Sign in to the account that account_id names, or correct account_id.",),
        )
    if asked.target == "simulated" and not ours and not asked.account_id and account not in NOBODYS:
        raise RefusedError(
            f"What answers at {asked.endpoint_url} says that this is account {account}, which may be a real one.",
            details=details,
            remedy=("If it is simulated, name it in account_id; a real account is for target aws.",),
        )


def told(credentials: Credentials | None, now: datetime, home: str, region: str) -> tuple[str, ...]:
    """What whoever uses a real account should know: where the credentials come from, how long they hold, and that
    `home`, the Region of their profile, is another. Nothing where they say nothing."""
    if credentials is None:
        return ()
    lines = [f"with credentials from {credentials.source}: {credentials.until(now)}"]
    if credentials.expires and not credentials.renewed and credentials.expires - now < PLENTY:
        lines.append(
            "They may end before the run does: it takes 5 to 15 minutes. What is done then stays; sign in again and run"
            " the same command, and it goes on from there."
        )
    if home and home != region:
        lines.append(f"Their own Region is {home}; this run works in {region}.")
    return tuple(lines)
