INSERT INTO certification_objection (certification_id, id, text, contact, state, created_at, decided_at)
VALUES (:certification, :id, :text, :contact, 'open', :now, NULL)
