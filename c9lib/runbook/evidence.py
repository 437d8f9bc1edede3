"""The folder that a run leaves: what was asked, who asked, what happened, what it means."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from c9lib.errors import ParameterError
from c9lib.notebook.notes import JOURNAL
from c9lib.parameters import Parameters, as_run, load

RUN, PARAMETERS = "run.json", "parameters.yaml"


class Evidence:
    """`runs/<deployment>/<UTC time>/`: dated, one per run, never written to by another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def make(cls, root: Path, parameters: Parameters, name: str = "") -> Evidence:
        """A new folder, with the parameters in it. Two runs in the same second get two folders. `name` is that of the
        folder in `root`, where it isn't to be told from the deployment and the time; there may be one already, too.

        Raises `ParameterError` when nothing can be written there.
        """
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
        first = root / name if name else root / parameters.deployment / stamp
        place, number = first, 1
        while True:
            try:
                place.mkdir(parents=True)
                break
            except FileExistsError:
                number += 1
                place = first.with_name(f"{first.name}-{number}")
            except OSError as error:
                raise ParameterError(
                    f"The evidence can't be written to {root}: {error.strerror}; nothing was called.",
                    remedy=("Give another folder with --runs.",),
                ) from error
        made = cls(place)
        made.put_parameters(parameters.model_dump(mode="json"))
        return made

    def put_parameters(self, told: dict[str, Any]) -> None:
        """Keep the parameters, with the defaults, which may be others in the next version."""
        self.put_text(PARAMETERS, yaml.safe_dump(told, sort_keys=False, allow_unicode=True))

    def parameters(self) -> Parameters:
        """The parameters, as a run takes them. Raises `ParameterError` for those of another version."""
        return as_run(load([self.folder / PARAMETERS]))

    def run(self) -> dict[str, Any]:
        """What is known of the run as a whole so far; nothing where plain papermill made the folder."""
        return _read(self.folder / RUN)

    def notes(self) -> dict[str, Any]:
        """What the notebooks noted, by step, in the order of the run, whichever ran side by side; of notebooks that
        somebody executed one by one, in the order in which they began. With what was on its way when one was killed."""
        files = sorted((self.folder / "notes").glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
        found = {file.stem: note for file in files if (note := _read(file))}
        for name, note in found.items():
            _continue(note, self.folder / "notes" / f"{name}{JOURNAL}")
        places = {name: at for at, name in enumerate(self.run().get("order", ()))}
        # Notes of an older version don't say when they began; the time of their file does, as long as nobody copies it.
        return dict(sorted(found.items(), key=lambda one: (places.get(one[0], len(places)), one[1].get("began", ""))))

    def calls(self, notes: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Every call of the run, step by step in its order, with the step that made it: so they can be repeated by
        hand. By notes that were read already, or read now."""
        told = self.notes() if notes is None else notes
        return [{"step": step, **call} for step, note in told.items() for call in note["calls"]]

    def put(self, name: str, content: Any) -> None:
        """Write one file as JSON."""
        self.put_text(name, json.dumps(content, indent=1) + "\n")

    def put_text(self, name: str, text: str) -> None:
        """Write one file, in one stroke: whoever is killed in the middle leaves the one before."""
        unfinished = self.folder / f"{name}.new"
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(self.folder / name)


def _read(file: Path) -> dict[str, Any]:
    """A file of JSON; nothing when it isn't there or isn't whole."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _continue(note: dict[str, Any], journal: Path) -> None:
    """Put into a note what happened after it was written, as far as its journal tells."""
    if not journal.exists():
        return
    calls, waits = _by_beginning(note["calls"]), _by_beginning(note["waits"])
    for line in journal.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            continue  # the last line of whoever was killed while writing it
        calls |= _by_beginning([told["call"]] if "call" in told else [])
        waits |= _by_beginning([told["wait"]] if "wait" in told else [])
    note["calls"], note["waits"] = list(calls.values()), list(waits.values())


def _by_beginning(told: Iterable[dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """By what and when: the line that says how it ended takes the place of the one that says that it began."""
    names = ("service", "operation", "condition", "began")
    return {tuple(one.get(name) for name in names): one for one in told}
