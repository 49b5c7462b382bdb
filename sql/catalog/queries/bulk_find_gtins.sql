SELECT gtin FROM sku WHERE gtin IN (:gtins*)
