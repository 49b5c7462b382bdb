INSERT INTO promotion (id, supplier, title, threshold_fen, off_fen, starts_at, ends_at, version, created_at)
VALUES (:id, :supplier, :title, :threshold_fen, :off_fen, :starts_at, :ends_at, 1, :now)
