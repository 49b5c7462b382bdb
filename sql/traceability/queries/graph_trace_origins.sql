-- audit: by the database alone, what the graph is compared with.
WITH RECURSIVE ancestor (lot_id) AS (
  SELECT CAST(:lot AS BINARY(16)) UNION SELECT i.input_lot_id FROM ancestor AS a JOIN lot_input AS i ON i.lot_id = a.lot_id
)
SELECT lot_id FROM ancestor ORDER BY lot_id
