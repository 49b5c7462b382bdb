SELECT b.id, b.channel, b.bill_date, b.sha256, b.entries, b.paid_fen, b.refunded_fen, b.imported_by, b.imported_at,
  (SELECT COUNT(*) FROM bill_difference d WHERE d.bill_id = b.id AND d.resolved = 0) AS open_differences
FROM channel_bill b
WHERE b.channel = :channel AND b.bill_date < :before
ORDER BY b.bill_date DESC
LIMIT :limit
