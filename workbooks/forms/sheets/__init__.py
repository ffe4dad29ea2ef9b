"""One module a sheet (`add(work)`), and what only that sheet needs."""
