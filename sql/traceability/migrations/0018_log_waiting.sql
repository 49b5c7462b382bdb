-- Events without a leaf, those of a transaction together: a row for each cost as much again as its leaf does.
CREATE TABLE log_waiting (
  id BINARY(16) NOT NULL,             -- the first of its events; the ids of the others were made within a minute
  entries VARBINARY(6144) NOT NULL,   -- 48 bytes an event, in the order of ids: id, SHA-256 of its body
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO log_waiting (id, entries) SELECT event_id, CONCAT(event_id, digest) FROM log_pending;
DROP TABLE log_pending;
