-- Where a product is delivered to, beside its supplier's terms of carriage: JSON of the catalog's DeliveryRegions. NULL: everywhere.
ALTER TABLE sku_projection ADD COLUMN delivery_regions TEXT NULL;
