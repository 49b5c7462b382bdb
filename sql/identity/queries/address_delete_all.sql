DELETE FROM address WHERE owner = :owner
