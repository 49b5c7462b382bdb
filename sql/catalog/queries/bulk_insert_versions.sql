INSERT INTO product_version (product_id, version, content, registration_county, actor, reason, published_at)
VALUES {{(:product, :version, :content, :registration_county, :actor, :reason, :now)}}
