"""Any file, any assignment, any mapping: parameters, or one message. Nothing else, whatever stands in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c9lib.parameters import NAMES, Parameters, from_mapping, load, options, schema
from c9lib.parameters.loading import REMEDY
from c9lib.parameters.rules import broken
from tests.fuzz import texts
from tests.fuzz.outcome import outcome
from tests.isolation import examples

# The same inputs in every run, so that a build fails for what was changed and not for its luck.
STEADY: dict[str, Any] = {"deadline": None, "derandomize": True, "database": None}
# A `$` of JSON schema is the end, but Python's lets a line feed follow.
VALIDATOR = jsonschema.Draft202012Validator(json.loads(json.dumps(schema()).replace('$"', '\\\\Z"')))
DEFAULTS = {name: field.default for name, field in Parameters.model_fields.items()}
BY_PROGRAM = {"environment_name", "description", "vpc_cidr", "endpoint_url"}
"""What a validator of ours judges, beyond what a schema can say."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@settings(max_examples=examples(1800), **STEADY)
@given(contents=st.lists(texts.contents, min_size=1, max_size=2))
def test_any_files_come_to_parameters_or_to_one_message(folder: Path, contents: list[bytes]) -> None:
    files = [folder / f"{number}.yaml" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    outcome(lambda: load(files))


@settings(max_examples=examples(1500), **STEADY)
@given(pairs=st.lists(st.tuples(texts.names, texts.texts), max_size=8))
def test_any_assignments_come_to_parameters_or_to_one_message(pairs: list[tuple[str, str]]) -> None:
    made = outcome(lambda: load((), pairs))
    if isinstance(made, str):
        for name in {name for name, _ in pairs if name not in NAMES and name.isprintable() and 0 < len(name) <= 80}:
            assert name in made, "each mistake is in the one message"


@settings(max_examples=examples(1000), **STEADY)
@given(
    mapping=st.dictionaries(texts.names | st.integers() | st.none() | st.tuples(texts.texts), texts.plain, max_size=8)
)
def test_any_variables_of_a_notebook_come_to_parameters_or_to_one_message(mapping: dict[Any, Any]) -> None:
    outcome(lambda: from_mapping(mapping, "a notebook"))


@settings(max_examples=examples(1000), **STEADY)
@given(values=texts.right | st.dictionaries(st.sampled_from(NAMES), texts.plain, max_size=2))
def test_an_editor_takes_what_the_model_takes_and_refuses_what_it_refuses(values: dict[str, Any]) -> None:
    taken = VALIDATOR.is_valid(values)
    made = outcome(lambda: from_mapping(values))
    if isinstance(made, Parameters):
        assert VALIDATOR.is_valid(made.model_dump(mode="json")), "an editor takes what came of it"
        assert taken or any(loose(name, value) for name, value in values.items()), f"only the schema refuses {values}"
    elif taken:
        lines = [line.strip() for line in made.splitlines() if line.startswith("  ") and REMEDY not in line]
        wrong = {line.split(":")[0] for line in lines} & BY_PROGRAM
        rules = set[str]()
        for told in (plain_values(values), as_written(values)):
            apart = {name: one for name, one in (DEFAULTS | told).items() if name not in wrong}
            rules |= {str(one) for one in broken(apart)}
        assert {line for line in lines if line.split(":")[0] not in wrong} <= rules, f"only the model refuses {values}"


def as_written(values: dict[str, Any]) -> dict[str, Any]:
    """The same with what stands twice twice: a message tells it as it was given."""
    return {name: tuple(one) if isinstance(one, list) else one for name, one in values.items()}


def plain_values(values: dict[str, Any]) -> dict[str, Any]:
    """Values that are right by themselves, as the model has them: tuples, and nothing twice."""
    return {name: tuple(dict.fromkeys(one)) if isinstance(one, list) else one for name, one in values.items()}


def loose(name: str, value: Any) -> bool:
    """Whether only a command line, a roster or papermill gives it so: text for what isn't text, digits without quotes,
    an item twice. An editor is stricter about a file.
    """
    kind = next(one.type for one in options() if one.name == name)
    twice = isinstance(value, list) and len(set(map(str, value))) < len(value)
    return twice or (isinstance(value, str) and kind != "str") or (name == "account_id" and isinstance(value, int))
