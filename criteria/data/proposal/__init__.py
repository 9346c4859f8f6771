"""A map proposed for a table: what is sure, and a question for whatever the table does not say."""
