"""Standards: what the rules of an official table say, one YAML file each."""
