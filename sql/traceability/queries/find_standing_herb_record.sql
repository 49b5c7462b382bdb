SELECT h.number FROM herb_record AS h
WHERE h.lot_id = :lot AND h.number = :number
  AND NOT EXISTS (SELECT 1 FROM herb_record AS c WHERE c.lot_id = :lot AND c.number > :number AND c.corrects = :number)
