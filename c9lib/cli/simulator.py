"""`c9lib simulator`: the simulated AWS for any client."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c9lib.cli.options import json_option, parameter_options, parameters_from, put_json, to_error
from c9lib.errors import ParameterError
from c9lib.policy import Policy
from c9lib.simulator.faults.kinds import ALL
from c9lib.simulator.lean import uncollected

if TYPE_CHECKING:
    from c9lib.simulator.faults.fault import Fault


class Speed(click.ParamType[float]):
    """A positive number, or `max`."""

    name = "X|max"

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if value == "max":
            return math.inf
        try:
            speed = float(value)
        except ValueError:
            speed = math.nan
        if not 0 < speed < 1e9:
            self.fail(f"{value!r} is neither `max` nor a number above 0 and below 1000000000")
        return speed


FAULTS = """\b
A fault is a kind, how often (`=5%`; always unless said), and for whom and how:
service=ec2, operation=CreateVpc, seconds=20, first=7 (the first seven requests
that it is for), times=1 (once at most), after=6 (six are spared first).
Example: c9lib simulator --fault throttle=20% --fault lost,operation=CreateVpc

\b
"""


@click.command("simulator", epilog=FAULTS + "\n".join(f"{kind.name:10} {kind.what}" for kind in ALL))
@parameter_options
@json_option
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; 0 lets the system choose one."
)
@click.option(
    "--speed",
    type=Speed(),
    default="60",
    show_default=True,
    help="Simulated seconds per second; `max` settles at once.",
)
@click.option("--seed", type=click.IntRange(min=0), default=None, help="Fixes ids and the first moment.")
@click.option("--closed", is_flag=True, help="Cloud9 isn't open to the account, as to those new since July 2024.")
@click.option(
    "--scp",
    "scps",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="JSON file with a service control policy; may be given several times.",
)
@click.option(
    "--fault",
    "fault_lines",
    multiple=True,
    metavar="KIND[=SHARE][,NAME=VALUE]...",
    help="Switch a fault on; may be given several times. See below.",
)
@click.option(
    "--call-limits",
    is_flag=True,
    help="Throttle as AWS does, in simulated time; with --speed 1, other clients as strictly as AWS.",
)
@click.option("--reset", is_flag=True, help="Forget the account that notebooks and commands share, and exit.")
def command(
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    as_json: bool,
    port: int,
    speed: float,
    seed: int | None,
    closed: bool,
    scps: tuple[Path, ...],
    fault_lines: tuple[str, ...],
    call_limits: bool,
    reset: bool,
) -> int:
    """Serve a fresh simulated AWS on 127.0.0.1 until SIGTERM or Ctrl-C. Account 123456789012, every Region.

    Point any AWS client at it: the first line of output is AWS_ENDPOINT_URL=…. Keys that IAM and STS give out there are
    held to their owner's policies; any other access key is the administrator's.
    """
    if files or assignments:  # none has a say here, but a mistake in one is told
        parameters_from(files, assignments)
    if reset:
        from c9lib.simulator import lifecycle

        lifecycle.reset()
        to_error("The shared simulated account is forgotten; the next run starts with a fresh one.")
        return 0
    with uncollected():
        from c9lib.simulator import account
        from c9lib.simulator.server import serve_alone
        from c9lib.simulator.world import World

    policies = _service_control_policies(scps)
    faults = _faults(fault_lines)

    def begin(world: World) -> None:
        account.set_closed(world, closed)
        account.set_scps(world, policies)
        world.faults.replace(faults, world.seed)
        world.call_limits.switch(on=call_limits)
        if faults:
            to_error(f"Faults are on: {'; '.join(map(str, faults))}.")

    def ready(url: str) -> None:
        put_json({"AWS_ENDPOINT_URL": url}) if as_json else click.echo(f"AWS_ENDPOINT_URL={url}")

    settled = math.isinf(speed)
    serve_alone(port, speed=1.0 if settled else speed, settled=settled, seed=seed, ready=ready, begin=begin)
    return 0


def _faults(lines: tuple[str, ...]) -> list[Fault]:
    """The faults of a command line. Raises `ParameterError` with every mistake."""
    if not lines:
        return []
    from c9lib.simulator.faults import lines as faults

    try:
        return faults.faults(lines)
    except ValueError as error:
        raise ParameterError(
            "A fault given with --fault can't be switched on.",
            details=tuple(str(error).splitlines()),
            remedy=("`c9lib simulator --help` shows the kinds and how they are spelt.",),
        ) from None


def _service_control_policies(files: tuple[Path, ...]) -> tuple[Policy, ...]:
    """The policies in files, each named as its file. Raises `ParameterError` for a file that holds none."""
    if not files:
        return ()
    from c9lib.simulator import organization
    from c9lib.simulator.server import own_environment

    own_environment()  # before the policies are read by moto's grammar, which looks at it
    try:
        return organization.policies([{"name": file.stem, "document": file.read_text("utf-8")} for file in files])
    except OSError as error:
        raise _no_policy(f"{error.filename}: {error.strerror}") from None
    except ValueError as error:
        raise _no_policy(str(error)) from None


def _no_policy(why: str) -> ParameterError:
    return ParameterError(
        "A file given with --scp holds no service control policy.",
        details=(why,),
        remedy=(
            "Give a JSON file with Version and Statement, as `aws organizations describe-policy` shows its Content.",
        ),
    )
