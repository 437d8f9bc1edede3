"""A guided runbook for AWS Cloud9 environments without an inbound port: the library behind the notebooks."""

__version__ = "0.1.0"
