"""Large data files of libraries, decoded once on a machine and not once in a process.

botocore's models of AWS's services and moto's lists are megabytes of compressed JSON: decoding EC2's takes 0.1 s,
reading it as `marshal` has it 0.007 s. What is decoded is kept where Python keeps what it has compiled, under the same
terms: beside this package, or in PYTHONPYCACHEPREFIX; with PYTHONDONTWRITEBYTECODE, or where nobody may write, nothing
is kept. A kept file is believed only as long as its source's place, size and time are the same, and Python's and the
library's version. C9LIB_PLAIN=1 keeps and believes nothing.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

PLAIN = "C9LIB_PLAIN"
"""The environment variable that switches every shortcut off: everything is read and imported as the libraries do it."""
UNREADABLE = (OSError, EOFError, ValueError, TypeError)
"""What reading a kept file raises where it is missing, torn, or of another Python."""


def is_plain() -> bool:
    """Whether somebody wants no shortcut."""
    return os.environ.get(PLAIN, "") not in ("", "0")


def kept(source: Path, version: str, decode: Callable[[], Any], part: str = "") -> Any:
    """The data of a file or folder, as `decode()` reads it or as it was kept. `version` is that of the library whose it
    is; `part` tells apart what is read of the same source in several ways.

    Only what JSON has (dictionaries, lists, texts, numbers) and bytes. Raises what `decode` does, and `OSError` for no
    such file.
    """
    if is_plain():
        return decode()
    told = source.stat()
    name = f"{source}\n{part}"
    stamp = [*sys.version_info[:3], version, name, told.st_size, told.st_mtime_ns]
    place = _folder() / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.marshal"
    with suppress(*UNREADABLE):
        content = place.read_bytes()
        believed, data = marshal.loads(content)  # noqa: S302 (as safe as Python's own files beside it)
        if believed == stamp:
            return data
    data = _bare(decode())
    if not sys.dont_write_bytecode:
        _keep(place, marshal.dumps([stamp, data]))
    return data


def _bare(data: Any) -> Any:
    """The same in Python's own dictionaries; botocore makes ordered ones, which keep their order no better."""
    if isinstance(data, dict):
        return {name: _bare(item) for name, item in data.items()}
    return [_bare(item) for item in data] if isinstance(data, list) else data


def _folder() -> Path:
    return Path(cache_from_source(__file__)).parent / "data"


def _keep(place: Path, content: bytes) -> None:
    """Whole or not at all; several processes may do it at once."""
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(place)
