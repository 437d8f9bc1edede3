"""What is measured, against what, and how to repeat it. Nothing here runs in the tests."""
