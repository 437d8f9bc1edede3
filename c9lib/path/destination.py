"""Where a packet is to go: a service of AWS, or any host, by the name that the agent asks for."""

from __future__ import annotations

from dataclasses import dataclass

SERVICE_ADDRESS = "52.46.128.0"
"""Stands for any AWS service's public endpoint: an address that ip-ranges.amazonaws.com lists as Amazon's."""
HTTPS = 443


@dataclass(frozen=True)
class Destination:
    """A host and a TCP port. `service_name` is what VPC endpoints for it are called (`com.amazonaws.us-east-1.ssm`), ""
    for a host that none is for. `address` is the public IPv4 address that stands for it.
    """

    host: str
    port: int = HTTPS
    service_name: str = ""
    address: str = SERVICE_ADDRESS

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def short(self) -> str:
        """`ssm` of `com.amazonaws.us-east-1.ssm`; the host itself where no endpoint is for it."""
        return self.service_name.rpartition(".")[2] or self.host


def service(name: str, region: str) -> Destination:
    """An AWS service in a Region: `ssm`, `ssmmessages`, `ec2messages`, `s3` …, on port 443."""
    return Destination(f"{name}.{region}.amazonaws.com", HTTPS, f"com.amazonaws.{region}.{name}")


def host(name: str, address: str, port: int = HTTPS) -> Destination:
    """Any host by its name and IPv4 address."""
    return Destination(name, port, "", address)
