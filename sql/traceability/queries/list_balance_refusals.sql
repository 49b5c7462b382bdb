SELECT attempted_at, attempt, requested, available FROM balance_refusal WHERE lot_id = :lot ORDER BY id DESC LIMIT :limit
