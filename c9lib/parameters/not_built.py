"""Names and values that are settled but that nothing behind them does yet. Whoever builds one deletes its line here."""

from __future__ import annotations

ANY = "anything but the empty list"

NOT_BUILT: dict[str, dict[object, str]] = {
    "launch_with": {"cloudformation": "api"},
    "access_policy": {"statements": "AWSCloud9User, AWSCloud9EnvironmentMember or AWSCloud9Administrator"},
    "members": {ANY: "the empty list, and AWS CLI's `aws cloud9 create-environment-membership`"},
}


def instead_of(name: str, value: object) -> str:
    """What to use instead of a value that isn't built yet; empty for a value that is."""
    values = NOT_BUILT.get(name, {})
    if isinstance(value, tuple):
        return values.get(ANY, "") if value else ""
    return values.get(value, "")
