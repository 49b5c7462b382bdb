SELECT r.id, r.buyer, r.buyer_account, r.buyer_kind, r.buyer_name, r.buyer_division, r.title, r.note, r.audience, r.county, r.sealed, r.state, r.quote_until,
  r.opens_at, r.published_at, r.ended_at, r.end_reason, r.version
FROM rfq r
WHERE r.id = :id AND r.buyer = COALESCE(:buyer, r.buyer)
FOR UPDATE
