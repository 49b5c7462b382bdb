-- The transparency log: an RFC 6962 tree over the digest of each event's canonical bytes (docs/decisions/0018).
-- Only log_state is ever updated, and only from log_pending is deleted.
CREATE TABLE log_pending (            -- events without a leaf, each written in its event's transaction
  event_id BINARY(16) NOT NULL,
  digest BINARY(32) NOT NULL,         -- SHA-256 of epcis_event.body
  PRIMARY KEY (event_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE log_leaf (
  leaf_index BIGINT NOT NULL,         -- from 0, gapless
  event_id BINARY(16) NOT NULL,
  digest BINARY(32) NOT NULL,         -- the log's entry; the leaf's hash is SHA-256(0x00 | digest)
  PRIMARY KEY (leaf_index),
  UNIQUE KEY log_leaf_event (event_id),
  KEY log_leaf_digest (digest, leaf_index)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE log_tile (               -- full ones
  level TINYINT NOT NULL,             -- hashes of 256^level leaves each
  tile_index BIGINT NOT NULL,
  hashes VARBINARY(8192) NOT NULL,    -- 256 of 32 bytes
  PRIMARY KEY (level, tile_index)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE log_state (
  id TINYINT NOT NULL,
  size BIGINT NOT NULL,               -- leaves
  root BINARY(32) NOT NULL,
  edge MEDIUMBLOB NOT NULL,           -- the hashes that fill no tile yet, level by level
  fence BIGINT NOT NULL,              -- grows with every change of holder
  holder VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  leased_until DATETIME(6) NOT NULL,
  refilled_to BINARY(16) NOT NULL,    -- every event up to here has a leaf or waits for one
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO log_state (id, size, root, edge, fence, holder, leased_until, refilled_to)
VALUES (1, 0, x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', '', 0, '', '1970-01-01 00:00:00', '');

CREATE TABLE log_checkpoint (
  size BIGINT NOT NULL,
  root BINARY(32) NOT NULL,
  signed_at DATETIME(6) NOT NULL,
  note TEXT NOT NULL,                 -- C2SP signed note, as it was published
  PRIMARY KEY (size)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE log_cosignature (
  size BIGINT NOT NULL,               -- of the checkpoint
  witness BINARY(32) NOT NULL,        -- SHA-256 of the verifier key
  cosigned_at BIGINT NOT NULL,        -- as the witness says, seconds since 1970
  verifier_key VARCHAR(512) NOT NULL,
  signature VARBINARY(128) NOT NULL,  -- with the time in front
  received_at DATETIME(6) NOT NULL,
  PRIMARY KEY (size, witness, cosigned_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE log_key (
  algorithm VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- ed25519, sm2
  name VARCHAR(255) NOT NULL,         -- of the key and the log, for good
  public_key VARBINARY(65) NOT NULL,
  secret VARBINARY(255) NOT NULL,     -- sealed
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (algorithm)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What was recorded before there was a log.
INSERT INTO log_pending (event_id, digest) SELECT id, UNHEX(SHA2(body, 256)) FROM epcis_event;
