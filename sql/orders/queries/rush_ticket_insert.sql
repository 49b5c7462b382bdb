INSERT INTO rush_ticket (id, rush, buyer, round, turn, joined_at, units)
VALUES (:id, :rush, :buyer, :round, :turn, :joined_at, 0)
