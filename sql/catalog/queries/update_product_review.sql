UPDATE product
SET review = :review, version = version + 1, updated_at = :now
WHERE id = :id AND version = :version
