UPDATE payout_batch SET exported_at = :now, export_sha256 = :sha256 WHERE id = :id AND exported_at IS NULL
