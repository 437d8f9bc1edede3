"""Scans all that the tests put out: captured text after each test, and every file of theirs at the end."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.secrets.scan import Scan

GIVEN_OUT = re.compile(rb"<(?:SecretAccessKey|SessionToken)>([^<]+)<")
"""How an answer of IAM or STS carries what it gives out."""
EXCEPTIONS = {
    "tests/nouns/test_secrets.py": "its subject is text with secrets in it",
    "tests/secrets/": "its subject is text with secrets in it",
    "tests/simulator/test_journal.py": "writes a made-up signature to show that the journal leaves it out",
}
"""Tests whose outputs and files may hold what looks like a secret, and why."""


class Watch:
    """A plugin of pytest: a test that puts out a secret fails, and so does a session that leaves one in a file."""

    def __init__(self, scan: Scan, folders: list[Path]) -> None:
        self.scan = scan
        self.folders = folders
        self.tests_of: dict[Path, str] = {}

    @pytest.hookimpl
    def pytest_collection_finish(self) -> None:
        """From here on the keys that an account of this process gives out count. Test files have imported it by now."""
        front = sys.modules.get("c9lib.simulator.front")
        if front is not None:
            self._learn_from(front.Front)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Iterator[Any]:
        report: pytest.TestReport = yield
        folder = getattr(item, "funcargs", {}).get("tmp_path")
        if folder is not None:
            self.tests_of[Path(folder)] = item.nodeid
        if not excepted(item.nodeid):
            self._judge(report)
        return report

    def _judge(self, report: pytest.TestReport) -> None:
        for name, text in (*report.sections, ("its failure", report.longreprtext)):
            found = self.scan.found(text)
            if found:
                # The text itself would carry the secret into the terminal and the log of the build.
                report.sections = []
                report.outcome = "failed"
                report.longrepr = f"{report.nodeid} puts out a secret: {'; '.join(found)} of {name}"

    def in_files(self) -> list[str]:
        """The files below the folders of this session that hold a secret, with the test that owns their folder."""
        return [
            f"{path} ({test or 'shared by tests'}): {'; '.join(found)}"
            for folder in self.folders
            for path in _files(folder)
            if not excepted(test := self._test(path))
            if (found := self.scan.in_file(path))
        ]

    def _test(self, path: Path) -> str:
        return next((self.tests_of[one] for one in path.parents if one in self.tests_of), "")

    def _learn_from(self, front: Any) -> None:
        respond, scan = front.respond, self.scan

        def noting(self: Any, environ: dict[str, Any], body: bytes) -> Any:
            response = respond(self, environ, body)
            if b"<SecretAccessKey>" in response.body:
                scan.known |= {secret.decode() for secret in GIVEN_OUT.findall(response.body)}
            return response

        front.respond = noting


def excepted(nodeid: str) -> bool:
    return any(nodeid.startswith(one) for one in EXCEPTIONS)


def _files(folder: Path) -> Iterator[Path]:
    """Regular files only: a pipe or a socket would keep its reader waiting."""
    for place, _, names in os.walk(folder):
        yield from (path for path in (Path(place, name) for name in names) if path.is_file() and not path.is_symlink())
