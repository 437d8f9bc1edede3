"""The one door of a notebook: `begin("role", globals())` gives the step of this notebook, ready to be asked."""

from c9lib.notebook.begin import begin
from c9lib.notebook.both_ways import both_ways, template
from c9lib.notebook.form import form
from c9lib.notebook.grants import grants
from c9lib.notebook.guides import Guide, Verify
from c9lib.notebook.start_guide import Start
from c9lib.notebook.tear_down_guide import TearDown

__all__ = ["Guide", "Start", "TearDown", "Verify", "begin", "both_ways", "form", "grants", "template"]
