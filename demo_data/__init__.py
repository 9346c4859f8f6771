"""The reference protocol, the demonstration tables and their generator."""
