"""`c9lib verify --all` of very many environments: how many calls, and how long it takes beyond them.

    .venv/bin/python -m benchmarks.many                          100 and 1,000 environments; some minutes to make them
    .venv/bin/python -m benchmarks.many --sizes 50,200           others

AWS lets an account have 200 environments; this simulated one has those quotas raised, and everything in one subnet.
What grows by pages takes a tenth of a call for each further environment; what asks for each takes one or more. *Beyond
the calls* is the time in which no call was on its way: reading answers that are here, judging, and sorting.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from benchmarks.figures import OUT, Figure, figure, finish, tell
from benchmarks.served import client, environment
from benchmarks.simulated_time import subnet
from c9lib import checks
from c9lib.aws import connect
from c9lib.parameters import Parameters
from c9lib.simulator import lifecycle

LARGE = """
from c9lib.simulator.services.cloud9 import quotas
quotas.PER_ACCOUNT = quotas.PER_USER = quotas.STACKS = 100_000
from c9lib.cli import main
main(["simulator", "--seed", "1"])
"""
LAUNCH = {"instanceType": "t3.small", "imageId": "amazonlinux-2023-x86_64", "connectionType": "CONNECT_SSM"}
CALLS_PER_ENVIRONMENT = 0.11
"""Pages of 25 (cloud9:ListEnvironments), batches of 25 (cloud9:DescribeEnvironments) and pages of 50
(ssm:DescribeInstanceInformation) make 0.1; the others have a thousand to a page. A last page may be begun."""
SETTLED_SECONDS = 900


@contextmanager
def large_account(folder: Path) -> Iterator[str]:
    """The address of a simulated AWS whose quotas are raised."""
    words = [sys.executable, "-c", LARGE]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment(folder)) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip().removeprefix("AWS_ENDPOINT_URL=")
        finally:
            process.terminate()


def prepare(url: str) -> str:
    """Role and profile, and a subnet that leads out."""
    iam = client(url, "iam")
    trust = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",'
        ' "Principal": {"Service": ["ec2.amazonaws.com", "cloud9.amazonaws.com"]}}]}'
    )
    role, profile = "AWSCloud9SSMAccessRole", "AWSCloud9SSMInstanceProfile"
    iam.create_role(RoleName=role, Path="/service-role/", AssumeRolePolicyDocument=trust)
    iam.attach_role_policy(RoleName=role, PolicyArn=f"arn:aws:iam::aws:policy/{profile}")
    iam.create_instance_profile(InstanceProfileName=profile, Path="/cloud9/")
    iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=role)
    lifecycle.ask(url, "advance", {"seconds": 60})
    return subnet(url, "10.20.0.0/20")[-1]


def fill(url: str, place: str, first: int, last: int) -> None:
    """Make the environments number `first` to `last`, and let them settle."""
    cloud9 = client(url, "cloud9")
    with ThreadPoolExecutor(4) as pool:
        names = [f"seat-{number}" for number in range(first, last)]
        list(pool.map(lambda name: cloud9.create_environment_ec2(name=name, subnetId=place, **LAUNCH), names))
    lifecycle.ask(url, "advance", {"seconds": SETTLED_SECONDS})


def verified(url: str) -> dict[str, Any]:
    """One verdict on all: environments, calls, seconds, and those of them that aren't calls."""
    session = connect(Parameters(endpoint_url=url), lambda _: None)
    before, began = len(session.calls), time.perf_counter()
    found = checks.verdicts(session)
    took, calls = time.perf_counter() - began, session.calls[before:]
    return {
        "environments": len(found.environments),
        "verdict": found.verdict,
        "calls": len(calls),
        "by_operation": dict(Counter(call.name for call in calls).most_common()),
        "seconds": took,
        "beyond": took - sum(call.seconds for call in calls),
    }


def figures(found: dict[int, dict[str, Any]]) -> list[Figure]:
    """The lines of the table."""
    small, large = min(found), max(found)
    grown = found[large]["calls"] - found[small]["calls"]
    told = [figure(f"{size} environments: calls", "calls", [one["calls"]]) for size, one in found.items()]
    told.append(
        figure(
            "calls for each further environment", "calls", [grown / (large - small)], "at most", CALLS_PER_ENVIRONMENT
        )
    )
    for size, one in found.items():
        told.append(figure(f"{size} environments: verify", "s", [one["seconds"]]))
        limit = 5.0 if size == large else None
        told.append(figure(f"{size} environments: beyond the calls", "s", [one["beyond"]], "at most", limit))
    return told


@click.command()
@click.option("--sizes", default="100,1000", show_default=True, help="How many environments.")
@OUT
def main(sizes: str, out: Path | None) -> None:
    """Measure the verdict on many environments."""
    found: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="c9lib-many-") as name, large_account(Path(name)) as url:
        place, made = prepare(url), 0
        for size in sorted({int(one) for one in sizes.split(",")}):
            began = time.perf_counter()
            fill(url, place, made, size)
            tell(f"{size} environments, {size - made} of them made in {time.perf_counter() - began:.0f} s")
            made = size
            found[size] = verified(url)
            tell(f"{found[size]}")
    finish("many", figures(found), {}, out, more={str(size): one for size, one in found.items()})


if __name__ == "__main__":
    main()
