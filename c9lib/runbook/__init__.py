"""The order of the notebooks, their headless run by papermill, the evidence that it leaves, and the report."""
