"""What may strangers ask? A differentially private copy of a table, made once for one protocol."""
