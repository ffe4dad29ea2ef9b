"""The checks, a file for each family; a file here is found by itself and stamps its codes by `@check`."""
