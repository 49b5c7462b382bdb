-- audit: the whole ledger, read once
SELECT measure, SUM(IF(kind = 'sale', amount_fen, 0)) AS gross_fen, SUM(IF(kind = 'sale', 0, amount_fen)) AS refunded_fen,
  SUM(kind = 'sale') AS line_count
FROM measurement_entry GROUP BY measure
