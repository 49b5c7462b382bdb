-- But where the parcel was opened before it left, or its goods came back and are on sale again.
SELECT DISTINCT order_id FROM parcel_lot WHERE lot = :lot AND quantity > restocked ORDER BY order_id
