-- small table: purchase_claim, order_line, orders (an audit reads everything)
-- Claims are what living orders took; those of unpaid orders alone are unpaid.
SELECT COUNT(*) AS compared,
  COALESCE(SUM(CASE WHEN o.state = 'cancelled' OR c.units <> i.quantity - i.declined OR c.kind = 'unpaid' AND o.paid_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS difference
FROM purchase_claim c
  JOIN orders o ON o.id = c.order_id
  JOIN order_line i ON i.order_id = c.order_id AND i.id = c.line_id
