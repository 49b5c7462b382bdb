INSERT INTO channel_bill (channel, bill_date, id, sha256, entries, paid_fen, refunded_fen, imported_by, imported_at)
VALUES (:channel, :bill_date, :id, :sha256, :entries, :paid_fen, :refunded_fen, :imported_by, :now)
