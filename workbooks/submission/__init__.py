"""What is handed in: final copies, and blank official forms filled in place."""
