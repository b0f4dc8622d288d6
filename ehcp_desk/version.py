"""One version number for the whole program."""

VERSION = "0.1.0"
