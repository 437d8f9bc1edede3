"""Who needs the role and the instance profile, which the whole account shares in every Region (facts 5.12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from c9lib.aws import Session, error_code
from c9lib.aws.failures import CLOSED
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.cached import cached_property
from c9lib.checks.documented import PROFILE, PROFILE_PATH
from c9lib.checks.environments import lifecycle
from c9lib.parameters.choices import REGIONS
from c9lib.steps.base import Step
from c9lib.steps.environments import described
from c9lib.steps.leaving import NOBODY, Leaving
from c9lib.steps.reading import in_words, is_ours, tag


class Needs:
    """What in the account still needs the pair, once `leaving` is gone; looks into all Regions when first asked: for
    environments where Cloud9 is, for instances everywhere, as any instance may have the profile.
    """

    def __init__(self, session: Session, leaving: Leaving = NOBODY) -> None:
        self._session = session
        self._leaving = leaving

    @cached_property
    def reason(self) -> str:
        """Why the pair is kept; "" when nothing needs it. A Region that can't be read counts as one that does."""
        told = self._session.at_once(*(partial(self._in, region) for region in self._enabled()))
        return "; ".join(reason for reasons in told for reason in reasons)

    def _enabled(self) -> list[str]:
        """The Regions that this account has switched on; nothing of the account can be in another."""
        regions = self._session.client("ec2").describe_regions(AllRegions=False)["Regions"]
        return sorted(region["RegionName"] for region in regions)

    def _in(self, region: str) -> list[str]:
        try:
            environments, instances = in_words(self._environments(region), ""), in_words(self._instances(region), "")
        except (ClientError, BotoCoreError) as error:
            return [
                f"{region} can't be read ({error_code(error) or type(error).__name__}), so it may hold what needs it"
            ]
        of_cloud9 = [f"in {region} the no-ingress environments {environments} need it"] if environments else []
        return of_cloud9 + ([f"in {region} the instances {instances} use it"] if instances else [])

    def _environments(self, region: str) -> Iterator[str]:
        if region not in REGIONS:
            return
        try:
            here = described(self._session, region)
        except ClientError as error:
            if CLOSED in str(error):  # An account that Cloud9 is closed to has no environment there (facts 3.7).
                return
            raise
        for environment in here:
            by_sessions = environment.get("connectionType") == "CONNECT_SSM"
            needing = by_sessions and lifecycle(environment) != "CREATE_FAILED"
            if needing and environment["id"] not in self._leaving.environments:
                yield environment["id"]

    def _instances(self, region: str) -> Iterator[str]:
        arn = f"arn:aws:iam::{self._session.account_id}:instance-profile{PROFILE_PATH}{PROFILE}"
        method, items = "describe_iam_instance_profile_associations", "IamInstanceProfileAssociations"
        for one in self._session.pages("ec2", method, items, region):
            using = one["IamInstanceProfile"]["Arn"] == arn and one["State"] in ("associating", "associated")
            if using and one["InstanceId"] not in self._leaving.instances:
                yield one["InstanceId"]


class SharedStep(Step):
    """A step on what the account shares: removed only when this deployment made it and nothing needs it."""

    def __init__(self, session: Session, leaving: Leaving = NOBODY, needs: Needs | None = None) -> None:
        super().__init__(session, leaving)
        self._needs = needs or Needs(session, leaving)

    def kept(self, thing: Mapping[str, Any]) -> str:
        """Why the role or profile stays, in words; "" when it may go."""
        if not is_ours(self.session, thing):
            maker = tag(thing.get("Tags", ()), DEPLOYMENT_TAG)
            whose = f"; deployment {maker} did, and its tear-down takes it away once nothing needs it" if maker else ""
            return f"this deployment didn't make it{whose}"
        return self._needs.reason
