-- small table: reserved_share_deadline (one row a year and change)
SELECT version FROM reserved_share_deadline FORCE INDEX (PRIMARY)
ORDER BY year, version
FOR UPDATE
