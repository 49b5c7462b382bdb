INSERT INTO entered_revision (revision, entered_at) VALUES (:revision, :now)
