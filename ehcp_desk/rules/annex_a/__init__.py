"""The inspection lists as data: their tables, columns, words and checks."""
