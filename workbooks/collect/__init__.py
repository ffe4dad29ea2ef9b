"""汇总: thousands of workbooks read, reviewed and put together, with a ledger that stays."""
