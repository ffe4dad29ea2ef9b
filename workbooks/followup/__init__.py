"""What follows a review: 自评情况汇总表 in its official layout, and the 问题整改台账 kept across runs."""
