"""What an environment is launched on, by whichever way: the instance profile, the subnet, the way out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from c9lib.aws import Session
from c9lib.checks.documented import PROFILE, PROFILE_PATH, ROLE, ROLE_PATH
from c9lib.steps.endpoint_parts import endpoints
from c9lib.steps.forecast import first
from c9lib.steps.launching import wait_for_profile
from c9lib.steps.place import Place
from c9lib.steps.prospect import Prospect, prospect
from c9lib.steps.reading import found

NO_SUBNET = "This deployment has no subnet yet. " + first("network")


@dataclass(frozen=True)
class Ground:
    """The account's profile, the deployment's subnet, and the forecast for an instance there; None is missing."""

    session: Session
    profile: Mapping[str, Any] | None
    here: Place | None
    ahead: Prospect

    @classmethod
    def of(cls, session: Session) -> Ground:
        """As it is now."""
        iam = session.client("iam")
        told = found(iam.get_instance_profile, "NoSuchEntity", InstanceProfileName=PROFILE)
        around = endpoints(session)
        ahead = prospect(around) if around else Prospect(waits_for=(NO_SUBNET,))
        return cls(session, told["InstanceProfile"] if told else None, around.here if around else None, ahead)

    @property
    def gives_address(self) -> bool:
        """Whether an instance gets a public address."""
        return self.here.gives_address if self.here else self.session.parameters.network == "public"

    @property
    def subnet_id(self) -> str:
        """The subnet's id, or which one it will be."""
        return self.here.subnet_id if self.here else "of step network"

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why nothing can be launched, whatever the run does before."""
        return (*_wrong_profile(self.profile), *self.ahead.refusals)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """What earlier steps have to do before a launch."""
        return (*_without_profile(self.profile), *self.ahead.waits_for)

    def ready(self) -> str:
        """The id of the subnet, once the profile has propagated."""
        assert self.profile is not None, "refused otherwise"
        assert self.here is not None, "refused otherwise"
        wait_for_profile(self.session, self.profile["CreateDate"])
        return self.here.subnet_id


def _without_profile(profile: Mapping[str, Any] | None) -> tuple[str, ...]:
    """What steps role and profile have to do before a launch."""
    if profile is None:
        return (f"The instance profile {PROFILE} doesn't exist yet. {first('profile')}",)
    roles = [(role["RoleName"], role["Path"]) for role in profile["Roles"]]
    if profile["Path"] == PROFILE_PATH and roles != [(ROLE, ROLE_PATH)]:
        told = ", ".join(path + name for name, path in roles) or "no role"
        return (f"The instance profile holds {told}, not {ROLE_PATH}{ROLE}. {first('role', 'profile')}",)
    return ()


def _wrong_profile(profile: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Why no instance can be launched with the account's instance profile, whatever the run does before."""
    if profile is None or profile["Path"] == PROFILE_PATH:
        return ()
    return (f"The instance profile {PROFILE} has the path {profile['Path']}, not {PROFILE_PATH}. See step profile.",)
