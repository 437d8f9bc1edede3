"""Names and values that are settled but that nothing behind them does yet. Whoever builds one deletes its line here."""

from __future__ import annotations

NOT_BUILT: dict[str, dict[object, str]] = {
    "launch_with": {"cloudformation": "api"},
}


def instead_of(name: str, value: object) -> str:
    """What to use instead of a value that isn't built yet; empty for a value that is."""
    values = NOT_BUILT.get(name, {})
    return values.get(value, "") if values else ""
