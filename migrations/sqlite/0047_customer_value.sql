-- Customers in the order of their value, those without one last: a page of the list goes on from a place in it.
CREATE INDEX customer_value ON customer (guild_id, (COALESCE(value, -1)), id) WHERE merged_into_id IS NULL;
