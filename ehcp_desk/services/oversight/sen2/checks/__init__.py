"""The rules of SEN2 run over one Person after another, and over the return as a whole."""
