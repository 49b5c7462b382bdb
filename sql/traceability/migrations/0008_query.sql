-- Query: the values that events are found by as text, for lists and patterns; queries kept under a name; master data.
CREATE TABLE epcis_value (
  organisation_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,              -- epcis::IndexKind; those that are listed or matched by patterns
  value_hash BINARY(16) NOT NULL,     -- as in epcis_event_value
  value MEDIUMTEXT NOT NULL,          -- in its one spelling
  PRIMARY KEY (organisation_id, kind, value_hash),
  KEY epcis_value_text (organisation_id, kind, value(96))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE epcis_event
  DROP KEY epcis_event_recorded,
  ADD KEY epcis_event_recorded (organisation_id, record_time, id);

CREATE TABLE named_query (
  organisation_id BINARY(16) NOT NULL,
  name VARCHAR(128) NOT NULL,
  id BINARY(16) NOT NULL,
  definition MEDIUMTEXT NOT NULL,     -- the query object, canonical JSON
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (organisation_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Master data of captured documents' headers: what the newest said of each element.
CREATE TABLE epcis_master (
  organisation_id BINARY(16) NOT NULL,
  uri_hash BINARY(16) NOT NULL,       -- as in epcis_event_value
  uri MEDIUMTEXT NOT NULL,            -- in its one spelling
  element MEDIUMTEXT NOT NULL,        -- canonical JSON: attributes, children
  recorded_at DATETIME(6) NOT NULL,
  PRIMARY KEY (organisation_id, uri_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How far the values of events that were stored before these tables, or by a process that did not know them, are there.
CREATE TABLE epcis_fill (
  id TINYINT NOT NULL,
  whole_to BINARY(16) NOT NULL,       -- every event up to here is to be looked at; later ones if no value is there
  filled_to BINARY(16) NOT NULL,      -- up to here all is done
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO epcis_fill (id, whole_to, filled_to) SELECT 1, COALESCE(MAX(id), ''), '' FROM epcis_event;
