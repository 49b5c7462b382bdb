SELECT p.proposal_id, p.order_id, p.group_id, p.rfq_id, p.quotation_id, p.buyer, p.supplier, p.contract_number, p.total_fen, p.heads, p.cap_year, p.held_until, p.prepared_at, o.state, o.total_fen AS order_total_fen, o.paid_fen, o.refunding_fen, o.refunded_fen, o.forgone_fen, o.placed_at, o.paid_at, o.shipped_at, o.delivered_at, o.accepted_at,
  g.payment_due_at, EXISTS (SELECT 1 FROM inspection n WHERE n.order_id = p.order_id) AS inspected,
  COALESCE((SELECT SUM(x.amount_fen) FROM invoice_order x FORCE INDEX (invoice_order_order) JOIN invoice i ON i.id = x.invoice_id WHERE x.order_id = p.order_id AND i.state = 'issued'), 0) AS invoiced_fen,
  COALESCE((SELECT SUM(x.amount_fen) FROM invoice_order x FORCE INDEX (invoice_order_order) JOIN invoice i ON i.id = x.invoice_id
            WHERE x.order_id = p.order_id AND i.state IN ('requested', 'issued')), 0) AS asked_fen
FROM purchase_order p FORCE INDEX (purchase_order_supplier)
  JOIN orders o ON o.id = p.order_id
  JOIN order_group g ON g.id = o.group_id
WHERE p.supplier = :supplier AND p.order_id < :before
ORDER BY p.order_id DESC
LIMIT :limit
