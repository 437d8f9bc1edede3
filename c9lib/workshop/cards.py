"""A page for each seat, to be printed and laid on the table: where to sign in, which environment, what to do if …

No password, no key and no token is on it: whoever finds it can't sign in with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from c9lib.errors import ParameterError
from c9lib.parameters import Parameters
from c9lib.show.console import LISTS, regional
from c9lib.workshop.learners import holder
from c9lib.workshop.model import Roster, Seat

CONSOLE = "https://{account}.signin.aws.amazon.com/console"
"""Where the IAM users of an account sign in."""
ANY = "https://console.aws.amazon.com/"


@dataclass(frozen=True)
class Card:
    """What stands on one page."""

    seat: str
    learner: str
    environment: str
    region: str
    sign_in: str
    sign_in_as: str
    cloud9: str
    stops: str
    is_simulated: bool


def write_cards(target: Path, roster: Roster, sign_in: str = "") -> None:
    """Write one HTML file that stands alone. Raises `ParameterError` when it can't be written, or for an address that
    a browser wouldn't open."""
    if sign_in and (urlsplit(sign_in).scheme not in ("http", "https") or not urlsplit(sign_in).hostname):
        raise ParameterError(
            f"--sign-in {sign_in!r} isn't an address.", remedy=("Write it whole, such as https://example.com/start.",)
        )
    environment = Environment(
        loader=PackageLoader("c9lib.workshop"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("cards.html.j2")
    page = template.render(name=roster.name, cards=[_card(seat, sign_in) for seat in roster.seats])
    try:
        target.write_text(page, encoding="utf-8")
    except OSError as error:
        raise ParameterError(
            f"The cards can't be written into {target}: {error.strerror}.", remedy=("Give another file with --out.",)
        ) from None


def _card(seat: Seat, sign_in: str) -> Card:
    asked = seat.parameters
    return Card(
        seat.name,
        seat.learner,
        asked.environment_name,
        asked.region,
        sign_in or _door(seat),
        _as_whom(seat.owner),
        regional(LISTS["cloud9", "CreateEnvironmentEC2"], asked.region, "").url,
        _stops(asked),
        asked.target == "simulated",
    )


def _door(seat: Seat) -> str:
    """The sign-in page of the account, for its IAM users; whoever assumes a role comes through the company's own."""
    account = seat.parameters.account_id
    return CONSOLE.format(account=account) if account and ":user/" in seat.owner else ANY


def _as_whom(owner: str) -> str:
    """`IAM user ann`, `ann@example.com with the role Student`, `root`."""
    who = holder(owner)
    if who.startswith("role/"):
        return f"{owner.rpartition('/')[2]} with the role {who.removeprefix('role/')}"
    return f"IAM user {who.removeprefix('user/')}" if who else "root of the account"


def _stops(asked: Parameters) -> str:
    minutes = asked.automatic_stop_minutes
    if not minutes:
        return "It runs until somebody stops it."
    return f"It stops after {minutes} minutes in which nobody uses it; your files stay, and opening it starts it again."
