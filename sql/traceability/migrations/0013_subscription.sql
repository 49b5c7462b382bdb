-- Subscriptions to named queries (EPCIS 2.0, section 12.7.4; docs/decisions/0021): what was asked for, how far it has got in
-- the log's order, and the delivery that is under way. A delivery is committed before it is sent, with all that makes it what
-- it is, so whoever sends it again sends the same.
CREATE TABLE event_subscription (
  id BINARY(16) NOT NULL,
  organisation_id BINARY(16) NOT NULL,
  query_id BINARY(16) NOT NULL,         -- named_query.id
  query_name VARCHAR(128) NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dest VARCHAR(2048) NOT NULL,
  secret VARBINARY(1100) NOT NULL,      -- the signature token, sealed; empty: none
  streams TINYINT NOT NULL,             -- else by its schedule
  schedule VARCHAR(2048) NOT NULL,      -- JSON: ScheduleFields
  report_if_empty TINYINT NOT NULL,
  epc_format VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- GS1-EPC-Format
  created_at DATETIME(6) NOT NULL,
  initial_record_time DATETIME(6) NOT NULL,
  min_record_time DATETIME(6) NOT NULL, -- when the query was last run
  version BIGINT NOT NULL,
  state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- active, paused
  place BIGINT NOT NULL,                -- of log_leaf: what is before it was taken by the destination, or does not match
  caught_up_at DATETIME(6) NOT NULL,    -- when nothing was behind that place
  next_at DATETIME(6) NOT NULL,         -- the schedule's next query time, the next attempt; 9999: when something arrives
  run_reported TINYINT NOT NULL,        -- the schedule's run that is under way has sent something
  batch_max INT NOT NULL,               -- events of a document; fewer after a 413
  delivery_id BINARY(16) NULL,          -- under way
  delivery_next BIGINT NOT NULL,        -- the place behind it
  delivery_last TINYINT NOT NULL,       -- nothing was behind it
  delivery_at DATETIME(6) NULL,         -- when its document was made
  fence BIGINT NOT NULL,                -- grows with every lease
  leased_until DATETIME(6) NOT NULL,    -- before then nobody else sends
  attempts INT NOT NULL,                -- that failed since the last delivery that was taken
  failure VARCHAR(255) NOT NULL,        -- why the last one did; empty: none did
  failing_since DATETIME(6) NULL,
  failed_at DATETIME(6) NULL,
  last_notified_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  KEY event_subscription_query (organisation_id, query_id, id),
  KEY event_subscription_due (state, next_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
