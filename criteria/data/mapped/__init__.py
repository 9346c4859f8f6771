"""A map applied to a table: does it fit, what do its columns then hold, and what stands against using it?"""
