"""The LibreOffice add-in: the catalogue's functions as native Calc functions, packed as an .oxt file."""
