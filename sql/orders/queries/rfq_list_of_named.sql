SELECT r.id, r.buyer, r.buyer_account, r.buyer_kind, r.buyer_name, r.buyer_division, r.title, r.note, r.audience, r.county, r.sealed, r.state, r.quote_until,
  r.opens_at, r.published_at, r.ended_at, r.end_reason, r.version
FROM rfq_supplier a FORCE INDEX (rfq_supplier_supplier)
  JOIN rfq r ON r.id = a.rfq_id
WHERE a.supplier = :supplier AND a.rfq_id < :before
ORDER BY a.rfq_id DESC
LIMIT :limit
