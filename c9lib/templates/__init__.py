"""CloudFormation templates: data inside the package, for our own steps and for whoever deploys them without us.

Each is readable on its own: its header says how to deploy it and what has to be there before.
"""

from __future__ import annotations

from importlib import resources
from typing import Literal, get_args

Name = Literal["role-and-profile", "environment", "whole"]
NAMES: tuple[Name, ...] = get_args(Name)


def text(name: Name) -> str:
    """A template as it stands in its file, in YAML."""
    return resources.files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
