"""What the variables are called elsewhere, and what a heading therefore says."""
