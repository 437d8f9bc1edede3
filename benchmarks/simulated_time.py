"""How much simulated time passes until an environment is verified, held against what can't be shorter.

    .venv/bin/python -m benchmarks.simulated_time
    .venv/bin/python -m benchmarks.simulated_time --only nat

The bound is the longest chain of things that truly depend on each other (`chain.py`), of the simulator's own durations;
a call on the chain costs what the simulated clock takes for one. Notebooks run side by side, and which of two is
quicker on the machine moves simulated time by a second or so; each network is run once. Below the table: where the time
went, and which waits are for things that lie beside the chain.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import click

from benchmarks.chain import Link, chain, longest, seconds_of
from benchmarks.figures import OUT, Figure, figure, finish, process_seconds, tell
from benchmarks.recorded import evidence
from benchmarks.served import C9LIB, client, clock, environment, simulator

NETWORKS = ("public", "nat", "isolated", "existing")
PARAMETERS = Path(__file__).resolve().parents[1] / "parameters" / "simulated.yaml"


def subnet(url: str, cidr: str = "10.20.1.0/24") -> list[str]:
    """A subnet with a way out, as the parameters of network `existing`."""
    ec2 = client(url, "ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    made = ec2.create_subnet(VpcId=vpc, CidrBlock=cidr)["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=made, MapPublicIpOnLaunch={"Value": True})
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=table, SubnetId=made)
    return ["-p", "vpc_id", vpc, "-p", "subnet_id", made]


def run(network: str) -> dict[str, Any]:
    """One run: the simulated seconds that passed, the calls, the waits."""
    with tempfile.TemporaryDirectory(prefix="c9-") as name:
        folder = Path(name)
        with simulator(folder, "--seed", "9") as (url, _):
            given = ["-p", "network", network, *(subnet(url) if network == "existing" else ())]
            words = [C9LIB, "run", "-f", PARAMETERS, "-p", "endpoint_url", url, *given, "--runs", folder / "runs"]
            before = clock(url)
            process_seconds(words, environment(folder), folder)
            passed = clock(url) - before
        return {
            "passed": passed,
            "calls": Counter(str(call["step"]) for call in evidence(folder / "runs")),
            "waits": waits(folder / "runs"),
        }


def waits(runs: Path) -> list[dict[str, Any]]:
    """The waits of a run, in the order in which they began."""
    found = [
        wait for file in runs.glob("*/*/notes/*.json") for wait in json.loads(file.read_text(encoding="utf-8"))["waits"]
    ]
    return sorted(found, key=lambda wait: str(wait["began"]))


def told(network: str, went: dict[str, Any], links: list[Link]) -> list[str]:
    """Where the time went, in lines."""
    on_chain = {condition for link in links for condition in link.waits}
    spent = ", ".join(f"{step} {number}" for step, number in went["calls"].items())
    lines = [
        f"{network}: {went['passed']:.0f} s passed; calls: {spent}",
        f"  the chain, {seconds_of(links):.0f} s: "
        + " > ".join(f"{link.name} {link.seconds:g} s + {link.calls} calls" for link in links),
    ]
    for wait in went["waits"]:
        where = "on the chain" if wait["condition"] in on_chain else "BESIDE the chain"
        lines.append(f"  waited {wait['seconds']} s until {wait['condition']}: {where}")
    return lines


@click.command()
@click.option("--only", type=click.Choice(NETWORKS), multiple=True, help="This network alone; may be given again.")
@OUT
def main(only: tuple[str, ...], out: Path | None) -> None:
    """Measure simulated time."""
    figures: list[Figure] = []
    more: dict[str, Any] = {}
    lines: list[str] = []
    for network in only or NETWORKS:
        tell(network)
        went, links = run(network), longest(chain(network))
        bound = seconds_of(links)
        figures += [
            figure(f"{network}: until it is verified", "s", [went["passed"]]),
            figure(f"{network}: by the longest chain", "ratio", [went["passed"] / bound], "at most", 1.05),
            figure(f"{network}: calls", "", [went["calls"].total()]),
        ]
        more[network] = {**went, "chain": [vars(link) for link in links], "chain_seconds": bound}
        lines += told(network, went, links)
    click.echo("\n".join(lines) + "\n")
    finish("simulated_time", figures, {}, out, more)


if __name__ == "__main__":
    main()
