INSERT INTO delivery (lot_id, position, household_id, quantity, delivered_on)
VALUES {{(:lot, :position, :household, :quantity, :delivered_on)}}
