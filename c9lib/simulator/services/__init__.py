"""Our own operations, one module per subject. Importing a module registers its operations."""

from __future__ import annotations

import importlib
import pkgutil


def register() -> None:
    """Import every module of this package (and of its packages), so that their operations are known."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        importlib.import_module(module.name)
