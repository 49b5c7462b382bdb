INSERT INTO named_query (organisation_id, name, id, definition, actor, created_at)
VALUES (:organisation, :name, :id, :definition, :actor, :now)
