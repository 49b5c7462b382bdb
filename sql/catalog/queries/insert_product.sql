INSERT INTO product (id, supplier_id, status, withdrawn_reason, draft, production_county, published_version, sample, version, event_version, created_at, updated_at)
VALUES (:id, :supplier, 'draft', '', :draft, :production_county, 0, :sample, 1, 0, :now, :now)
