INSERT INTO order_delivery (order_id, position, division, recipient)
VALUES {{(:order_id, :position, :division, :recipient)}}
