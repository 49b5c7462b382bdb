-- small table: orders, order_line, payment_application, refund (an audit reads everything)
-- An order's total is its lines; what was paid is what was applied; what goes back is its refunds, and what was declined before
-- it was paid.
SELECT COUNT(*) AS compared,
  COALESCE(SUM(ABS(o.total_fen - o.freight_fen - COALESCE(i.amount, 0)) + ABS(o.paid_fen - COALESCE(a.amount, 0))
    + ABS(o.refunding_fen - COALESCE(r.open, 0)) + ABS(o.refunded_fen - o.forgone_fen - COALESCE(r.done, 0)) + ABS(o.refunded_fen - o.freight_refunded_fen - COALESCE(i.refunded, 0))), 0)
    AS difference
FROM orders o
  LEFT JOIN (SELECT order_id, SUM(amount_fen) AS amount, SUM(refunded_fen) AS refunded FROM order_line GROUP BY order_id) i ON i.order_id = o.id
  LEFT JOIN (SELECT order_id, SUM(amount_fen) AS amount FROM payment_application GROUP BY order_id) a ON a.order_id = o.id
  LEFT JOIN (SELECT order_id, SUM(CASE state WHEN 'succeeded' THEN 0 ELSE amount_fen END) AS open,
               SUM(CASE state WHEN 'succeeded' THEN amount_fen ELSE 0 END) AS done
             FROM refund WHERE order_id IS NOT NULL GROUP BY order_id) r ON r.order_id = o.id
