SELECT version FROM registration WHERE id = :id FOR UPDATE
