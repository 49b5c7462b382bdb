-- small table: reserved_share_deadline (one row a year and change)
SELECT year, version, declare_by, buy_by, remind_days, reason, entered_at FROM reserved_share_deadline
ORDER BY year, version
