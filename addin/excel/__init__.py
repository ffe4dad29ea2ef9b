"""The Excel add-in: ribbon, macros and functions on the desk of the clerk, built from text on any machine."""
