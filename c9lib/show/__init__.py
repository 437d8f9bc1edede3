"""Everything that only draws: AWS CLI commands, the ways of packets. Reads nouns, calls nothing."""

from c9lib.show.commands import Commands, as_command, by_hand
from c9lib.show.ways import Ways

__all__ = ["Commands", "Ways", "as_command", "by_hand"]
