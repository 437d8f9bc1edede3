"""`c9lib policy`: the least IAM policy for a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from c9lib.cli.options import json_option, parameter_options, parameters_from, put_json, to_error

if TYPE_CHECKING:
    from c9lib.rehearsal import Least, Purpose

WORDS = {
    "plan": "look at the plan of this run",
    "run": "carry out this run, its plan and its verdict included",
    "verify": "verify what this run makes",
    "tear-down": "tear down what this run makes",
}
OWN_KEY = (
    "It is for an account whose volumes aren't encrypted by default with a key of its own. With one, kms.default-key"
    " also reads by ec2:GetEbsDefaultKmsKeyId, kms:DescribeKey and kms:GetKeyPolicy; without these it is a warning."
)


class Holder(click.ParamType[str]):
    """`user/NAME` or `role/NAME`."""

    name = "user/NAME|role/NAME"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        kind, _, name = value.partition("/")
        if kind not in ("user", "role") or not name or not all(one.isalnum() or one in "+=,.@_-" for one in name):
            self.fail(f"{value!r} is neither user/NAME nor role/NAME")
        return value


@click.command("policy")
@click.argument("purposes", nargs=-1, type=click.Choice(list(WORDS)), metavar="[run|plan|verify|tear-down]...")
@parameter_options
@json_option
@click.option("--for", "holder", type=Holder(), default=None, help="Who will hold it; without it, any IAM user.")
@click.option("--part", type=click.IntRange(min=1), default=None, help="Of several policies this one alone.")
def command(
    purposes: tuple[Purpose, ...],
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    as_json: bool,
    holder: str | None,
    part: int | None,
) -> int:
    """Print the least IAM policy with which somebody carries out this run, or only plans, verifies, or tears it down.

    It comes from a rehearsal on a simulated AWS of its own; no account is asked. Without a word it is for `run`, which
    has plan and verify in it, but not tear-down: for both say `c9lib policy run tear-down`.
    """
    from c9lib.rehearsal import least
    from c9lib.rehearsal.asking import ACCOUNT

    parameters = parameters_from(files, assignments)
    found = least(parameters, parameters.account_id or ACCOUNT, purposes or ("run",), holder or "", to_error)
    documents = found.documents
    if part is not None and part > len(documents):
        there = "is only 1 policy" if len(documents) == 1 else f"are only {len(documents)} policies"
        raise click.UsageError(f"--part {part}: there {there}.")
    _say(found, part)
    if "run" in found.purposes and not parameters.owner_arn:
        to_error("Whoever runs it owns the environment, and Cloud9 lets owners look at theirs, share and delete it.")
    if "plan" in found.purposes or "run" in found.purposes:
        to_error(OWN_KEY)
    to_error("To make a policy of one: aws iam create-policy --policy-name NAME --policy-document file://FILE")
    if as_json:
        put_json(found.to_json())
    elif part is not None:
        put_json(documents[part - 1])
    else:
        put_json(documents[0] if len(documents) == 1 else documents)
    return 0


def _say(found: Least, part: int | None) -> None:
    """What it is for, how long it is, what AWS can't narrow, how it is used."""
    from c9lib.rehearsal.statements import LONGEST

    what = ", and to ".join(WORDS[one] for one in found.purposes)
    sizes = [f"{number:,}" for number in found.sizes]
    to_error(f"The least to {what}: {len(found.statements)} statements, each named after the step that it is for.")
    if len(sizes) == 1:
        to_error(f"It has {sizes[0]} of the {LONGEST:,} characters that a managed policy may have.")
    else:
        told = f"{', '.join(sizes[:-1])} and {sizes[-1]} characters"
        to_error(f"A managed policy may have {LONGEST:,} characters, so these are {len(sizes)} of them: {told}.")
        if part is None:
            to_error("This is a list of them; --part 1 prints the first one alone, and so on.")
    wide = sorted({action for one in found.wide for action in one.actions})
    to_error(f"AWS knows no resource for {len(wide)} of its actions: {', '.join(wide)}.")
    to_error("Nothing holds these but, where they have one, their Region.")
    if found.besides:
        to_error(
            f"AWS's reference lists with some of its actions also {', '.join(found.besides)}; this run did without."
        )
