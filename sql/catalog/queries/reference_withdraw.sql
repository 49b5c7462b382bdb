UPDATE reference_price SET withdrawn_at = :withdrawn_at
WHERE id = :id
