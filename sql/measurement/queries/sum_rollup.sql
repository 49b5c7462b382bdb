-- audit: every rollup row
SELECT measure, SUM(gross_fen) AS gross_fen, SUM(refunded_fen) AS refunded_fen, SUM(refunded_by_sale_fen) AS refunded_by_sale_fen,
  SUM(line_count) AS line_count
FROM purchase_rollup GROUP BY measure
