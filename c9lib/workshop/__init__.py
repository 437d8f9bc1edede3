"""A class: its roster, what it takes and whether it fits, and a card for each seat."""

from c9lib.workshop.model import Roster, Seat, Share
from c9lib.workshop.roster import read

__all__ = ["Roster", "Seat", "Share", "read"]
