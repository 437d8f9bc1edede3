"""The folder that a run leaves: what was asked, who asked, what happened, what it means."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

import c9lib
from c9lib.errors import ParameterError
from c9lib.nouns import Call
from c9lib.parameters import Parameters
from c9lib.show import by_hand

VERSIONED = ("boto3", "botocore", "papermill", "nbclient", "ipykernel", "moto")


class Evidence:
    """`runs/<deployment>/<UTC time>/`: dated, one per run, never written to by another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def make(cls, root: Path, parameters: Parameters) -> Evidence:
        """A new folder, with the parameters in it. Two runs in the same second get two folders.

        Raises `ParameterError` when nothing can be written there.
        """
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
        place, number = root / parameters.deployment / stamp, 1
        while True:
            try:
                place.mkdir(parents=True)
                break
            except FileExistsError:
                number += 1
                place = root / parameters.deployment / f"{stamp}-{number}"
            except OSError as error:
                raise ParameterError(
                    f"The evidence can't be written to {root}: {error.strerror}; nothing was called.",
                    remedy=("Give another folder with --runs.",),
                ) from error
        made = cls(place)
        # With the defaults, which may be others in the next version.
        told = yaml.safe_dump(parameters.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
        (place / "parameters.yaml").write_text(told, encoding="utf-8")
        return made

    def notes(self) -> dict[str, Any]:
        """What the notebooks noted, by step, in the order in which they ran."""
        files = sorted((self.folder / "notes").glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
        return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}

    def calls(self) -> list[dict[str, Any]]:
        """Every call of the run, in order, with the step that made it."""
        return [{"step": step, **call} for step, note in self.notes().items() for call in note["calls"]]

    def finish(self, summary: dict[str, Any]) -> None:
        """Write what only the whole run knows: calls, commands, verdict, summary, and the hashes of all files."""
        calls = self.calls()
        self._json("calls.json", calls)
        (self.folder / "commands.sh").write_text(_script(calls), encoding="utf-8")
        verdict = self.notes().get("verify", {}).get("results", {}).get("verdict")
        if verdict:
            self._json("verdict.json", verdict)
        self._json("run.json", {**summary, "versions": _versions()})

    def seal(self) -> None:
        """Write `SHA256SUMS` over every file, so that a later change shows (`sha256sum -c SHA256SUMS`)."""
        files = sorted(file for file in self.folder.rglob("*") if file.is_file() and file.name != "SHA256SUMS")
        lines = [
            f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(self.folder)}\n" for file in files
        ]
        (self.folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")

    def _json(self, name: str, content: Any) -> None:
        (self.folder / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _script(calls: Iterable[dict[str, Any]]) -> str:
    """The writes of the run as a shell script."""
    fields = ("service", "operation", "arguments", "region", "outcome", "seconds", "request_id")
    made = [Call(**{name: call[name] for name in fields}) for call in calls]
    return f"#!/bin/sh\n# What the run wrote, as AWS CLI commands.\n{by_hand(made)}\n"


def _versions() -> dict[str, str]:
    return {
        "c9lib": c9lib.__version__,
        "python": platform.python_version(),
        **{name: version(name) for name in VERSIONED},
    }
