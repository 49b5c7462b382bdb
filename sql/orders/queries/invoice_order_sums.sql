SELECT x.order_id, SUM(CASE i.state WHEN 'issued' THEN x.amount_fen ELSE 0 END) AS issued_fen,
  SUM(CASE WHEN i.state IN ('requested', 'issued') THEN x.amount_fen ELSE 0 END) AS asked_fen
FROM invoice_order x FORCE INDEX (invoice_order_order)
  JOIN invoice i ON i.id = x.invoice_id
WHERE x.order_id IN (:orders*)
GROUP BY x.order_id
