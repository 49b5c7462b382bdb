-- Only for a supplier that is approved now.
SELECT r.id, r.buyer, r.buyer_account, r.buyer_kind, r.buyer_name, r.buyer_division, r.title, r.note, r.audience, r.county, r.sealed, r.state, r.quote_until,
  r.opens_at, r.published_at, r.ended_at, r.end_reason, r.version
FROM supplier_projection s
  JOIN rfq r FORCE INDEX (rfq_audience) ON r.audience = 'open' AND r.county = :county AND r.id < :before
WHERE s.supplier = :supplier AND s.status = 'approved' AND (:county = '' OR s.registration_county = :county)
ORDER BY r.id DESC
LIMIT :limit
