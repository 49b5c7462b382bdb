-- What the trace graph (docs/decisions/0023) needs beside lots: where units went, as the stream of orders tells it, and
-- what captured events tell of things that are together or were made of each other. Both are appended only.
CREATE TABLE parcel_movement (
  sequence BIGINT NOT NULL,           -- of the event of orders
  position INT NOT NULL,              -- in it
  kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- packed, unpacked, shipped, blocked
  lot_id BINARY(16) NOT NULL,
  order_id BINARY(16) NOT NULL,       -- zeros where the lot was blocked, like the next two
  line_id BINARY(16) NOT NULL,
  parcel_id BINARY(16) NOT NULL,
  quantity BIGINT NOT NULL,           -- sale units
  PRIMARY KEY (sequence, position),
  KEY parcel_movement_lot (lot_id, parcel_id, kind)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE captured_link (
  event_id BINARY(16) NOT NULL,
  organisation_id BINARY(16) NOT NULL,
  source_id BINARY(16) NOT NULL,      -- of the capture, or of the event where it came alone: what events_captured names
  identity BINARY(32) NOT NULL,       -- of the eventID
  declared TINYINT NOT NULL,          -- 1: an error declaration, the event of that identity does not count
  link_type TINYINT NOT NULL,         -- 1: aggregation, 2: transformation
  link_action TINYINT NOT NULL,       -- 1: ADD, 2: OBSERVE, 3: DELETE
  happened_at DATETIME(6) NOT NULL,
  members MEDIUMTEXT NOT NULL,        -- JSON: parent, children, inputs, outputs, transformation
  PRIMARY KEY (event_id),
  KEY captured_link_source (source_id, event_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
