-- Sealed until the request's quotations open, but for the supplier; what was withdrawn is its supplier's alone.
SELECT q.id, q.rfq_id, q.buyer, q.supplier, q.supplier_name, q.state, q.withdraw_reason, q.version, v.revision, v.divisible, v.goods_fen, v.freight_fen,
  v.valid_until, v.note, v.submitted_by, v.submitted_at
FROM quotation q FORCE INDEX (quotation_rfq)
  JOIN quotation_revision v ON v.quotation_id = q.id AND v.revision = q.revision
  JOIN rfq r ON r.id = q.rfq_id
WHERE q.rfq_id = :rfq_id AND q.id < :before AND q.buyer = COALESCE(:buyer, q.buyer) AND q.supplier = COALESCE(:supplier, q.supplier)
  AND (:supplier IS NOT NULL OR (r.opens_at <= :now AND q.state <> 'withdrawn'))
ORDER BY q.id DESC
LIMIT :limit
