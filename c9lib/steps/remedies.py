"""How a sentence tells the way out: commands to run, or words where no command is the answer."""

from __future__ import annotations

from collections.abc import Sequence


def mend_with(remedy: Sequence[str]) -> str:
    """` Mend it with: aws …`, to put after a sentence; what a check says in words after `# ` stays words."""
    return "".join(f" {one[2:]}" if one.startswith("# ") else f" Mend it with: {one}" for one in remedy)


def only_if_unneeded(noun: str, commands: Sequence[str]) -> str:
    """What deletes a role or a profile that is in the way: only a person knows what else needs it."""
    if commands[0].startswith("# "):
        return f"Only if nothing else needs this {noun}, {commands[0].partition(': ')[2]} Then run again."
    return f"Only if nothing else needs this {noun}, delete it and run again: {' && '.join(commands)}"
