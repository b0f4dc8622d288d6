"""The store: SQLAlchemy tables, the queries over them, the journal, migrations and backup.

Nothing is imported here, because SQLAlchemy takes a quarter of a second and the window paints first: ask
:mod:`db.store` for a store when one is needed.
"""
