"""Who meets what? Three-valued verdicts of every patient."""
