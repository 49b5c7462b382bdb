SELECT entries FROM log_waiting WHERE id >= :from AND id <= :last ORDER BY id
