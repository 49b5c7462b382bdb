INSERT INTO rfq_line (rfq_id, position, sku, description, quantity, unit, delivery_division, deliver_by, awarded_to)
VALUES {{(:rfq_id, :position, :sku, :description, :quantity, :unit, :delivery_division, :deliver_by, NULL)}}
