"""A printed AWS CLI command, run word for word by a POSIX shell on a simulated account, and on no other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DEAD_PROXY = "http://127.0.0.1:9"


def in_a_shell(line: str, url: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(home),
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",  # a remedy names its Region itself
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        "HTTP_PROXY": DEAD_PROXY,
        "HTTPS_PROXY": DEAD_PROXY,
        "NO_PROXY": "127.0.0.1,localhost",
    }
    return subprocess.run(
        ["/bin/sh", "-c", line], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
