"""Everything that only draws: AWS CLI commands, the ways of packets, files. Reads nouns, calls nothing."""

from c9lib.show.chain import ChainPicture
from c9lib.show.commands import Commands, as_command, by_hand
from c9lib.show.handwork import ByHand
from c9lib.show.landscape import NetworkPicture
from c9lib.show.source import Source
from c9lib.show.timeline import Timeline
from c9lib.show.ways import Ways

__all__ = [
    "ByHand",
    "ChainPicture",
    "Commands",
    "NetworkPicture",
    "Source",
    "Timeline",
    "Ways",
    "as_command",
    "by_hand",
]
