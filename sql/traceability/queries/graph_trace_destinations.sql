-- audit: by the database alone, what the graph is compared with.
WITH RECURSIVE descendant (lot_id) AS (
  SELECT CAST(:lot AS BINARY(16)) UNION SELECT i.lot_id FROM descendant AS d JOIN lot_input AS i ON i.input_lot_id = d.lot_id
)
SELECT lot_id FROM descendant ORDER BY lot_id
