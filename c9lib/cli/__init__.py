"""The command `c9lib`. Each command is a file; it is imported when it is called, so that `--help` answers at once."""

from c9lib.cli.main import main

__all__ = ["main"]
