"""What was typed into the forms of one folder of notebooks: kept for the next cell run, kernel and notebook.

The file is in the user's state folder, not beside the notebooks: they are shared, what a person typed isn't. It belongs
to the folder, as all notebooks in it are of one run; a copy of the notebooks elsewhere has a memory of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from platformdirs import user_state_path

from c9lib.nouns.secrets import scrubbed
from c9lib.parameters import options

DEFAULTS: dict[str, Any] = {one.name: one.default for one in options()}


def folder() -> Path:
    """`$C9LIB_HOME/forms`, or a folder in the user's state directory."""
    home = os.environ.get("C9LIB_HOME")
    return (Path(home).expanduser().absolute() if home else user_state_path("c9lib")) / "forms"


class Memory:
    """What was typed for the notebooks in `place`, the working folder when none is given.

    Only values that differ from the defaults are kept, and nothing that looks like a secret. A file that can't be read
    is no memory; one that can't be written is told by `keep`.
    """

    def __init__(self, place: Path | None = None) -> None:
        self.place = (place or Path.cwd()).resolve()
        digest = hashlib.sha256(str(self.place).encode()).hexdigest()[:12]
        self.file = folder() / f"{self.place.name or 'root'}-{digest}.json"

    def values(self) -> dict[str, Any]:
        """Names and values, as they are in a notebook's cell: lists, not tuples."""
        try:
            told = json.loads(self.file.read_text(encoding="utf-8"))["typed"]
        except (OSError, ValueError, TypeError, KeyError):
            return {}
        return {name: told[name] for name in DEFAULTS if name in told} if isinstance(told, dict) else {}

    def keep(self, typed: Mapping[str, Any]) -> str:
        """Keep these besides what is there; one that is the default is forgotten. Gives "", or why it wasn't kept."""
        wanted = {name: value for name, value in (self.values() | dict(typed)).items() if _worth_keeping(name, value)}
        if wanted == self.values():
            return ""
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # In one stroke, and (as such files are made) readable by nobody else: another notebook may read meanwhile.
            with NamedTemporaryFile("w", dir=self.file.parent, encoding="utf-8", delete=False) as file:
                json.dump({"folder": str(self.place), "typed": wanted}, file, indent=1)
            Path(file.name).replace(self.file)
        except OSError as error:
            return f"what you type isn't remembered: {self.file} can't be written ({error.strerror or error})"
        return ""

    def forget(self) -> None:
        """Forget all that was typed."""
        self.file.unlink(missing_ok=True)


def is_default(name: str, value: Any) -> bool:
    """Whether a value, with a list or a tuple, is the parameter's default."""
    default = DEFAULTS[name]
    return bool(tuple(value) == default if isinstance(value, list) else value == default)


def _worth_keeping(name: str, value: Any) -> bool:
    return not is_default(name, value) and scrubbed(json.dumps(value)) == json.dumps(value)
