"""Everything that only draws: AWS CLI commands, the ways of packets, files. Reads nouns, calls nothing."""

from c9lib.show.commands import Commands, as_command, by_hand
from c9lib.show.source import Source
from c9lib.show.ways import Ways

__all__ = ["Commands", "Source", "Ways", "as_command", "by_hand"]
