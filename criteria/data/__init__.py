"""Whom do we have? Patient tables, checked, in standard units."""
