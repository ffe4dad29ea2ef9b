"""Front doors: macros, the headless engine, the LibreOffice add-in and the command line."""
