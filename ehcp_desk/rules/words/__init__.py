"""The field's own words in plain English, as data.  Read by ``ehcp_desk/domain/field_words.py``."""
