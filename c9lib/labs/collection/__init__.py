"""One lab per file; `LAB` says all of it. `../shelf.py` finds them."""
