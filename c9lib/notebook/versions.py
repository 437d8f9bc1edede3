"""What a notebook or a run was made with: the versions that decide how it goes."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

import c9lib

LIBRARIES = ("boto3", "botocore", "papermill", "nbclient", "ipykernel", "nbformat", "jinja2", "pydantic", "moto")


@cache
def versions() -> dict[str, str]:
    """This library, Python, the platform, and the libraries that matter; one that isn't installed is `none`."""
    told = {"c9lib": c9lib.__version__, "python": platform.python_version(), "platform": platform.platform()}
    return told | {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
