-- What an application came with was decided together with it, by nobody named here.
SELECT id
FROM supplier_licence
WHERE supplier_id = :supplier AND replaced = 0
  AND (standing = 'handed_in' OR (standing = 'confirmed' AND decided_by <> '' AND created_at >= :since))
LIMIT 1
