"""How often AWS lets an account call: its token buckets, as documented. Pure data and arithmetic.

`figures.py` has each figure with its source, `draws.py` says which buckets a call takes from, `bucket.py` how a bucket
fills.
"""

from c9lib.call_limits.bucket import Level, filled
from c9lib.call_limits.draws import Draw, draws, place
from c9lib.call_limits.figures import Limit

__all__ = ["Draw", "Level", "Limit", "draws", "filled", "place"]
