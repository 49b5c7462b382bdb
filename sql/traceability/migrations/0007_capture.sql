-- Capture: whose an event is, under which eventID, under which values it is found; and the documents that were taken in.
-- An organisation has an eventID once, and each error declaration of it; two organisations may tell the same event. What we
-- record ourselves of an organisation's lots and what it captures are apart: neither takes an eventID from the other.
ALTER TABLE epcis_event
  ADD COLUMN organisation_id BINARY(16) NOT NULL DEFAULT '',
  ADD COLUMN captured TINYINT NOT NULL DEFAULT 0,           -- 0: our own
  ADD COLUMN event_id_hash BINARY(32) NOT NULL DEFAULT '';  -- SHA-256 of the eventID
UPDATE epcis_event SET event_id_hash = UNHEX(SHA2(CONCAT('ni:///sha-256;', LOWER(HEX(hash)), '?ver=', cbv_version), 256));
UPDATE epcis_event AS e JOIN epcis_event_lot AS l ON l.event_id = e.id JOIN lot AS o ON o.id = l.lot_id
  SET e.organisation_id = o.supplier_id;
ALTER TABLE epcis_event
  DROP KEY epcis_event_hash,
  ADD UNIQUE KEY epcis_event_identity (organisation_id, event_id_hash, declared_at, captured),
  ADD KEY epcis_event_recorded (organisation_id, id),
  ADD KEY epcis_event_happened (organisation_id, event_time, id);

CREATE TABLE epcis_event_value (
  organisation_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,              -- epcis::IndexKind
  value_hash BINARY(16) NOT NULL,     -- first half of the SHA-256 of the value in its one spelling
  event_id BINARY(16) NOT NULL,
  PRIMARY KEY (organisation_id, kind, value_hash, event_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE capture_job (
  id BINARY(16) NOT NULL,
  organisation_id BINARY(16) NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  behaviour VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,    -- rollback, proceed
  document MEDIUMTEXT NOT NULL,       -- as it came; emptied in the transaction that stores its events
  leased_until DATETIME(6) NOT NULL,  -- before then the process that holds it is believed to be at work
  attempts INT NOT NULL,              -- after that process was lost
  created_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  captured INT NOT NULL,              -- events
  errors MEDIUMTEXT NOT NULL,         -- JSON: problem documents
  PRIMARY KEY (id),
  KEY capture_job_organisation (organisation_id, id),
  KEY capture_job_due (finished_at, leased_until)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
