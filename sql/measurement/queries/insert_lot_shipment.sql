INSERT INTO lot_shipment (lot_id, parcel_id, line_id, shipped_on, supplier, delivery_division, quantity, sequence)
VALUES {{(:lot, :parcel, :line, :shipped_on, :supplier, :delivery_division, :quantity, :sequence)}}
