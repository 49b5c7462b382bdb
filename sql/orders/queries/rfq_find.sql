-- A supplier sees what is addressed to it, what is open to it, and what it has quoted for.
SELECT r.id, r.buyer, r.buyer_account, r.buyer_kind, r.buyer_name, r.buyer_division, r.title, r.note, r.audience, r.county, r.sealed, r.state, r.quote_until,
  r.opens_at, r.published_at, r.ended_at, r.end_reason, r.version
FROM rfq r
  LEFT JOIN supplier_projection s ON s.supplier = :supplier
WHERE r.id = :id AND r.buyer = COALESCE(:buyer, r.buyer)
  AND (:supplier IS NULL
    OR (r.audience = 'open' AND s.status = 'approved' AND (r.county = '' OR r.county = s.registration_county))
    OR EXISTS (SELECT 1 FROM rfq_supplier a WHERE a.rfq_id = r.id AND a.supplier = :supplier)
    OR EXISTS (SELECT 1 FROM quotation q WHERE q.rfq_id = r.id AND q.supplier = :supplier))
