INSERT INTO quotation_line (quotation_id, revision, position, sku, product_version, name, label, unit, quantity, unit_price_fen, amount_fen)
VALUES {{(:quotation_id, :revision, :position, :sku, :product_version, :name, :label, :unit, :quantity, :unit_price_fen, :amount_fen)}}
