"""(A) The calls of a whole run and nothing else: one plain boto3 script in one process. `whole_run.py` starts it.

    python benchmarks/floor.py PORT FILE

FILE has the calls of a run's evidence in their order, and between them the moments at which the run let simulated time
pass. The account has the run's seed, so the same requests give the same ids, and each call must end as it did in the
run. The server may still be starting: meanwhile boto3 is imported, as anybody would have it.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from typing import Any

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

LIMIT_SECONDS = 60
LOOK_SECONDS = 0.003


def main() -> None:
    """Make all calls. Ends with a message when one ends otherwise than in the run."""
    port = int(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as file:  # noqa: PTH123 (as plain as it can be)
        steps = json.load(file)
    session = boto3.Session("simulated", "simulated", region_name="us-east-1")
    # By this name the simulated AWS lets a call cost as much simulated time as in the run.
    config = Config(user_agent_extra="c9lib/floor", retries={"mode": "standard"}, proxies={})
    clients: dict[tuple[str, str], Any] = {}
    _until_ready(port)
    for step in steps:
        if "verb" in step:
            _control(port, step["verb"], step["told"])
            continue
        key = (step["service"], step["region"])
        if key not in clients:
            clients[key] = session.client(key[0], key[1], endpoint_url=f"http://127.0.0.1:{port}", config=config)
        outcome = _outcome(clients[key], step)
        if outcome != step["outcome"]:
            sys.exit(f"{step['service']}:{step['operation']} ended with {outcome}, in the run with {step['outcome']}")


def _outcome(client: Any, step: dict[str, Any]) -> str:
    try:
        getattr(client, xform_name(step["operation"]))(**step["arguments"])
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return "ok"


def _until_ready(port: int) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < deadline:
        try:
            _control(port, "health", {})
        except OSError:
            time.sleep(LOOK_SECONDS)
        else:
            return
    sys.exit(f"nobody answers at port {port}")


def _control(port: int, verb: str, told: dict[str, Any]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_SECONDS)
    connection.request("POST", f"/_c9lib/{verb}", json.dumps(told), {"Content-Type": "application/json"})
    connection.getresponse().read()
    connection.close()


if __name__ == "__main__":
    main()
