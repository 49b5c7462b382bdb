-- Events are written once and stay as they are; what number they have, and which have none yet, stands beside them in
-- narrow rows. To number an event in its own row costs ten times as much: the whole of it goes to the log twice.
CREATE TABLE outbox_pending (
  id BINARY(16) NOT NULL,             -- of an event without a number
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE outbox_number (
  sequence BIGINT NOT NULL,           -- given by the sequencer, gapless
  id BINARY(16) NOT NULL,
  PRIMARY KEY (sequence),
  UNIQUE KEY outbox_number_id (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO outbox_pending (id) SELECT id FROM outbox WHERE sequence IS NULL;
INSERT INTO outbox_number (sequence, id) SELECT sequence, id FROM outbox WHERE sequence IS NOT NULL;
ALTER TABLE outbox DROP KEY outbox_sequence, DROP COLUMN sequence;
