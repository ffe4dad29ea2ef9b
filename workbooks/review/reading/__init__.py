"""What the checks read with: quantities, claims, columns, rates, hierarchies, conventions."""
