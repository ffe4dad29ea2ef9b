"""What if: scenarios, lost points, goals and the pace of spending, on top of the scored table."""
