-- audit: every year of the coarsest cube, of what orders sold
SELECT measure, SUM(gross_fen) AS gross_fen, SUM(refunded_fen) AS refunded_fen, SUM(line_count) AS line_count
FROM volume_by_region WHERE tier = 'year' AND channel = 'online' GROUP BY measure
