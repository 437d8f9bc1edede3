"""The gateway endpoint for Amazon S3: on the instance's route table, with a policy that is no wider than asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from c9lib.aws import Session
from c9lib.checks.agent_requests import Through
from c9lib.checks.commands import as_json, command
from c9lib.nouns import Change
from c9lib.steps.buckets import in_short, lacking, policy
from c9lib.steps.endpoint_parts import Endpoints, create_endpoint, service_name
from c9lib.steps.place import Thing
from c9lib.steps.reading import in_words, is_ours

WHY = "the IDE fetches its dependencies from Cloud9's bucket; a gateway endpoint costs nothing"
NO_UBUNTU = (
    "Ubuntu's package repositories aren't in Amazon S3: without a way to the internet, apt reaches none of them."
)


class S3Gateway:
    """The S3 gateway endpoint of a deployment's route table; `there` is None when there is no subnet yet.

    An endpoint takes all traffic of its route table to Amazon S3, so a narrow policy cuts off whoever else uses that
    table. Where somebody does, the endpoint gets AWS's policy, that allows everything (docs/decisions/009).
    """

    def __init__(self, session: Session, there: Endpoints | None) -> None:
        self.session = session
        self._there = there

    def changes(self) -> Iterator[Change]:
        """Make it, put it onto the subnet's route table, or widen its policy to what is asked for."""
        found = self._there.gateway() if self._there else None
        if found is not None:
            if is_ours(self.session, found) and not self._is_right(found):
                yield self._mend(found["VpcEndpointId"])
            return
        own = [one for one in self._there.gateways() if is_ours(self.session, one)] if self._there else []
        yield self._extend(own[0]["VpcEndpointId"]) if own else self._create()

    def useless(self) -> str:
        """Why the endpoint that is there doesn't serve the instance; "" when it does."""
        found = self._there.gateway() if self._there else None
        missing = self._lacking(found) if found else []
        return f"Its policy doesn't let {in_words(missing)} through." if missing else ""

    def refusals(self) -> Iterator[str]:
        """Somebody else's endpoint that cuts the instance off from Cloud9's bucket."""
        found = self._there.gateway() if self._there else None
        if found is None or is_ours(self.session, found):
            return
        missing = self._lacking(found)
        if not missing:
            return
        yield (
            f"The gateway endpoint {found['VpcEndpointId']} for s3 isn't this deployment's, and its policy doesn't let"
            f" {in_words(missing)} through: the IDE would lack its dependencies. {self._mending(found, missing)}"
        )

    def _mending(self, endpoint: Thing, missing: list[str]) -> str:
        wider = as_json(_widened(endpoint, missing))
        if lacking(wider, self.session.region, (), _through(endpoint)):
            return (
                "Its policy denies that by a statement of its own: ask its owner, or leave s3 out of endpoint_services."
            )
        words = ("--vpc-endpoint-id", endpoint["VpcEndpointId"], "--policy-document", wider)
        return f"Mend it with: {command(self.session.region, 'ec2', 'modify-vpc-endpoint', *words)}"

    def notes(self) -> Iterator[str]:
        """What the endpoint means for others, and for what isn't Cloud9's."""
        if self._there and self._there.gateway() and not is_ours(self.session, self._there.gateway() or {}):
            return
        if self._shared:
            assert self._there is not None
            others = in_words(str(one["NetworkInterfaceId"]) for one in self._there.others_on_table)
            yield (
                f"Others use the instance's route table, too ({others}), and their traffic to Amazon S3 takes this"
                " endpoint from now on; open connections to S3 break once. So that nobody is cut off, its policy"
                " allows everything."
            )
            return
        yield (
            f"With the policy of the S3 endpoint whatever uses the subnet's route table reaches only"
            f" {in_short(self._access, self.session.region)} in Amazon S3; s3_access says what is let through."
        )
        if self.session.parameters.image_id.find("ubuntu") >= 0:
            yield NO_UBUNTU

    @property
    def _access(self) -> tuple[str, ...]:
        return self.session.parameters.s3_access

    @property
    def _shared(self) -> bool:
        return bool(self._there and self._there.others_on_table)

    @property
    def _ec2(self) -> Any:
        return self.session.client("ec2")

    @property
    def _table(self) -> str:
        table = self._there.here.route_table if self._there else None
        assert table is not None, "refused otherwise; a VPC has a main route table"
        return str(table["RouteTableId"])

    def _lacking(self, endpoint: Thing) -> list[str]:
        """What its policy has to let through and doesn't: of somebody else's, only what the IDE can't do without."""
        access = self._access if is_ours(self.session, endpoint) else ()
        document = endpoint.get("PolicyDocument")
        return lacking(document, self.session.region, access, _through(endpoint)) if document else []

    def _is_right(self, endpoint: Thing) -> bool:
        """Whether this deployment's endpoint has the policy that it is to have; a wider one harms nobody where others
        use the route table.
        """
        if self._shared:
            return not lacking(endpoint["PolicyDocument"], self.session.region, self._access, _through(endpoint))
        return bool(json.loads(endpoint["PolicyDocument"]) == policy(self.session.region, self._access))

    def _document(self) -> dict[str, Any]:
        """The argument for the policy; none leaves AWS's own, which allows everything."""
        if self._shared:
            return {}
        return {"PolicyDocument": json.dumps(policy(self.session.region, self._access))}

    def _create(self) -> Change:
        def run() -> None:
            assert self._there is not None, "refused otherwise"
            told = {
                "VpcEndpointType": "Gateway",
                "VpcId": self._there.here.vpc_id,
                "ServiceName": service_name(self.session, "s3"),
                "RouteTableIds": [self._table],
                **self._document(),
            }
            create_endpoint(self.session, "s3", told)

        what = "everything" if self._shared else in_short(self._access, self.session.region)
        permission = ("ec2:CreateVpcEndpoint", "ec2:CreateTags", "ec2:DescribeVpcEndpoints")
        return Change("create", f"gateway endpoint for s3, for {what}", WHY, permission, "delete the endpoint", run=run)

    def _extend(self, endpoint_id: str) -> Change:
        """Put this deployment's own endpoint onto the subnet's route table, too."""
        return Change(
            "add",
            f"route table of the subnet to the gateway endpoint {endpoint_id}",
            WHY,
            ("ec2:ModifyVpcEndpoint",),
            "goes with the endpoint",
            run=lambda: self._ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, AddRouteTableIds=[self._table]),
        )

    def _mend(self, endpoint_id: str) -> Change:
        what = "everything" if self._shared else in_short(self._access, self.session.region)
        document = self._document() or {"ResetPolicy": True}
        return Change(
            "replace",
            f"policy of the gateway endpoint {endpoint_id}, now for {what}",
            "another policy was asked for before, or somebody changed it; it may take minutes until it holds",
            ("ec2:ModifyVpcEndpoint",),
            "goes with the endpoint",
            run=lambda: self._ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, **document),
        )


def _through(endpoint: Thing) -> Through:
    return Through(str(endpoint["VpcEndpointId"]), str(endpoint["VpcId"]))


def _widened(endpoint: Thing, resources: list[str]) -> dict[str, Any]:
    """An endpoint's policy with one statement more, that lets these objects be read."""
    added = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": resources}
    now = json.loads(endpoint["PolicyDocument"])
    statements = now["Statement"] if isinstance(now["Statement"], list) else [now["Statement"]]
    return {**now, "Statement": [*statements, added]}
