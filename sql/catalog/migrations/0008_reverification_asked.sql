-- Since when a supplier is asked to prove its licences again: what was handed in before is no answer. Says nothing where
-- reverify_by is not set.
ALTER TABLE supplier ADD COLUMN reverify_asked_at DATETIME(6) NULL;
UPDATE supplier SET reverify_asked_at = updated_at WHERE reverify_by IS NOT NULL;
