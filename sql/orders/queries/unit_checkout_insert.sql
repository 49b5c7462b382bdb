INSERT INTO unit_checkout (group_id, buyer, day, total_fen, heads, cap_year, held_until)
VALUES (:group_id, :buyer, :day, :total_fen, :heads, :cap_year, :held_until)
