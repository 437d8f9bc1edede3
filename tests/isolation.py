"""Keeps tests away from real accounts and hosts: the environment of all their processes, and a guard on sockets."""

from __future__ import annotations

import atexit
import ipaddress
import os
import random
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.secrets.canaries import planted

T = TypeVar("T")
# Every process that a test starts inherits it, so that leftovers are known even when their parent has ended.
MARK = "C9LIB_TEST_SESSION"
# Draws again what a test drew by chance, and printed.
SEED = "C9LIB_SEED"
# 1 lets those tests that take a sample take all of it, as `make least` does.
WHOLE = "C9LIB_WHOLE"
# `required`: tests in a browser fail where none is installed, instead of being skipped.
BROWSER = "C9LIB_BROWSER"
# Nobody listens on the discard port: a client that tries to leave this machine fails at once, and says so.
NOWHERE = "http://127.0.0.1:9"


def clean_environment(folder: Path, session: str) -> dict[str, str]:
    """The environment of the tests: this one without what belongs to its user, with all state below `folder`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in (SEED, WHOLE, BROWSER)
        or (not name.startswith(("AWS_", "C9LIB_", "JUPYTER_", "PAPERMILL_")) and not name.lower().endswith("_proxy"))
    }
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        kept |= {name: NOWHERE, name.lower(): NOWHERE}
    return kept | {
        **planted(),  # tests/secrets looks for them in all that the tests put out
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": str(folder / "no-aws-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "no-aws-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        "C9LIB_HOME": str(folder / "home"),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter-config"),
        "JUPYTER_DATA_DIR": str(folder / "jupyter-data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "jupyter-runtime"),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        MARK: session,
    }


def is_loopback(host: str) -> bool:
    """Whether a connection to `host` stays on this machine. Names but `localhost` would have to be looked up: no."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@contextmanager
def only_loopback() -> Iterator[None]:
    """Fail the test that connects to anything but this machine; code that catches every Exception can't hide it."""

    def guarded(method: str) -> Any:
        original = getattr(socket.socket, method)

        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(str(address[0])):
                pytest.fail(f"A test tried to connect to {address[0]}:{address[1]}. Tests talk to 127.0.0.1 only.")
            return original(self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex"):
            patch.setattr(socket.socket, method, guarded(method))
        yield


def seed() -> int:
    """What a test that draws by chance begins with: `C9LIB_SEED`, or another one each time. The test prints it."""
    return int(os.environ.get(SEED) or random.SystemRandom().randrange(10**6))


def drawn(things: Sequence[T], share: int) -> list[T]:
    """One of so many, by chance, in their order, with the seed printed; all where `C9LIB_WHOLE` is set."""
    if os.environ.get(WHOLE):
        return list(things)
    begun = seed()
    print(f"{SEED}={begun}")
    chosen = random.Random(begun).sample(range(len(things)), -(-len(things) // share))  # noqa: S311
    return [things[number] for number in sorted(chosen)]


def examples(number: int, share: int = 3) -> int:
    """How many of so many examples hypothesis draws: one of `share`, all where `C9LIB_WHOLE` is set."""
    return number if os.environ.get(WHOLE) else -(-number // share)


def alone() -> None:
    """For a program of the tests that pytest doesn't start: the same environment, in a folder that ends with it."""
    folder = tempfile.TemporaryDirectory(prefix="c9lib-tests-")
    atexit.register(folder.cleanup)
    environment = clean_environment(Path(folder.name), "alone")
    os.environ.clear()
    os.environ.update(environment)
