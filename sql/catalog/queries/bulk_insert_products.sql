INSERT INTO product (id, supplier_id, status, withdrawn_reason, draft, production_county, published_version, sample, version, event_version, created_at, updated_at)
VALUES {{(:id, :supplier, :status, '', :draft, :production_county, :published_version, 0, 1, :published_version, :now, :now)}}
