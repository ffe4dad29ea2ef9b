"""How anything is written: cells, formulas of an edition, print set-up, lines of text, the first screen."""
