INSERT INTO sku_component (bundle_id, version, position, sku_id, quantity, share_fen)
VALUES {{(:bundle, :version, :position, :sku, :quantity, :share)}}
