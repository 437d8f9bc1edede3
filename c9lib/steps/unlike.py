"""Why the environment that is there can't be the one that the parameters ask for."""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.steps.environments import Environment


def unlike(session: Session, living: Environment) -> tuple[str, ...]:
    """Why the deployment's environment isn't the one that the parameters ask for."""
    told = f"This deployment's environment {living['name']} ({living['id']})"
    if living.get("connectionType") != "CONNECT_SSM":
        return (
            f"{told} is reached by {living.get('connectionType')}, and that can't be changed. Save what is on it,"
            " tear it down, and run again; or choose another deployment.",
        )
    wanted = session.parameters.environment_name
    if living["name"] != wanted:
        command = f"aws cloud9 update-environment --environment-id {living['id']} --name {wanted}"
        return (
            f"{told} isn't called {wanted}. Correct environment_name, choose another deployment, or rename the"
            f" environment: {command} --region {session.region}",
        )
    return ()
