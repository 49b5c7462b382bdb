SELECT event_id, organisation_id, source_id, identity, declared, link_type, link_action, happened_at, members
FROM captured_link WHERE source_id IN (:sources*) ORDER BY event_id
