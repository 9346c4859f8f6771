"""What names a person: by the name of a column, by its values, by what several columns tell together."""
