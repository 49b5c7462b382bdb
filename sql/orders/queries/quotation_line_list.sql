SELECT l.quotation_id, l.position, l.sku, l.product_version, l.name, l.label, l.unit, l.quantity, l.unit_price_fen, l.amount_fen
FROM quotation q
  JOIN quotation_line l ON l.quotation_id = q.id AND l.revision = q.revision
WHERE q.id IN (:quotations*)
ORDER BY l.quotation_id, l.position
