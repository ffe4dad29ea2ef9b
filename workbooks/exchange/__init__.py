"""Other systems: which row and column of their grids holds what, as data; projects from them and to them."""
