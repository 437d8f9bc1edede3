"""Faults of the simulated AWS, on purpose: what a client must live with, switched on and off by whoever tests one.

`kinds.py` and `fault.py` are the nouns, `reading.py` and `lines.py` read them, `chances.py` decides whom they meet,
`turn.py` lets a request meet them, `door.py` is for those that know the operation's parameters.
"""
