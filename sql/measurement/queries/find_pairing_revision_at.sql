-- small table: pairing (what governments decided, some dozens of rows)
SELECT COALESCE(MAX(revision), 0) AS revision FROM pairing WHERE recorded_at <= :recorded_at
