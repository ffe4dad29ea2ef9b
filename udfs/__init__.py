"""Scoring functions: pure, standard library only, numbers in, score out.

The same files run inside Excel (xlwings), inside LibreOffice's own Python and headless, so this
package imports nothing outside the standard library and only relative names of its own.
"""
