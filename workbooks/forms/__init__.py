"""How each sheet of a workbook looks: one module per sheet, one layout in one place."""
