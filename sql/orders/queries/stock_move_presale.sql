-- Units without a lot, signed.
UPDATE sku_stock SET presale = presale + :units WHERE sku = :sku AND presale + :units >= 0
