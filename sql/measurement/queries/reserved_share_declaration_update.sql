UPDATE reserved_share_declaration SET canteen = :canteen, state = :state, canteen_total_fen = :canteen_total, ratio_ppm = :ratio_ppm,
  reserved_fen = :reserved, contractor = :contractor, successor = :successor, exempt_reason = :exempt_reason, version = :version
WHERE id = :id
