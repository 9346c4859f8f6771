"""What does the trial ask? Units, variables, criteria, protocols, scenarios. Pydantic only."""
