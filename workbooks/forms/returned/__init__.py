"""Our workbooks as people hand them back: what they are, where everything stands now, what became of it."""
