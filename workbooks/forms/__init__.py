"""Our own workbooks: built, read back, converted; sheets, their layout and looks are in the rooms below."""
