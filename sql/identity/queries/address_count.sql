SELECT COUNT(*) AS entries FROM address WHERE owner = :owner
