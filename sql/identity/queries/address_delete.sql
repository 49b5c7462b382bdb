DELETE FROM address WHERE id = :id AND owner = :owner
