SELECT order_id FROM parcel WHERE id = :id
