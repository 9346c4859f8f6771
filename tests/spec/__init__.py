"""The specification, as tables and worked patients, run on every engine."""
