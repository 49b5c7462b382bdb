-- EPCIS 2.0 events, append only: the truth of every lot change.
CREATE TABLE epcis_event (
  id BINARY(16) NOT NULL,             -- in the order of recording
  hash BINARY(32) NOT NULL,           -- of the event hash id
  declared_at DATETIME(6) NOT NULL,   -- of an error declaration, which repeats its event's hash; 1970 where it is none
  cbv_version VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- of the hash algorithm: CBV2.0
  event_type VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_time DATETIME(6) NOT NULL,
  record_time DATETIME(6) NOT NULL,
  biz_step VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body MEDIUMTEXT NOT NULL,           -- canonical JSON-LD, with eventID and recordTime
  PRIMARY KEY (id),
  UNIQUE KEY epcis_event_hash (hash, declared_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE epcis_event_lot (
  lot_id BINARY(16) NOT NULL,
  event_id BINARY(16) NOT NULL,
  part VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,         -- subject, input, output
  PRIMARY KEY (lot_id, event_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What a public page tells of a lot's life, summed up from its events as they are recorded.
CREATE TABLE lot_journey (
  lot_id BINARY(16) NOT NULL,
  step VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  division CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- where; of a shipment: where to
  first_at DATETIME(6) NOT NULL,
  last_at DATETIME(6) NOT NULL,
  quantity BIGINT NOT NULL,           -- in the lot's unit
  events BIGINT NOT NULL,
  PRIMARY KEY (lot_id, step, division)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
