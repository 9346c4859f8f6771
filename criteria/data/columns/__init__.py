"""What does a column hold? Its values as numbers, intervals or words, and what stands for a missing one."""
