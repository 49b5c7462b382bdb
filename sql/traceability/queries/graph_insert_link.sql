INSERT INTO captured_link (event_id, organisation_id, source_id, identity, declared, link_type, link_action, happened_at, members)
VALUES {{(:event, :organisation, :source, :identity, :declared, :type, :action, :happened_at, :members)}}
