"""The AWS CLI as a program on PATH that starts in milliseconds: `aws`, whose commands run in forks of one process.

The AWS CLI itself takes most of a second to start, and the tests start it hundreds of times. So one process per test
session loads it once (`python -m tests.awscli SOCKET`). The program `aws` that a shell finds hands
over its words, its environment, its folder and its own standard streams, through a socket in the file system; a fork
runs the words by the AWS CLI's own `main`, and its exit code comes back. Nothing here reads a command.
"""

from __future__ import annotations

import array
import gc
import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

DEAD_PROXY = "http://127.0.0.1:9"
READ_FIRST = (("ec2", "describe-vpcs"), ("iam", "list-roles"))
"""Of these services everything is read before the first fork; an operation of each is gone through without a call."""
STREAMS = 3
LONGEST_REQUEST = 1 << 20
"""Bytes of words and environment; Linux allows a process about twice as much."""

PROGRAM = """\
#!{python} -IS
import array, json, os, socket, sys
with socket.socket(socket.AF_UNIX) as cli:
    cli.connect({address!r})
    told = json.dumps({{"words": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd()}}).encode()
    streams = array.array("i", [0, 1, 2]).tobytes()
    cli.sendmsg([len(told).to_bytes(4, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
    cli.sendall(told)
    code = cli.recv(1)
os._exit(code[0] if code else 255)
"""
"""Without site-packages: Python alone starts in some ten milliseconds."""


@dataclass(frozen=True)
class AwsCli:
    """The running process, and the folder of the program `aws`."""

    folder: Path
    pid: int

    @property
    def program(self) -> Path:
        """The program `aws`."""
        return self.folder / "aws"

    def environment(self, url: str, home: Path, region: str = "eu-west-1") -> dict[str, str]:
        """For a shell whose `aws` is this one, speaks to `url`, and reaches no other host. A remedy names its own
        Region, and one that forgets it meets eu-west-1, where nothing is."""
        return {
            "PATH": f"{self.folder}:/usr/bin:/bin",
            "HOME": str(home),
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
            "HTTP_PROXY": DEAD_PROXY,
            "HTTPS_PROXY": DEAD_PROXY,
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def sh(self, line: str, url: str, home: Path) -> subprocess.CompletedProcess[str]:
        """Run a line in a POSIX shell, as a person does who copies it."""
        return subprocess.run(
            ["/bin/sh", "-c", line],
            env=self.environment(url, home),
            cwd=home,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@contextmanager
def aws_cli(folder: Path) -> Iterator[AwsCli]:
    """Load the AWS CLI in a process of its own, which ends with this context; `folder` is where `aws` is put."""
    address = folder / "cli"
    command = [sys.executable, "-m", "tests.awscli", str(address)]
    root = Path(__file__).parents[1]
    # Its standard input stays open as long as whoever started it lives: that is how it notices a violent end.
    loaded = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)
    try:
        assert loaded.stdout is not None
        assert loaded.stdout.readline() == "ready\n", "the AWS CLI could not be loaded"
        started = AwsCli(folder, loaded.pid)
        started.program.write_text(PROGRAM.format(python=sys.executable, address=str(address)), encoding="utf-8")
        started.program.chmod(0o755)
        yield started
    finally:
        loaded.communicate(timeout=30)  # closes its standard input


def serve(address: str) -> None:
    """Listen on `address`, say `ready`, and run each command that comes in a fork, until standard input ends."""
    driver = _loaded()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # forks leave no zombies
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen(16)
        os.write(1, b"ready\n")
        _end_with_starter(os.getpid())
        while True:
            asked, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _answer(driver, asked)
            asked.close()


def _loaded() -> Any:
    """The AWS CLI with what every command would read first: commands, models, endpoints."""
    from awscli.clidriver import create_clidriver

    driver = create_clidriver()
    for service, operation in READ_FIRST:
        with redirect_stdout(io.StringIO()):
            driver.main([service, operation, "--generate-cli-skeleton"])  # everything but the call
        driver.session.create_client(
            service, "us-east-1", aws_access_key_id="none", aws_secret_access_key="none", endpoint_url=DEAD_PROXY
        )
    # A fork lives for one command: looking for garbage would only copy what it shares with this process.
    gc.disable()
    gc.freeze()
    return driver


def _end_with_starter(server: int) -> None:
    """Watch standard input in a fork that does nothing else; threads and forks in one process don't go together."""
    if os.fork() == 0:
        while os.read(0, 1):
            pass
        os.kill(server, signal.SIGTERM)
        os._exit(0)


def _answer(driver: Any, asked: socket.socket) -> NoReturn:
    """In a fork: take over the caller's streams, environment and folder, run its words, send the exit code, end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    code = 255
    try:
        told, streams = _received(asked)
        for own, theirs in enumerate(streams):
            os.dup2(theirs, own)
        os.environ.clear()
        os.environ.update(told["environment"])
        os.chdir(told["folder"])
        # Whoever started this process had another home, with other settings.
        driver.session._config = driver.session._profile_map = None
        code = _run(driver, told["words"])
    finally:
        asked.sendall(bytes([code & 255]))
        os._exit(0)


def _received(asked: socket.socket) -> tuple[Mapping[str, Any], list[int]]:
    head, ancillary, _, _ = asked.recvmsg(4, socket.CMSG_LEN(STREAMS * array.array("i").itemsize))
    streams = array.array("i")
    for _, _, data in ancillary:
        streams.frombytes(data)
    length = int.from_bytes(head, "big")
    assert length <= LONGEST_REQUEST
    told = b""
    while len(told) < length:
        told += asked.recv(length - len(told))
    return json.loads(told), list(streams)


def _run(driver: Any, words: list[str]) -> int:
    sys.argv = ["aws", *words]  # its usage begins with the program's name
    try:
        code = driver.main(words)
    except SystemExit as ended:  # how argparse ends on words that it doesn't know
        code = ended.code if isinstance(ended.code, int) else 255
    sys.stdout.flush()
    sys.stderr.flush()
    return int(code or 0)


if __name__ == "__main__":
    serve(sys.argv[1])
