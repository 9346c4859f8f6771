"""What of the levers may be shown, and how it is drawn and written: a module for each question."""
