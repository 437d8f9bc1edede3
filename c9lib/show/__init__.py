"""Everything that only draws: AWS CLI commands, and later pictures. Reads nouns, calls nothing."""

from c9lib.show.commands import Commands, as_command, by_hand

__all__ = ["Commands", "as_command", "by_hand"]
