"""What shapes are made of: clauses, awards, conditions, bands, needed data, and what reading gives."""
