"""What the next months look like: values, courses, estimation, scenarios, and the simulation, which alone needs numpy."""
