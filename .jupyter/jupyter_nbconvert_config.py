"""An exported notebook is a page that fetches nothing from anywhere; JupyterLab's own export obeys, too."""

from pathlib import Path

c = get_config()  # noqa: F821 (traitlets puts it here)
c.HTMLExporter.template_name = "offline"
c.HTMLExporter.extra_template_basedirs = [str(Path(__file__).parent / "templates")]
