"""botocore's loader of data files, reading what this machine has decoded before (`kept_data.py`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import botocore
from botocore.loaders import JSONFileLoader, Loader

from c9lib.kept_data import kept

EXTENSIONS = (".json", ".json.gz")
"""As botocore looks for them, in this order."""


class KeptFiles(JSONFileLoader):  # type: ignore[misc]
    """botocore's own reader of files, which reads only what isn't kept."""

    def load_file(self, file_path: str) -> Any:
        """The data of a file, named without its extension; None where there is none."""
        read = super().load_file
        for extension in EXTENSIONS:
            source = Path(file_path + extension)
            if source.is_file():
                return kept(source, botocore.__version__, lambda: read(file_path))
        return None


class KeptLoader(Loader):  # type: ignore[misc]
    """botocore's own loader, which doesn't decode a file that is kept, nor look through 400 folders for services."""

    FILE_LOADER_CLASS = KeptFiles

    def list_available_services(self, type_name: str) -> list[str]:
        """Names of the services that have a file of this type (`service-2`), sorted."""
        return available(self, type_name)


def available(loader: Loader, type_name: str) -> list[str]:
    """What `list_available_services` of a loader gives: botocore's own services as they are kept, others as they are
    found."""
    own = Loader.BUILTIN_DATA_PATH
    others = [path for path in loader.search_paths if path != own]
    found = set(_names(others, type_name))
    if own in loader.search_paths:
        found.update(kept(Path(own), botocore.__version__, lambda: _names([own], type_name), part=type_name))
    return sorted(found)


def _names(paths: list[str], type_name: str) -> list[str]:
    bare = Loader(extra_search_paths=list(paths), include_default_search_paths=False)
    names: list[str] = _list_available_services(bare, type_name)
    return names


_list_available_services = Loader.list_available_services
"""botocore's own, whatever a server has put in its place (`simulator/moto_data.py`)."""


def loader(data_path: str | None = None) -> KeptLoader:
    """A loader; `data_path` names more folders of models, as AWS_DATA_PATH does."""
    more = (
        [str(Path(os.path.expandvars(one)).expanduser()) for one in data_path.split(os.pathsep)] if data_path else None
    )
    return KeptLoader(extra_search_paths=more)
