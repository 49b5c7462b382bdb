-- audit: every year of the coarsest cube
SELECT measure, SUM(gross_fen) AS gross_fen, SUM(refunded_fen) AS refunded_fen, SUM(line_count) AS line_count
FROM volume_by_region WHERE tier = 'year' GROUP BY measure
