"""Mutation testing of `udfs/`: small faults put into the code, each of which a fast test must notice."""
