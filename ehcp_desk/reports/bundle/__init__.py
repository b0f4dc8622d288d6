"""Bundles: documents made into pages, and pages into one numbered, linked PDF.  pikepdf is imported on first use."""
