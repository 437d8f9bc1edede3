"""`c9lib workshop worlds`: a simulated account for each seat, all on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import click

from c9lib.cli.options import json_option, parameter_options, put_json, to_error

ROSTER = click.argument("roster", metavar="ROSTER", type=click.Path(path_type=Path))
HIGHEST = 65535


@click.command("worlds")
@ROSTER
@parameter_options
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("worlds"),
    show_default=True,
    help="The folder for the parameters file of each seat.",
)
@click.option(
    "--port-from",
    type=click.IntRange(0, HIGHEST),
    default=0,
    metavar="N",
    help="The first seat's port; the next seats have the next ones. Without it the system chooses.",
)
@click.option("--keep", is_flag=True, help="Keep in --out what is made in the accounts, for the next start.")
@json_option
def command(
    roster: Path,
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    out: Path,
    port_from: int,
    keep: bool,
    as_json: bool,
) -> int:
    """Serve a simulated account of its own for each seat, to rehearse a class or to teach where nobody has an account.

    Until Ctrl-C, or until whoever started it has ended (under nohup it goes on). No account sees another; each has its
    own clock, and its learner is its administrator. Which IAM users the roster names doesn't matter.

    They are at 127.0.0.1: for learners on this machine, as on a JupyterHub of one host or a classroom's server. Whoever
    can sign in there reaches every one of them. A learner uses one with `c9lib run -f worlds/seat-01.yaml`; notebooks
    and commands find it by the environment variable C9LIB_WORLD.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads: a process with one thread is forked safely
    from c9lib.simulator.worlds import Place, serve_many
    from c9lib.workshop import read
    from c9lib.workshop import worlds as of_class

    asked = read(roster, files, assignments, "none")
    of_class.refuse_what_is_elsewhere(asked)
    places = [Place(one.name, of_class.journal_of(out, one) if keep else None) for one in asked.seats]

    def ready(addresses: tuple[str, ...]) -> None:
        made = of_class.write_files(asked, addresses, out, kept=keep)
        put_json(made.to_json()) if as_json else click.echo(str(made))
        to_error(f"{len(addresses)} simulated accounts are served. Ctrl-C ends them.")

    serve_many(places, ready, port_from=port_from, regions=of_class.regions_of(asked), warm_up=of_class.warm_up)
    to_error("They have ended." if not keep else f"They have ended; what was made in them is in {out / of_class.KEPT}.")
    return 0
