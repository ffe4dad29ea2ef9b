"""The official tables: standards, layout, build, fill, read. Imports no host (no xlwings, no UNO)."""
