-- small table: reserved_share_ratio (what governments decided, some dozens of rows)
SELECT version FROM reserved_share_ratio FORCE INDEX (PRIMARY)
ORDER BY region, year, version
FOR UPDATE
