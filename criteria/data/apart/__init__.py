"""Files that strangers give, read in a process of their own: it may take only so much, and its death hurts nobody."""
