"""SEN2 as files: the message and its schema, its frozen copy, and reading returns of every year and form back."""
