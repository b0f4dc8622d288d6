"""Data of the manager's desk: what a forecast takes where the record is too short, and hours and harm of the rescue order."""
