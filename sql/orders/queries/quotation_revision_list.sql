SELECT q.id, q.rfq_id, q.buyer, q.supplier, q.supplier_name, q.state, q.withdraw_reason, q.version, v.revision, v.divisible, v.goods_fen, v.freight_fen,
  v.valid_until, v.note, v.submitted_by, v.submitted_at
FROM quotation q
  JOIN quotation_revision v ON v.quotation_id = q.id
WHERE q.id = :quotation_id
ORDER BY v.revision
