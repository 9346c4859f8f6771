"""Which column is which variable? A map of a table: proposed, asked about, written as a file, reviewed."""
