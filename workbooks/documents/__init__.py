"""Reports as text and tables: what a .docx or .pdf says, laid out for the readers of forms."""
