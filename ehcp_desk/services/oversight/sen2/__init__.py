"""The SEN2 person-level return: read from the record, checked, counted."""
