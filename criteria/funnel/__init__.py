"""What does each criterion cost? The numbers read off the verdicts."""
