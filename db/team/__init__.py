"""A team's server: who may do what there, held by the database itself and not by the window."""
