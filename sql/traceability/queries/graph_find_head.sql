-- How far the streams have come, and the newest event of our own that has no number yet.
SELECT s.next_sequence - 1 AS last, (SELECT MAX(id) FROM outbox_pending) AS newest,
  (SELECT MAX(sequence) FROM parcel_movement) AS orders_sequence
FROM sequencer AS s WHERE s.id = 1
