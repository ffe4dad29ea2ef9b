"""Tests of the bundle for Windows."""
