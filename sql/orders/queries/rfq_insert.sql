INSERT INTO rfq (id, buyer, buyer_account, buyer_kind, buyer_name, buyer_division, title, note, audience, county, sealed, state, quote_until, opens_at,
  published_at, ended_at, end_reason, version)
VALUES (:id, :buyer, :buyer_account, :buyer_kind, :buyer_name, :buyer_division, :title, :note, :audience, :county, :sealed, :state, :quote_until, :opens_at,
  :published_at, NULL, '', 1)
