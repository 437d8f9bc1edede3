"""The resource types of CloudFormation that are simulated: what the registry says of each (`schema.py`), what a
template may say of it (`validation.py`), and how it is made, changed, removed and read (one file per family)."""

from __future__ import annotations

import importlib
import pkgutil


def register() -> None:
    """Import every module of this package, so that its handlers are known."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(module.name)
