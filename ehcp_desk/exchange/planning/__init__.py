"""From a tracker to a plan: headings, dates, rows, and what each row will do to the record."""
