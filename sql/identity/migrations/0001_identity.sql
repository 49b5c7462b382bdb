-- People, their organisations and sessions. What identifies a person stands sealed under a key of their own (data_key), itself
-- sealed under the installation's master key; erasing a person removes the key.
CREATE TABLE account (
  id BINARY(16) NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii NOT NULL,  -- invited (added by an organisation, never signed in), active, erased
  data_key VARBINARY(128) NULL,                     -- NULL: erased
  phone_lookup BINARY(32) NULL,                     -- HMAC of the phone; NULL: erased
  phone VARBINARY(128) NULL,                        -- sealed
  password VARCHAR(160) CHARACTER SET ascii NULL,   -- PHC string; NULL: signs in by code only
  created_at DATETIME(6) NOT NULL,
  registered_at DATETIME(6) NULL,                   -- first sign-in
  erased_at DATETIME(6) NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY account_phone (phone_lookup)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE address (
  id BINARY(16) NOT NULL,
  owner BINARY(16) NOT NULL,          -- an account, or the organisation a buyer acts for
  content VARBINARY(2048) NOT NULL,   -- sealed JSON under the owner's data key
  version BIGINT NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY address_owner (owner, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE organisation (
  id BINARY(16) NOT NULL,
  kind VARCHAR(32) CHARACTER SET ascii NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii NOT NULL,
  name VARCHAR(100) NOT NULL,
  uscc VARCHAR(18) CHARACTER SET ascii NOT NULL,     -- empty: a body that has none
  uscc_held VARCHAR(18) CHARACTER SET ascii NULL,    -- the same while this organisation stands for it, else NULL
  region VARCHAR(6) CHARACTER SET ascii NOT NULL,
  superior BINARY(16) NULL,
  data_key VARBINARY(128) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY organisation_uscc (uscc_held),
  KEY organisation_status (status, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The document by which somebody shows that they may act for the organisation. Sealed under the organisation's key.
CREATE TABLE organisation_proof (
  organisation BINARY(16) NOT NULL,
  document_name VARBINARY(1024) NOT NULL,
  media_type VARCHAR(64) CHARACTER SET ascii NOT NULL,
  content MEDIUMBLOB NOT NULL,
  sha256 BINARY(32) NOT NULL,                        -- of the document itself
  received_at DATETIME(6) NOT NULL,
  PRIMARY KEY (organisation)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE membership (
  organisation BINARY(16) NOT NULL,
  account BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,             -- names the membership in events
  administrator TINYINT NOT NULL,
  granted_by BINARY(16) NOT NULL,
  granted_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (organisation, account),
  KEY membership_account (account, organisation)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- One live code per phone and purpose; asking again replaces it.
CREATE TABLE one_time_code (
  phone_lookup BINARY(32) NOT NULL,
  purpose VARCHAR(16) CHARACTER SET ascii NOT NULL,
  code_hash BINARY(32) NOT NULL,      -- HMAC over purpose, phone and code
  attempts_left INT NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  PRIMARY KEY (phone_lookup, purpose),
  KEY one_time_code_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Counts of attempts, by HMAC of what is counted (a phone, a network address, an account). See throttle/domain.hpp.
CREATE TABLE throttle (
  subject BINARY(32) NOT NULL,
  level INT NOT NULL,
  level_at DATETIME(6) NOT NULL,
  paused_until DATETIME(6) NULL,
  PRIMARY KEY (subject),
  KEY throttle_age (level_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A session is one role of a person on one device; all that come from one sign-in end together.
CREATE TABLE session (
  id BINARY(16) NOT NULL,
  sign_in BINARY(16) NOT NULL,        -- id of the first session of the sign-in
  account BINARY(16) NOT NULL,
  role VARCHAR(24) CHARACTER SET ascii NOT NULL,
  organisation BINARY(16) NULL,
  method VARCHAR(16) CHARACTER SET ascii NOT NULL,  -- code, password
  signed_in_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,    -- 30 days after the last refresh
  ended_at DATETIME(6) NULL,
  end_reason VARCHAR(32) CHARACTER SET ascii NULL,
  PRIMARY KEY (id),
  KEY session_account (account, id),
  KEY session_sign_in (sign_in),
  KEY session_organisation (organisation, account),
  KEY session_expiry (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The family of a session: each token is used once and replaced; a second use ends the sign-in.
CREATE TABLE refresh_token (
  token_hash BINARY(32) NOT NULL,     -- SHA-256 of 32 random bytes
  session BINARY(16) NOT NULL,
  issued_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  PRIMARY KEY (token_hash),
  KEY refresh_token_session (session)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE signing_key (
  id VARCHAR(64) CHARACTER SET ascii NOT NULL,  -- kid
  public_key BINARY(32) NOT NULL,
  secret VARBINARY(128) NULL,         -- sealed under the master key; NULL: destroyed, its last token has ended
  signs_from DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Locked by whoever adds a key, so that two processes never do at once.
CREATE TABLE key_ring (
  id TINYINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO key_ring (id, version) VALUES (1, 0);

-- A person's export lists what they did.
ALTER TABLE audit_entry ADD KEY audit_entry_actor (actor, id);
