"""What a serving process shares: the places in botocore and moto that it takes are still there, and say the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import json, os, sys, warnings, logging
logging.basicConfig(stream=sys.stderr, format="%(message)s")
from c9lib.simulator import moto_data, models
moto_data.share()
import boto3, botocore.session
from botocore.loaders import Loader
from moto.core.utils import get_service_model
from moto.ec2.models.instance_types import INSTANCE_TYPES, INSTANCE_TYPE_OFFERINGS
from moto.utilities import utils
import hashlib
read = [vars(one).get("_all") for lists in INSTANCE_TYPE_OFFERINGS.values() for one in lists.values()
        if not isinstance(one, list)]
offered = {kind: {name: list(one) for name, one in lists.items()} for kind, lists in INSTANCE_TYPE_OFFERINGS.items()}
def digest(told): return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
print(json.dumps({
    "shared": botocore.session.Session().get_component("data_loader") is models.loader,
    "kept": [type(Loader().file_loader).__name__, utils.load_resource.__module__],
    "pytest": "pytest" in sys.modules,
    "regions": boto3.Session().get_available_regions("ec2"),
    "operations": get_service_model("ec2").operation_names,
    "services": digest(Loader().list_available_services("service-2")),
    "types": digest(INSTANCE_TYPES), "offerings": digest(offered),
    "late": len(read), "read": sum(one is not None for one in read),
}))
"""


@pytest.fixture(scope="module")
def shared_and_plain() -> tuple[dict[str, object], dict[str, object], str]:
    """The same asked with every shortcut and without any, and what was warned of."""
    told = []
    for plain in ("", "1"):
        done = subprocess.run(
            [sys.executable, "-c", PROBE], env={"C9LIB_PLAIN": plain}, capture_output=True, text=True, check=True
        )
        told.append((json.loads(done.stdout), done.stderr))
    return told[0][0], told[1][0], told[0][1]


def test_each_place_is_still_there(shared_and_plain: tuple[dict[str, object], dict[str, object], str]) -> None:
    shared, plain, warned = shared_and_plain
    assert shared["shared"] is True
    assert shared["kept"] == ["KeptFiles", "c9lib.simulator.moto_data"]
    assert warned == ""
    assert plain["shared"] is False
    assert plain["kept"] == ["JSONFileLoader", "moto.utilities.utils"]


@pytest.mark.parametrize("name", ["regions", "operations", "services", "types", "offerings"])
def test_the_data_is_the_same(shared_and_plain: tuple[dict[str, object], dict[str, object], str], name: str) -> None:
    shared, plain, _ = shared_and_plain
    assert shared[name] == plain[name]
    assert shared[name]


def test_no_list_of_offerings_is_read_before_somebody_asks(
    shared_and_plain: tuple[dict[str, object], dict[str, object], str],
) -> None:
    shared, plain, _ = shared_and_plain
    assert shared["late"]
    assert shared["read"] == 0
    assert plain["late"] == 0


def test_a_server_imports_no_pytest(shared_and_plain: tuple[dict[str, object], dict[str, object], str]) -> None:
    assert shared_and_plain[0]["pytest"] is False


def test_a_place_that_is_gone_is_told_and_left_alone() -> None:
    gone = "import botocore.session; del botocore.session.create_loader\n"
    probe = gone + PROBE.partition("import boto3")[0].replace("moto_data.share()", "moto_data._botocore()")
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert "botocore.session has no create_loader any more" in done.stderr


TWICE = """
import sys
from pathlib import Path
from c9lib import kept_data
kept_data._folder = lambda: Path(sys.argv[1])
sys.dont_write_bytecode = False
from c9lib.simulator import moto_data
moto_data.share()
moto_data.share()
from moto.utilities.utils import load_resource
print([one["LocationType"] for one in load_resource("ec2/resources/instance_type_offerings/region/eu-west-1.json")][0])
"""


def test_it_may_be_shared_twice_where_nothing_is_kept_yet(tmp_path: Path) -> None:
    for _ in range(2):  # the second process reads what the first one kept
        done = subprocess.run([sys.executable, "-c", TWICE, str(tmp_path)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "region\n"), done.stderr
