"""Whether two templates ask CloudFormation for the same: comments, words and what parameters may be don't count.

CloudFormation updates nothing for those ("No updates are to be performed"), so they must not look like a change.
"""

from __future__ import annotations

from typing import Any

import yaml

SECTIONS = ("Mappings", "Conditions", "Resources", "Outputs")


class _Loader(yaml.SafeLoader):
    """YAML with the short forms of CloudFormation's functions, each kept as its tag and what it is given."""


def _function(loader: _Loader, name: str, node: yaml.Node) -> tuple[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return name, loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return name, loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode), "YAML has no fourth kind"
    return name, loader.construct_mapping(node, deep=True)


_Loader.add_multi_constructor("!", _function)


def same(there: object, wanted: str) -> bool:
    """Whether a template as GetTemplate shows it (text; JSON as data) asks for the same as `wanted`."""
    if there == wanted:
        return True
    if not isinstance(there, str):
        return False  # somebody's JSON; ours is YAML
    try:
        return _asking(there) == _asking(wanted)
    except yaml.YAMLError:
        return False


def _asking(text: str) -> dict[str, Any]:
    told = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    sections = told if isinstance(told, dict) else {}
    return {name: _without_words(sections.get(name)) for name in SECTIONS}


def _without_words(section: Any) -> Any:
    """A section whose outputs don't describe themselves; a resource has no description beside its properties."""
    if not isinstance(section, dict):
        return section
    told = {name: one for name, one in section.items() if isinstance(one, dict)}
    return {**section, **{name: {key: one[key] for key in one if key != "Description"} for name, one in told.items()}}
