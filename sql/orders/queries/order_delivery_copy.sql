-- The recipients stay sealed under the same key, for the same group.
INSERT INTO order_delivery (order_id, position, division, recipient)
SELECT :to, position, division, recipient FROM order_delivery WHERE order_id = :from
