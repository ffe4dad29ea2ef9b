"""What the buttons do: a module for each group of the ribbon, a function for each button, of the same name.

An action takes the desk, the active workbook and the argument of its button, and returns what to tell the
clerk, None when he chose nothing. It is imported when its button is first clicked.
"""
