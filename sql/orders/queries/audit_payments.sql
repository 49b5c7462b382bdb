-- small table: payment, payment_receipt, payment_application, refund (an audit reads everything)
-- What came in for a payment was applied to orders, promised back, or is unapplied.
SELECT COUNT(*) AS compared,
  COALESCE(SUM(ABS(p.received_fen - COALESCE(c.amount, 0))
    + ABS(p.received_fen - p.unapplied_fen - COALESCE(a.amount, 0) - COALESCE(r.amount, 0))), 0) AS difference
FROM payment p
  LEFT JOIN (SELECT payment_id, SUM(amount_fen) AS amount FROM payment_receipt GROUP BY payment_id) c ON c.payment_id = p.id
  LEFT JOIN (SELECT payment_id, SUM(amount_fen) AS amount FROM payment_application GROUP BY payment_id) a ON a.payment_id = p.id
  LEFT JOIN (SELECT payment_id, SUM(amount_fen) AS amount FROM refund WHERE order_id IS NULL GROUP BY payment_id) r ON r.payment_id = p.id
