"""The simulated AWS beside plain moto_server: ready, first calls, throughput with fifty clients.

    .venv/bin/python -m benchmarks.simulator                            all of it, some minutes
    .venv/bin/python -m benchmarks.simulator --only throughput          or ready, first

*Ready* is the time from the start of a process until it answers. *First call*: each service in a server of its own, by
a boto3 client that has made such a call before, to another server at the same port; once at the very moment when the
server is ready, and once after as long as a client takes to import boto3, in which the server warms up. *Throughput*:
five processes of ten threads, the same mix of calls to both (`load.py`); ours holds them to the user's policies, moto
doesn't look.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from benchmarks import load
from benchmarks.figures import OUT, ROUNDS, Figure, alternately, figure, finish, ratios, seconds, tell
from benchmarks.served import client, environment
from benchmarks.servers import BY_HAND, MOTO, SHARED, Server, free_port, quiet, started

PROCESSES, THREADS, LOAD_SECONDS = 5, 10, 6.0
GRACE_SECONDS = 0.3
"""About what `import boto3` and the first client of a process take."""
FIRST = {
    "sts": ("get_caller_identity", {}),
    "iam": ("list_roles", {}),
    "ec2": ("describe_vpcs", {}),
    "ssm": ("describe_parameters", {}),
    "cloud9": ("list_environments", {}),
    "cloudformation": ("describe_stacks", {}),
    "kms": ("list_keys", {}),
    "service-quotas": ("list_service_quotas", {"ServiceCode": "ec2"}),
}
NOT_BY_MOTO = ("cloud9", "cloudformation", "service-quotas")
"""moto has no Cloud9 and no ListServiceQuotas, and its CloudFormation needs packages that we leave out."""


def ready(folder: Path, rounds: int) -> tuple[list[Figure], dict[str, Any]]:
    """How long until each answers."""

    def way(server: Server) -> Callable[[], float]:
        def run() -> float:
            with started(server, free_port(), folder) as took:
                return took

        return run

    for server in (BY_HAND, SHARED, MOTO):
        way(server)()
    found = alternately(rounds, {one.name: way(one) for one in (BY_HAND, SHARED, MOTO)}, tell)
    limits = {BY_HAND.name: 0.6, SHARED.name: 0.6}
    return [figure(f"ready: {name}", "s", values, "at most", limits.get(name)) for name, values in found.items()], found


def first(folder: Path, rounds: int) -> tuple[list[Figure], dict[str, Any]]:
    """How long the first call of each service takes."""
    port = free_port()
    clients = {service: client(f"http://127.0.0.1:{port}", service) for service in FIRST}
    with started(BY_HAND, port, folder):
        for service in FIRST:
            _call(clients[service], service)

    def way(server: Server, service: str, grace: float) -> Callable[[], float]:
        def run() -> float:
            with started(server, port, folder):
                time.sleep(grace)
                return seconds(lambda: _call(clients[service], service)) * 1000

        return run

    later = f"{GRACE_SECONDS:g} s later"
    moments = [
        ("ours", "at once", BY_HAND, 0.0),
        ("ours", later, BY_HAND, GRACE_SECONDS),
        ("moto", later, MOTO, GRACE_SECONDS),
    ]
    ways = {
        f"first call, {whose}, {when}: {service}": way(server, service, grace)
        for service in FIRST
        for whose, when, server, grace in moments
        if not (server is MOTO and service in NOT_BY_MOTO)
    }
    found = alternately(rounds, ways, tell)
    limit = {name: 150.0 for name in found if f"ours, {later}" in name}
    return [figure(name, "ms", values, "at most", limit.get(name)) for name, values in found.items()], found


def _call(made: Any, service: str) -> None:
    method, params = FIRST[service]
    getattr(made, method)(**params)


def throughput(folder: Path, rounds: int) -> tuple[list[Figure], dict[str, Any]]:
    """Calls a second that fifty clients get out of each, and how long a call takes."""
    ports = {BY_HAND.name: free_port(), MOTO.name: free_port()}
    latencies: dict[str, list[float]] = {name: [] for name in ports}
    with started(BY_HAND, ports[BY_HAND.name], folder), started(MOTO, ports[MOTO.name], folder):
        files = {}
        for name, port in ports.items():
            url = f"http://127.0.0.1:{port}"
            files[name] = folder / f"{port}.json"
            files[name].write_text(json.dumps(load.requests(url, load.furnish(url))), encoding="utf-8")

        def way(name: str) -> Callable[[], float]:
            return lambda: _loaded(ports[name], files[name], folder, latencies[name])

        found = alternately(rounds, {name: way(name) for name in ports}, tell)
    figures = [figure(f"50 clients: {name}", "calls/s", values) for name, values in found.items()]
    beside = ratios(found[BY_HAND.name], found[MOTO.name])
    figures.append(figure("50 clients: ours by moto's", "ratio", beside, "at least", 1.0))
    for name, values in latencies.items():
        figures.append(figure(f"50 clients: a call, {name}", "ms", values))
    return figures, found | {"ratio": beside}


def _loaded(port: int, file: Path, folder: Path, latencies: list[float]) -> float:
    """Calls a second of all clients together. Raises `RuntimeError` when one was refused."""
    words = [sys.executable, "-m", "benchmarks.load", str(port), str(file), str(THREADS), str(LOAD_SECONDS)]
    told = environment(folder) | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(words, env=told, stdin=pipe, stdout=pipe, text=True) for _ in range(PROCESSES)]
    for one in processes:
        assert one.stdout is not None
        one.stdout.readline()
    for number, one in enumerate(processes):
        assert one.stdin is not None
        one.stdin.write(f"{number}\n")
        one.stdin.flush()
    ended = [json.loads(one.communicate()[0]) for one in processes]
    if any(one["failed"] for one in ended):
        raise RuntimeError(f"{sum(one['failed'] for one in ended)} calls failed: {[one['failures'] for one in ended]}")
    taken = [latency for one in ended for latency in one["latencies"]]
    latencies.extend(latency * 1000 for latency in taken)
    return len(taken) / LOAD_SECONDS


PARTS = {"ready": ready, "first": first, "throughput": throughput}


@click.command()
@click.option("--only", type=click.Choice(list(PARTS)), multiple=True, help="This part alone; may be given again.")
@ROUNDS
@OUT
def main(only: tuple[str, ...], rounds: int, out: Path | None) -> None:
    """Measure the simulated AWS."""
    quiet()
    figures: list[Figure] = []
    samples: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="c9lib-simulator-") as name:
        for part in only or PARTS:
            tell(part)
            found, values = PARTS[part](Path(name), rounds)
            figures += found
            samples[part] = values
    finish("simulator", figures, {}, out, more={"samples": samples})


if __name__ == "__main__":
    main()
