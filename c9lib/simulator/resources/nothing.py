"""Types of which nothing is made in the account: AWS::CloudFormation::WaitConditionHandle, AWS::CDK::Metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles

SIGNAL = "https://cloudformation-waitcondition-{}.s3.amazonaws.com/{}"


class Nothing(Handler):
    """There as long as the stack has it."""

    def create(self, work: Work) -> Waiting:
        work.initiated(self.identifier(work))
        yield 0.0

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        yield 0.0

    def delete(self, work: Work) -> Waiting:
        yield 0.0

    def read(self, work: Work) -> Properties | None:
        return {**work.properties, "Id": work.physical_id}

    def identifier(self, work: Work) -> str:
        """Its physical id."""
        return work.name()


@handles("AWS::CDK::Metadata")
class Metadata(Nothing):
    """What AWS CDK writes into a template about itself."""

    def identifier(self, work: Work) -> str:
        return work.token  # a UUID on AWS


@handles("AWS::CloudFormation::WaitConditionHandle")
class WaitConditionHandle(Nothing):
    """An address for signals, as Ref gives it. There is no wait condition here that would listen to it."""

    def identifier(self, work: Work) -> str:
        return SIGNAL.format(work.region, work.token)
