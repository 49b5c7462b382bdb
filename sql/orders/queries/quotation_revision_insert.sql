INSERT INTO quotation_revision (quotation_id, revision, divisible, goods_fen, freight_fen, valid_until, note, submitted_by, submitted_at)
VALUES (:quotation_id, :revision, :divisible, :goods_fen, :freight_fen, :valid_until, :note, :submitted_by, :submitted_at)
