INSERT INTO payout_batch (id, made_by, made_at, note, payouts, total_fen, exported_at, export_sha256)
VALUES (:id, :made_by, :now, :note, :payouts, :total, NULL, NULL)
