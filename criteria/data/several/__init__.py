"""Several tables of one population, in a folder or a database: joined, and long tables as columns beside them."""
