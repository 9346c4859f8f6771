"""How is it said? Sentences for people, files for programs."""
