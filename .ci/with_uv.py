"""Install the pins of one requirements file and the project itself with uv: what pip does, several times as fast.

uv doesn't read how pip is configured here (`pip config`, PIP_...: a mirror, its certificate, a proxy), so this file
tells it. What it can't be told exactly is for pip. Usage: python .ci/with_uv.py requirements.txt, by the Python of
.venv/.
Exit code 0: all is installed; 3: pip says something that uv can't be told, and nothing was done; else: uv failed.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

FOR_PIP = 3
TOLD = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "constraint": "UV_CONSTRAINT",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "proxy": "ALL_PROXY",
}
"""Options of pip, and the variables by which uv is told the same."""
SWITCHES = {"no-index": "--no-index", "no-cache-dir": "--no-cache"}
"""What is on or off, and what uv's command is told then."""
OFF = {"0", "f", "false", "n", "no", "off"}
OF_PIP_ALONE = {
    "break-system-packages",
    "cache-dir",
    "compile",
    "config-file",
    "disable-pip-version-check",
    "exists-action",
    "format",
    "log",
    "no-clean",
    "no-color",
    "no-compile",
    "no-input",
    "no-python-version-warning",
    "no-warn-script-location",
    "prefer-binary",
    "progress-bar",
    "quiet",
    "require-virtualenv",
    "retries",
    "root-user-action",
    "src",
    "upgrade",
    "user",
    "verbose",
}
"""Options that don't change which files are taken, nor from where: pins leave no choice."""
SEPARATORS = {"UV_FIND_LINKS": ","}
"""Between several values of one variable; where none is named, a space."""


class CannotBeTold(ValueError):
    """pip is configured in a way that uv doesn't know."""


def configured(listed: str) -> dict[str, str]:
    """What holds for `pip install`, of the lines that `pip config list` prints: what comes later there counts more."""
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in listed.splitlines():
        hit = re.fullmatch(r"(\w+|:env:)\.([\w-]+)=(.*)", line)
        if hit and hit[1] in found:
            found[hit[1]][hit[2].replace("_", "-")] = str(ast.literal_eval(hit[3]))
    return {name: value for section in found.values() for name, value in section.items() if value.strip()}


def as_pip(options: Mapping[str, str]) -> dict[str, str]:
    """The variables of uv that say what `options` say to pip.

    Raises `CannotBeTold` where one has no counterpart.
    """
    variables: dict[str, str] = {}
    for name, value in options.items():
        if name in TOLD:
            variable = TOLD[name]
            variables[variable] = SEPARATORS.get(variable, " ").join(value.split())
        elif name not in SWITCHES and name not in OF_PIP_ALONE:
            raise CannotBeTold(f"pip is told {name} = {value!r}")
    if "ALL_PROXY" in variables:
        variables |= dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), variables["ALL_PROXY"])
    if "UV_INDEX" in variables:
        variables["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # pip looks for a version in all of its indexes
    return variables


def words(options: Mapping[str, str]) -> list[str]:
    """The words of uv's command that say the rest: it has no variables for them."""
    return [word for name, word in SWITCHES.items() if options.get(name, "0").lower() not in OFF]


def environment(told: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """The environment of uv: what pip says goes before what uv was told, and neither leads out of .venv/."""
    outside = {"UV_BREAK_SYSTEM_PACKAGES", "UV_PREFIX", "UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_TARGET"}
    return {name: value for name, value in now.items() if name not in outside} | dict(told)


def uv(told: Iterable[str], variables: Mapping[str, str]) -> int:
    """`uv pip install` into the environment whose Python runs this. The exit code."""
    program = Path(sys.executable).parent / "uv"
    command = [program, "pip", "install", "--quiet", "--python", sys.executable, "--no-deps", *told]
    return subprocess.run(command, env=dict(variables), check=False).returncode


def main(requirements: str) -> int:
    """Install both. The exit code."""
    asked = [sys.executable, "-m", "pip", "config", "list"]
    try:
        options = configured(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
        variables = environment(as_pip(options), os.environ)
    except CannotBeTold as untold:
        sys.stderr.write(f"{untold}, which uv can't be told.\n")
        return FOR_PIP
    switches = words(options)
    return uv([*switches, "-r", requirements], variables) or uv(
        [*switches, "--no-build-isolation", "-e", "."], variables
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
