"""Parameter files that nobody would write by hand, and those that are nearly right, as hypothesis draws them."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from c9lib.parameters import NAMES, options

FOLDER = Path(__file__).parents[2] / "parameters"
REAL = tuple(file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.yaml")))
CHOICES = tuple(choice for one in options() for choice in one.choices)

NEAR = (
    *("123456789012", "012345678901", "vpc-01234567", "vpc-0123456789abcdef0", "subnet-01234567", "10.0.0.0/16"),
    *("172.17.0.0/16", "10.0.0.0/28", "http://127.0.0.1:1", "http://[::1", "[a", "a,b", "user/ann", "group/class"),
    *(
        "arn:aws:iam::123456789012:user/ann",
        "arn:aws:iam::123456789012:role/r",
        "",
        " ",
        "\x00",
        "\ud800",
        "٣٠",
        "１２",
    ),
    *(
        "t3.small",
        "t3a.small",
        "no-ingress",
        "-",
        "a" * 61,
        "true",
        "null",
        "~",
        "1e9",
        "0x10",
        "0o17",
        "1_000",
        ".inf",
    ),
    *("2030-01-01", "12:30:00", "!!python/none", "&a", "*a", "<<", "=", "{{ x }}", "${HOME}", "%s", "\r\n", "\u2028"),
)
ODD = (
    *("!!python/object/apply:os.system [id]\n", "!!python/name:os.system\n", "!!set {a}\n", "!!binary aGk=\n"),
    *(
        "&a [*a]\n",
        "a: &a {b: *a}\n",
        "<<: {region: us-east-1}\n",
        "<<: 3\n",
        "? [a]\n: b\n",
        "? {a: b}\n",
        "%YAML 9.9\n---\n",
    ),
    *(
        "a: 1\n---\nb: 2\n",
        "...\n",
        "---\n---\n",
        "- a\n- b\n",
        "3\n",
        "'text'\n",
        "null\n",
        "{}\n",
        "# nothing\n",
        "\t\n",
    ),
    *("region: us-east-1\nregion: us-east-2\n", "region: &r us-east-1\ndescription: *r\n", "region: *r\n", "[" * 200),
    *(
        "a: " + "{a: " * 50,
        "account_id: " + "9" * 5000 + "\n",
        "automatic_stop_minutes: 1e400\n",
        "!!int ''\n",
        "!!float x\n",
    ),
    *("availability_zones: !!bool maybe\n", "!!timestamp 2030-99-99\n", "!!omap [a]\n", "!!pairs [a: b]\n", "!<!> x\n"),
    *(
        "members: [" + "a, " * 100 + "]\n",
        "description: >-\n  a\n\n  b\n",
        'description: "\\x00"\n',
        'description: "\\ud800"\n',
    ),
)
PIECES = (
    ": ",
    "\n",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "#",
    "'",
    '"',
    "&a ",
    "*a",
    "!!int ",
    "!!str ",
    "|\n  ",
    ">",
    "\t",
    "\x00",
    "\ufeff",
    "\r\n",
)

texts = st.text(max_size=12) | st.sampled_from(NEAR) | st.sampled_from(CHOICES)
numbers = st.integers() | st.integers(0, 30000) | st.floats() | st.sampled_from((10**11, 10**400, -1, 2**63))
plain = st.recursive(
    st.none() | st.booleans() | numbers | texts | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(NAMES) | st.sampled_from(("regoin", "subnetId", "subnet-id", "AccountId")) | texts


@st.composite
def nearly_right(draw: st.DrawFn) -> str:
    """A file of ours in which something was changed: a line, a character, its order, its ends of lines."""
    lines = draw(st.sampled_from(REAL)).splitlines(keepends=True)
    chance = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311 - which line, and where in it
    for _ in range(draw(st.integers(1, 4))):
        at = chance.randrange(len(lines))
        how = draw(st.sampled_from(("double", "drop", "insert", "cut", "swap", "value")))
        line = lines[at]
        cut = chance.randrange(len(line) + 1)
        if how == "double":
            lines.insert(at, line)
        elif how == "drop" and len(lines) > 1:
            del lines[at]
        elif how == "insert":
            lines[at] = line[:cut] + draw(st.sampled_from(PIECES)) + line[cut:]
        elif how == "cut":
            lines[at] = line[:cut]
        elif how == "swap":
            chance.shuffle(lines)
        else:
            lines[at] = f"{draw(st.sampled_from(NAMES))}: {draw(st.sampled_from(NEAR + CHOICES))}\n"
    return draw(st.sampled_from(("", "\ufeff"))) + "".join(lines)


written = st.dictionaries(names, plain, max_size=6).map(lambda values: _written(values))
right = st.fixed_dictionaries(
    {},
    optional={one.name: st.sampled_from(one.choices) for one in options() if one.choices and one.type != "list[str]"}
    | {
        "automatic_stop_minutes": st.integers(-1, 20161),
        "availability_zones": st.integers(0, 4),
        "access_for": st.lists(st.sampled_from(("user/ann", "ben", "group/class", "role/r")), max_size=3),
        "environment_name": st.text("ab -é", min_size=1, max_size=8),
        "description": st.text(max_size=8),
        "vpc_cidr": st.sampled_from(("10.0.0.0/16", "10.1.0.0/28", "172.31.0.0/20", "10.0.0.1/16", "0.0.0.0/0")),
        "endpoint_services": st.lists(st.sampled_from(("ssm", "ssmmessages", "ec2messages", "s3")), max_size=4),
    },
)
"""Values of which most are right."""
files = (
    written
    | nearly_right()
    | st.sampled_from(ODD)
    | right.map(lambda values: _written(values))
    | st.lists(st.sampled_from((*PIECES, *NAMES, *NEAR)), max_size=12).map("".join)
)
"""The text of one parameter file."""
contents = files.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=64)
"""Its bytes."""


def _written(values: dict[str, Any]) -> str:
    """As YAML where it can be written so, else as JSON."""
    try:
        return str(yaml.safe_dump(values, allow_unicode=True))
    except (yaml.YAMLError, ValueError):
        return json.dumps(values, default=str)
