"""botocore's models of AWS's services, read once in a process and not once in a session.

EC2's alone is half a megabyte of compressed JSON: reading it takes 0.1 s, and making one more client of it 0.01 s. What
one process has decoded the next one reads as it is (`botocore_data.py`).
Rehearsals, labs, the seats of a class and a cell that runs again make sessions by the dozen.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3
from botocore.loaders import Loader

from c9lib.botocore_data import loader as kept_loader


def read_once(core: Any) -> boto3.Session:
    """A boto3 session around botocore's `core`, which reads its models where others of this process have read them."""
    loader = _loader(core.get_config_variable("data_path"))
    core.register_component("data_loader", loader)
    made = boto3.Session(botocore_session=core)
    # boto3 adds its own folder once a session; the loader would look there as often.
    loader.search_paths[:] = dict.fromkeys(loader.search_paths)
    return made


@cache
def _loader(data_path: str | None) -> Loader:
    """Who names other models of services (AWS_DATA_PATH) gets a loader of theirs."""
    return kept_loader(data_path)
