"""The templates as data, read by cfn-lint: independently of how the simulated AWS reads them."""

from __future__ import annotations

from typing import Any

from cfnlint.decode import decode_str

from c9lib import templates


def decoded(name: templates.Name) -> dict[str, Any]:
    """A template; functions in their long form."""
    template, mistakes = decode_str(templates.text(name))
    assert not mistakes, mistakes
    return _plain(template)


def _plain(value: Any) -> Any:
    """cfn-lint's nodes as the types that they stand for."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
