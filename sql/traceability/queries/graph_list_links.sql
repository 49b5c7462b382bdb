SELECT event_id, organisation_id, source_id, identity, declared, link_type, link_action, happened_at, members
FROM captured_link WHERE event_id > :after ORDER BY event_id LIMIT :limit
