"""The same mix of calls for two simulated AWSs, and fifty clients that make them.

    python -m benchmarks.load PORT FILE THREADS SECONDS        one of the client processes; `simulator.py` starts them

Each request is made once by boto3, signed with the keys of a user whose policy allows just these calls, and noted as it
goes over the wire. The clients then send those bytes again: so they cost little beside the server that is measured, and
the same whatever it is.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from benchmarks.served import client

USER = "load"
NAMES = {"role": "load-role", "profile": "load-profile", "policy": "load-policy", "parameter": "/load/parameter"}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
ALLOWED = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:TagRole", "Resource": f"arn:aws:iam::*:role/{NAMES['role']}"},
        {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": "ec2:CreateTags",
            "Resource": "arn:aws:ec2:*:*:subnet/*",
            "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}},
        },
        {"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": "arn:aws:ssm:*:*:parameter/load/*"},
        {"Effect": "Deny", "Action": ["iam:Create*", "iam:Delete*"], "Resource": "*"},
    ],
}
"""The policy of the user who makes the calls. moto_server doesn't look at it."""


def furnish(url: str) -> dict[str, str]:
    """Make what the calls are about: a small network, a role with its profile, a parameter, and the user. Gives ids and
    keys."""
    iam, ec2, ssm = (client(url, name) for name in ("iam", "ec2", "ssm"))
    iam.create_role(RoleName=NAMES["role"], AssumeRolePolicyDocument=json.dumps(TRUST))
    made = iam.create_policy(PolicyName=NAMES["policy"], PolicyDocument=json.dumps(ALLOWED))
    iam.attach_role_policy(RoleName=NAMES["role"], PolicyArn=made["Policy"]["Arn"])
    iam.create_instance_profile(InstanceProfileName=NAMES["profile"])
    iam.add_role_to_instance_profile(InstanceProfileName=NAMES["profile"], RoleName=NAMES["role"])
    ssm.put_parameter(Name=NAMES["parameter"], Value="one", Type="String")
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.7.1.0/24")["Subnet"]["SubnetId"]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    group = ec2.create_security_group(GroupName="load", Description="load", VpcId=vpc)["GroupId"]
    iam.create_user(UserName=USER)
    iam.put_user_policy(UserName=USER, PolicyName="calls", PolicyDocument=json.dumps(ALLOWED))
    keys = iam.create_access_key(UserName=USER)["AccessKey"]
    told = {"vpc": vpc, "subnet": subnet, "group": group, "policy_arn": made["Policy"]["Arn"]}
    return told | {"key": keys["AccessKeyId"], "secret": keys["SecretAccessKey"]}


def mix(ids: dict[str, str]) -> list[tuple[str, str, dict[str, Any]]]:
    """The calls, in the proportions of a run: half IAM, nearly half EC2, one in ten a write."""
    of_vpc = {"Filters": [{"Name": "vpc-id", "Values": [ids["vpc"]]}]}
    tags = [{"Key": "load", "Value": "one"}]
    return [
        ("iam", "get_role", {"RoleName": NAMES["role"]}),
        ("ec2", "describe_vpcs", {"VpcIds": [ids["vpc"]]}),
        ("iam", "list_attached_role_policies", {"RoleName": NAMES["role"]}),
        ("ec2", "describe_subnets", of_vpc),
        ("iam", "get_instance_profile", {"InstanceProfileName": NAMES["profile"]}),
        ("ec2", "describe_route_tables", of_vpc),
        ("iam", "get_user", {"UserName": USER}),
        ("ec2", "describe_security_groups", {"GroupIds": [ids["group"]]}),
        ("iam", "list_user_policies", {"UserName": USER}),
        ("ec2", "create_tags", {"Resources": [ids["subnet"]], "Tags": tags}),
        ("iam", "get_policy", {"PolicyArn": ids["policy_arn"]}),
        ("ec2", "describe_internet_gateways", {}),
        ("iam", "get_policy_version", {"PolicyArn": ids["policy_arn"], "VersionId": "v1"}),
        ("ec2", "describe_instances", {}),
        ("iam", "tag_role", {"RoleName": NAMES["role"], "Tags": tags}),
        ("ec2", "describe_nat_gateways", {}),
        ("iam", "list_groups_for_user", {"UserName": USER}),
        ("ec2", "describe_vpc_endpoints", of_vpc),
        ("sts", "get_caller_identity", {}),
        ("ssm", "get_parameter", {"Name": NAMES["parameter"]}),
    ]


def requests(url: str, ids: dict[str, str]) -> list[dict[str, Any]]:
    """Each call of the mix as it goes over the wire. Each is made, so none is refused."""
    import boto3

    session = boto3.Session(ids["key"], ids["secret"], region_name="us-east-1")
    noted: list[dict[str, Any]] = []
    for service, method, params in mix(ids):
        one = session.client(service, endpoint_url=url)
        one.meta.events.register("before-send", _noting(noted))
        getattr(one, method)(**params)
    return noted


def _noting(noted: list[dict[str, Any]]) -> Callable[..., None]:
    def note(request: Any, **_: Any) -> None:
        headers = {
            name: value.decode() if isinstance(value, bytes) else str(value) for name, value in request.headers.items()
        }
        body = request.body.decode() if isinstance(request.body, bytes) else request.body
        path = "/" + request.url.split("/", 3)[3]
        noted.append({"method": request.method, "path": path, "headers": headers, "body": body})

    return note


class Client(threading.Thread):
    """One client: sends the requests in turn, from some place in the mix on, until it is over."""

    def __init__(self, port: int, requests: list[dict[str, Any]], first: int, until: float) -> None:
        super().__init__(daemon=True)
        self._port, self._until = port, until
        self._requests = [*requests[first:], *requests[:first]]
        self.latencies: list[float] = []
        self.failures: list[str] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while True:
            for one in self._requests:
                began = time.perf_counter()
                if began >= self._until:
                    connection.close()
                    return
                self._send(connection, one)
                self.latencies.append(time.perf_counter() - began)

    def _send(self, connection: http.client.HTTPConnection, one: dict[str, Any]) -> None:
        try:
            connection.request(one["method"], one["path"], one["body"], one["headers"])
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            self.failures.append(f"{type(error).__name__}: {error}")
            return
        if response.status != 200:
            self.failures.append(f"{response.status}: {content[:300].decode(errors='replace')}")


def main() -> None:
    """Wait for a line on stdin, then let the clients run; tells what became of it as JSON."""
    port, threads, seconds = int(sys.argv[1]), int(sys.argv[3]), float(sys.argv[4])
    told = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    click.echo("ready")
    number = int(sys.stdin.readline())
    until = time.perf_counter() + seconds
    clients = [Client(port, told, (number * threads + one) % len(told), until) for one in range(threads)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    failures = [failure for one in clients for failure in one.failures]
    latencies = [latency for one in clients for latency in one.latencies]
    click.echo(json.dumps({"latencies": latencies, "failures": failures[:5], "failed": len(failures)}))


if __name__ == "__main__":
    main()
