"""What the returns count, as data.  ``indicators.toml`` is read by ``services/oversight/definitions.py``."""
