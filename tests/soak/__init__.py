"""Many desks at once on one server: ``make soak MINUTES=3 DESKS=10 CASES=1000 CONFLICTS=1000``."""
