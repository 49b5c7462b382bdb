INSERT INTO freight_terms (supplier, effective_from, id, terms, created_by, created_at)
VALUES (:supplier, :effective_from, :id, :terms, :created_by, :now)
