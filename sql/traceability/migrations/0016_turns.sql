-- Organisations take turns: whose subscriptions are due is found one organisation after the other, and who makes named
-- queries does so one at a time. And what captured events told of things that belong together before captured_link was there.
ALTER TABLE event_subscription ADD KEY event_subscription_turn (state, organisation_id, next_at);

CREATE TABLE named_query_owner (      -- locked by who adds to an organisation's queries
  organisation_id BINARY(16) NOT NULL,
  PRIMARY KEY (organisation_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- 2: how far links of the events that are there now are (1: values).
INSERT INTO epcis_fill (id, whole_to, filled_to) SELECT 2, COALESCE(MAX(id), ''), '' FROM epcis_event;
