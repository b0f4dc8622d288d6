"""The parts pages are built of: panels, buttons, fields, tables, the clock strip."""
