-- What a code that names no lot is answered from: the SKUs and the lots of a GTIN.
ALTER TABLE sku_projection ADD KEY sku_projection_gtin (gtin);
ALTER TABLE lot ADD KEY lot_of_gtin (gtin, recalled_at);
