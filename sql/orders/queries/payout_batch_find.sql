SELECT id, made_by, made_at, note, payouts, total_fen, exported_at, export_sha256 FROM payout_batch WHERE id = :id
