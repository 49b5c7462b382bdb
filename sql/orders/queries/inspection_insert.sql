INSERT INTO inspection (order_id, id, inspector, inspected_at, recorded_by, recorded_at)
VALUES (:order_id, :id, :inspector, :inspected_at, :recorded_by, :now)
