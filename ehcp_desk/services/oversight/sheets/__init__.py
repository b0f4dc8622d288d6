"""Lists and tables over all cases, each a ``Sheet``: begin with ``registry.py``."""
