INSERT INTO parcel (order_id, id, delivery, division, carrier, tracking_number, packed_at)
VALUES {{(:order_id, :id, :delivery, :division, '', '', :now)}}
