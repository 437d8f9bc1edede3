"""Where one is: what every notebook and command says first."""

from __future__ import annotations

from c9lib.aws.session import Session


def where(session: Session) -> str:
    """Target, account, Region, deployment and identity, as every output carries them; for a real account also the
    credentials."""
    told = session.parameters
    return "\n".join(
        (
            f"Target {told.target} ({session.place}), account {session.account_id}, Region {session.region}, "
            f"deployment {told.deployment}",
            f"as {session.identity.arn}",
            *session.about_credentials(),
        )
    )
