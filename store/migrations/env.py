"""Alembic asks here how to reach the tables; `store.migrating` hands the connection over."""

from alembic import context

from store.tables import metadata

# The connection is inside a transaction already, so that a failing migration leaves nothing.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
