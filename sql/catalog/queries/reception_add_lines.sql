INSERT INTO accepted_line (order_id, line_id, product_id, units, accepted_on)
VALUES {{(:order, :line, :product, :units, :accepted_on)}}
ON DUPLICATE KEY UPDATE units = accepted_line.units + VALUES(units), accepted_on = COALESCE(VALUES(accepted_on), accepted_line.accepted_on)
