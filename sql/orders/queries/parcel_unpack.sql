UPDATE parcel SET unpacked_at = :now
WHERE order_id = :order_id AND id = :id AND shipped_at IS NULL AND unpacked_at IS NULL
