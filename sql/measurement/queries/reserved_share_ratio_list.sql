-- small table: reserved_share_ratio (what governments decided, some dozens of rows)
SELECT region, year, version, ratio_ppm, standing, source, reason, entered_at FROM reserved_share_ratio
ORDER BY region, year, version
