"""moto's and botocore's data files for a process that only serves: decoded once, for all who ask in it.

moto makes sessions of boto3 of its own while it is imported, each of which would decode the model of EC2 anew, and
reads a hundred lists of instance types. Left alone that is a second of the start.
"""

from __future__ import annotations

import logging
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import botocore.session
from botocore.loaders import Loader

from c9lib import botocore_data, botocore_events, botocore_methods
from c9lib.kept_data import is_plain, kept
from c9lib.simulator import models, moto_finds, moto_offerings, moto_picking

LARGE = ("ec2", "sts", "ssm", "kms")
"""Services of moto, the one first that is needed first."""

log = logging.getLogger("c9lib.simulator")


@cache  # once in a process: a second time it would take what it has put there for moto's
def share() -> None:
    """Let every loader of this process read what is kept, and every session without a path of its own use one loader.

    Call it before moto's services are imported, as often as you like. Where botocore or moto has none of these places
    any more, it warns, and what is there is used.
    """
    if is_plain():
        return
    botocore_events.share_names()
    botocore_methods.share_methods()
    _botocore()
    _moto()


def load() -> None:
    """Import the services of moto whose first request would take long for it."""
    for service in LARGE:
        import_module(f"moto.{service}.responses")
    if not is_plain():
        moto_finds.find_by_id()
        moto_picking.remember_names()


def _botocore() -> None:
    if _has(botocore.session, "create_loader"):
        made = botocore.session.create_loader
        botocore.session.create_loader = lambda path=None: models.loader if path is None else made(path)
    if _has(Loader, "FILE_LOADER_CLASS", "list_available_services"):
        Loader.FILE_LOADER_CLASS = botocore_data.KeptFiles
        Loader.list_available_services = botocore_data.available


def _moto() -> None:
    from moto.utilities import utils

    if not _has(utils, "load_resource"):
        return
    read, package = utils.load_resource, Path(utils.__file__).parent.parent
    release = version("moto")

    def load_resource(resource: str) -> Any:
        source = package / resource
        compressed = source.with_name(f"{source.name}.gz")
        whole = compressed if compressed.exists() else source
        if resource.startswith(moto_offerings.PLACE):
            return moto_offerings.Offerings(resource, lambda: kept(whole, release, lambda: read(resource)))
        return kept(whole, release, lambda: read(resource))

    setattr(utils, "load_resource", load_resource)  # noqa: B010 (a plain assignment would need a cast)


def _has(place: Any, *names: str) -> bool:
    """Whether a library still has what is put in place of it here."""
    lacks = [name for name in names if not hasattr(place, name)]
    if lacks:
        log.warning("%s has no %s any more: the simulated AWS starts more slowly", place.__name__, ", ".join(lacks))
    return not lacks
