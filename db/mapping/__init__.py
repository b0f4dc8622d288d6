"""Between the rows of the tables and the values of the domain, one module a topic, nothing hidden."""
