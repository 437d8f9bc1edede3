"""Every error message that people meet on the way, and what is known of it: pure data and the matching of pasted text.

find("An error occurred (TargetNotConnected) …", MESSAGES)   # the message, its check, cause, remedy
"""

from __future__ import annotations

from c9lib.messages.finding import Answer, Found, carried, find, nearest
from c9lib.messages.model import Message
from c9lib.messages.normal import normal
from c9lib.messages.of_creation import CREATION
from c9lib.messages.of_limits import LIMITS
from c9lib.messages.of_network import NETWORK
from c9lib.messages.of_rights import RIGHTS
from c9lib.messages.of_running import RUNNING

MESSAGES: tuple[Message, ...] = (*CREATION, *LIMITS, *RIGHTS, *NETWORK, *RUNNING)

__all__ = ["MESSAGES", "Answer", "Found", "Message", "carried", "find", "nearest", "normal"]
