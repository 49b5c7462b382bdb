-- What every schema has: events going out, events taken in, stored answers, audit.
CREATE TABLE outbox (
  id BINARY(16) NOT NULL,
  sequence BIGINT NULL,               -- given by the sequencer, gapless; NULL until then
  event_type VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  aggregate_type VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  aggregate_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version BIGINT NOT NULL,            -- of the aggregate, from 1, without gaps
  occurred_at DATETIME(6) NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(500) NOT NULL,
  trace_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payload MEDIUMTEXT NOT NULL,        -- JSON, no personal data
  PRIMARY KEY (id),
  UNIQUE KEY outbox_sequence (sequence),
  UNIQUE KEY outbox_aggregate (aggregate_type, aggregate_id, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE sequencer (
  id TINYINT NOT NULL,
  next_sequence BIGINT NOT NULL,
  fence BIGINT NOT NULL,              -- grows with every change of holder; a stale holder's UPDATE matches no row
  holder VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  leased_until DATETIME(6) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO sequencer (id, next_sequence, fence, holder, leased_until) VALUES (1, 1, 0, '', '1970-01-01 00:00:00');

CREATE TABLE event_checkpoint (
  consumer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sequence BIGINT NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (consumer)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE idempotency_key (
  scope BINARY(32) NOT NULL,
  payload BINARY(32) NOT NULL,
  answer MEDIUMTEXT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (scope),
  KEY idempotency_key_created (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE audit_entry (
  id BINARY(16) NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  action VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  details TEXT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE notification (
  id BINARY(16) NOT NULL,
  recipient VARBINARY(512) NOT NULL,  -- sealed: an account's or organisation's id, or a phone before there is an account
  template VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  parameters VARBINARY(4096) NOT NULL, -- sealed JSON
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempts INT NOT NULL,
  next_attempt_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  sent_at DATETIME(6) NULL,
  last_failure VARCHAR(200) NOT NULL,
  PRIMARY KEY (id),
  KEY notification_due (state, next_attempt_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
