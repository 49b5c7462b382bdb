-- small table: pairing (what governments decided, some dozens of rows)
-- Each entry raises one row's version or adds a row: the sum never stands still.
SELECT COALESCE(SUM(version), 0) AS version FROM pairing
