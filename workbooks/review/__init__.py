"""Review (复核): every figure of a form that does not follow, with its cell and its rule."""
