"""What was filled in: data files, figures, the lines of a table, and their scores; knows no sheet."""
