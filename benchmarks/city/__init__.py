"""Workbooks such as the departments of a city hand in, with defects that are known beforehand."""
