"""Files and their cells: guarding, unpacking, reading, writing; builds no sheet."""
