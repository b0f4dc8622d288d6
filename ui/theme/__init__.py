"""Colours, type, icons and the style: everything the eye meets, and nothing else."""
