"""The parameters of a run: one model, from which the files, the notebooks' cells, the schema and the tables come."""

from c9lib.parameters.json_schema import schema
from c9lib.parameters.learner import as_run
from c9lib.parameters.loading import Judged, from_assignments, from_mapping, judge, load
from c9lib.parameters.model import Parameters
from c9lib.parameters.rows import NAMES, Option, options
from c9lib.parameters.tables import cell, describe, readme_table

__all__ = [
    "NAMES",
    "Judged",
    "Option",
    "Parameters",
    "as_run",
    "cell",
    "describe",
    "from_assignments",
    "from_mapping",
    "judge",
    "load",
    "options",
    "readme_table",
    "schema",
]
