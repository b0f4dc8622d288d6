"""Table models over ordered ids and frozen rows; no widget lives here."""
