"""The inspection lists (Annex A and the Standard Safeguarding Dataset): read from the record, checked, counted."""
