"""What stands where: the kinds of sheets, the rows and columns of a form and of its 评分规则."""
