"""Reports written from a workbook: every number tied to its figure, so that it can be put right later."""
